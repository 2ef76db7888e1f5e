package org.tacet.engine.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.security.AccessControlException;

/**
 * A ledger's folders on HDFS. The NameNode orders all renames under one lock and {@code
 * Rename.NONE} refuses a name that is taken, which makes an addition compare-and-append; a rename
 * that the client has to send twice is answered from the NameNode's retry cache, and not refused
 * for its own success. {@code FileSystem.rename} would not do: its default is to answer true or
 * false for many reasons. The content is on the disks of the DataNodes before it has its name.
 */
class HdfsStorage implements LedgerStorage {

  private final FileContext files;
  private final Path root;

  /**
   * @param files of the file system that {@code root} lies on
   * @param root qualified
   */
  HdfsStorage(FileContext files, Path root) {
    this.files = files;
    this.root = root;
  }

  @Override
  public final Root root() throws IOException {
    try {
      return files.getFileStatus(root).isDirectory() ? Root.FOLDER : Root.FILE;
    } catch (FileNotFoundException nothing) {
      return Root.NOTHING;
    }
  }

  @Override
  public final List<String> folders() throws IOException {
    return names(root, FileStatus::isDirectory);
  }

  @Override
  public final List<String> files(String folder) throws IOException {
    return names(new Path(root, folder), child -> true);
  }

  private List<String> names(Path folder, Predicate<FileStatus> wanted) throws IOException {
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> children = files.listStatus(folder);
      while (children.hasNext()) {
        FileStatus child = children.next();
        if (child.getPath().equals(folder)) {
          throw new ParentNotDirectoryException(folder + " is a file"); // which lists itself
        }
        if (wanted.test(child)) {
          names.add(child.getPath().getName());
        }
      }
    } catch (FileNotFoundException noFolder) {
      return List.of();
    }
    return names;
  }

  @Override
  public final boolean has(String folder, String file) throws IOException {
    try {
      files.getFileStatus(path(folder, file, root));
      return true;
    } catch (FileNotFoundException no) {
      return false;
    }
  }

  @Override
  public final Optional<byte[]> read(String folder, String file) throws IOException {
    try {
      return Optional.of(readOnce(folder, file));
    } catch (FileNotFoundException | BlockMissingException moved) {
      // The name is free; or was free when it was looked for; or a snapshot was replaced while it
      // was read and lost its blocks; or it is a folder, which is not found as a file either.
      return has(folder, file) ? Optional.of(readOnce(folder, file)) : Optional.empty();
    }
  }

  private byte[] readOnce(String folder, String file) throws IOException {
    try (InputStream content = files.open(path(folder, file, root))) {
      return LedgerStorage.whole(content);
    }
  }

  @Override
  public final void makeFolder(String folder) throws IOException {
    files.mkdir(new Path(root, folder), FsPermission.getDirDefault(), true);
  }

  @Override
  public final boolean add(String folder, String file, byte[] content) throws IOException {
    try {
      write(folder, file, content, Options.Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }

  /** The NameNode renames over a file in one step, so that the name is never free in between. */
  @Override
  public final void replace(String folder, String file, byte[] content) throws IOException {
    write(folder, file, content, Options.Rename.OVERWRITE);
  }

  private void write(String folder, String file, byte[] content, Options.Rename rename)
      throws IOException {
    Path aside = path(folder, "." + file + "-" + UUID.randomUUID() + ".writing", root);
    try {
      writeThrough(aside, content);
      files.rename(aside, path(folder, file, root), rename);
    } catch (IOException failed) {
      try {
        files.delete(aside, false);
      } catch (IOException unreachable) {
        failed.addSuppressed(unreachable);
      }
      throw failed;
    }
  }

  private void writeThrough(Path file, byte[] content) throws IOException {
    FSDataOutputStream out = files.create(file, EnumSet.of(CreateFlag.CREATE));
    boolean durable = false;
    try {
      if (!out.hasCapability(StreamCapabilities.HSYNC)) {
        throw new IOException("files of this folder can't be forced to disk");
      }
      out.write(content);
      force(out);
      durable = true;
    } finally {
      // A stream that failed throws the very same exception from close, which Java's own statement
      // for closing can't add to itself.
      if (durable) {
        out.close();
      } else {
        IOUtils.closeStream(out);
      }
    }
  }

  /** Makes durable what was written. */
  void force(FSDataOutputStream out) throws IOException {
    out.hsync();
  }

  private static Path path(String folder, String file, Path root) {
    return new Path(new Path(root, folder), file);
  }

  @Override
  public final String path(String... names) {
    Path path = root;
    for (String name : names) {
      path = new Path(path, name);
    }
    return path.toString();
  }

  @Override
  public final String fix(IOException failed) {
    return failed instanceof AccessControlException
        ? "give the user '"
            + LedgerUser.current()
            + "' permission to read and write the ledger's folder and all in it"
        : "check that the NameNode and its DataNodes can be reached, that HDFS is not in safe mode"
            + " and no quota is used up, and that the folder is not erasure-coded; budget show says"
            + " whether the entry was recorded all the same";
  }
}
