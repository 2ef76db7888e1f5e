package org.tacet.engine.testing;

import java.io.IOException;
import java.util.EnumSet;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk, on which this process ends at a {@link FileMoment}. */
public final class WatchedLocalFiles extends LocalFileSystem {

  public WatchedLocalFiles() {
    super(new Raw());
  }

  private static final class Raw extends RawLocalFileSystem {

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
      boolean made = super.mkdirs(path, permission);
      FileMoment.reached(FileMoment.Kind.FOLDER_MADE, path);
      return made;
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
      boolean made = super.mkdirs(path);
      FileMoment.reached(FileMoment.Kind.FOLDER_MADE, path);
      return made;
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return FileMoment.watched(
          super.create(path, overwrite, bufferSize, replication, blockSize, progress), path);
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return FileMoment.watched(
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress),
          path);
    }

    @Override
    public FSDataOutputStream createNonRecursive(
        Path path,
        FsPermission permission,
        EnumSet<CreateFlag> flags,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      return FileMoment.watched(
          super.createNonRecursive(
              path, permission, flags, bufferSize, replication, blockSize, progress),
          path);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      boolean moved = super.rename(from, to);
      FileMoment.reached(FileMoment.Kind.MOVED, from + " -> " + to);
      return moved;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      FileMoment.reached(FileMoment.Kind.BEFORE_DELETION, path);
      return super.delete(path, recursive);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
      FileMoment.reached(FileMoment.Kind.BEFORE_OPENING, path);
      return super.open(path, bufferSize);
    }
  }
}
