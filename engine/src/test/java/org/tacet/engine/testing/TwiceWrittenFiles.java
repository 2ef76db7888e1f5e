package org.tacet.engine.testing;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * A local disk on which the first attempt of each task that writes data fails when it has written
 * all, and takes the cached rows with it: whatever it wrote has to be computed a second time.
 */
public final class TwiceWrittenFiles extends LocalFileSystem {

  private static final Pattern DATA = Pattern.compile("/_temporary/.*/part-[^/]*$");
  private static final List<byte[]> WRITTEN = new CopyOnWriteArrayList<>();

  public TwiceWrittenFiles() {
    super(new Raw());
  }

  /** What was written since it was last asked for, each attempt's whole file. */
  public static List<byte[]> takeWritten() {
    List<byte[]> taken = new ArrayList<>(WRITTEN);
    WRITTEN.clear();
    return taken;
  }

  private static void dropCachedRows() {
    SparkContext.getOrCreate()
        .getPersistentRDDs()
        .keysIterator()
        .foreach(id -> SparkEnv.get().blockManager().removeRdd((Integer) id));
  }

  private static final class Raw extends RawLocalFileSystem {

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
      return twice(
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress),
          path);
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
      return twice(
          super.create(path, overwrite, bufferSize, replication, blockSize, progress), path);
    }

    private static FSDataOutputStream twice(FSDataOutputStream out, Path path) throws IOException {
      TaskContext task = TaskContext.get();
      return task != null && DATA.matcher(path.toString()).find()
          ? new FSDataOutputStream(new Recorded(out, task.attemptNumber()), null)
          : out;
    }
  }

  private static final class Recorded extends FilterOutputStream {

    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private final int attempt;
    private boolean closed;

    Recorded(OutputStream out, int attempt) {
      super(out);
      this.attempt = attempt;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      record.write(bytes, offset, length);
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (closed) {
        return;
      }
      closed = true;
      WRITTEN.add(record.toByteArray());
      if (attempt == 0) {
        dropCachedRows();
        throw new IOException("the first attempt of each task fails");
      }
    }
  }
}
