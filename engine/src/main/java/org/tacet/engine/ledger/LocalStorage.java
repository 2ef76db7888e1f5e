package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A ledger's folders on a local disk. {@code createLink} is what makes an addition
 * compare-and-append: of any number of racing links to one name the file system lets one through,
 * which local {@code rename} does not. The content is on disk before it has its name, so no reader
 * and no power failure meets half an entry. Needs hard links that are atomic across all machines
 * that use the disk; {@link TrustedFileSystems} says where they are known to be.
 *
 * <p>The root may be a symbolic link. Below it none is followed: an entry that is one would be
 * content that changes elsewhere.
 */
class LocalStorage implements LedgerStorage {

  private final Path root;

  LocalStorage(Path root) {
    this.root = root;
  }

  @Override
  public final Root root() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
      return attributes.isDirectory() ? Root.FOLDER : Root.FILE;
    } catch (NoSuchFileException nothing) {
      return Root.NOTHING;
    }
  }

  @Override
  public final List<String> folders() throws IOException {
    return names(root, child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public final List<String> files(String folder) throws IOException {
    Path path = root.resolve(folder);
    requireNoLink(path);
    return names(path, child -> true);
  }

  private static List<String> names(Path folder, Predicate<Path> wanted) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, wanted::test)) {
      children.forEach(child -> names.add(child.getFileName().toString()));
    } catch (NoSuchFileException noFolder) {
      return List.of();
    }
    return names;
  }

  @Override
  public final boolean has(String folder, String file) throws IOException {
    requireNoLink(root.resolve(folder));
    return attributes(root.resolve(folder).resolve(file)).isPresent();
  }

  @Override
  public final Optional<byte[]> read(String folder, String file) throws IOException {
    Path path = root.resolve(folder).resolve(file);
    requireNoLink(root.resolve(folder));
    Optional<BasicFileAttributes> attributes = attributes(path);
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    // A pipe would keep whoever opens it waiting.
    if (!attributes.get().isRegularFile()) {
      throw new FileSystemException(path.toString(), null, "it is no file of its own");
    }
    try (InputStream content =
        Files.newInputStream(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(LedgerStorage.whole(content));
    } catch (NoSuchFileException free) {
      return Optional.empty();
    }
  }

  /** Of the name itself, whatever a link would lead to; empty if the name is free. */
  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException free) {
      return Optional.empty();
    }
  }

  private void requireNoLink(Path folder) throws FileSystemException {
    if (!folder.equals(root) && Files.isSymbolicLink(folder)) {
      throw new FileSystemException(folder.toString(), null, "it is a symbolic link");
    }
  }

  @Override
  public final void makeFolder(String folder) throws IOException {
    Path path = root.resolve(folder);
    requireNoLink(path);
    Files.createDirectories(path);
    forceNames(root);
    if (root.getParent() != null) {
      forceNames(root.getParent());
    }
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    Path into = root.resolve(folder);
    requireNoLink(into);
    Path aside = aside(into, file);
    try {
      writeThrough(aside, content);
      Files.createLink(into.resolve(file), aside);
    } catch (FileAlreadyExistsException taken) {
      return false;
    } finally {
      Files.deleteIfExists(aside);
    }
    forceNames(into);
    return true;
  }

  @Override
  public final void replace(String folder, String file, byte[] content) throws IOException {
    Path into = root.resolve(folder);
    requireNoLink(into);
    Path aside = aside(into, file);
    try {
      writeThrough(aside, content);
      Files.move(aside, into.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
    forceNames(into);
  }

  /**
   * Not Files.createTempFile: its files are readable by their owner only, and a link keeps that, so
   * a colleague's job could not read what was spent.
   */
  private static Path aside(Path folder, String file) {
    return folder.resolve("." + file + "-" + UUID.randomUUID() + ".writing");
  }

  private void writeThrough(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      force(channel);
    }
  }

  /** Makes the names in a folder durable. */
  private void forceNames(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      force(channel);
    }
  }

  /** Makes durable what a file or folder holds. */
  void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  @Override
  public final String path(String... names) {
    Path path = root;
    for (String name : names) {
      path = path.resolve(name);
    }
    return path.toString();
  }

  @Override
  public final String fix(IOException failed) {
    return failed instanceof AccessDeniedException
        ? "give the user '"
            + System.getProperty("user.name")
            + "' permission to read and write the ledger's folder and all in it"
        : "check that the ledger lies on a local disk that is not full or read-only and has"
            + " hard links, and that in its folder nothing was replaced by a link; budget show says"
            + " whether the entry was recorded all the same";
  }
}
