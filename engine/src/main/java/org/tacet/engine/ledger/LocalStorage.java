package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A ledger's folders on a local disk. {@code createLink} is what makes an addition
 * compare-and-append: of any number of racing links to one name the file system lets one through,
 * which local {@code rename} does not. The content is on disk before it has its name, so no reader
 * and no power failure meets half an entry. Needs hard links that are atomic across all machines
 * that use the disk; network file systems are not among those tested.
 */
final class LocalStorage implements LedgerStorage {

  private final Path root;

  LocalStorage(Path root) {
    this.root = root;
  }

  @Override
  public Root root() {
    if (Files.isDirectory(root)) {
      return Root.FOLDER;
    }
    return Files.exists(root) ? Root.FILE : Root.NOTHING;
  }

  @Override
  public List<String> folders() throws IOException {
    return names(root, child -> Files.isDirectory(child));
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return names(root.resolve(folder), child -> true);
  }

  private static List<String> names(Path folder, DirectoryStream.Filter<Path> wanted)
      throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, wanted)) {
      children.forEach(child -> names.add(child.getFileName().toString()));
    } catch (NoSuchFileException noFolder) {
      return List.of();
    }
    return names;
  }

  @Override
  public boolean has(String folder, String file) {
    return Files.exists(root.resolve(folder).resolve(file));
  }

  @Override
  public Optional<byte[]> read(String folder, String file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(folder).resolve(file)));
    } catch (NoSuchFileException free) {
      return Optional.empty();
    }
  }

  @Override
  public void makeFolder(String folder) throws IOException {
    Files.createDirectories(root.resolve(folder));
    writeThrough(root);
    if (root.getParent() != null) {
      writeThrough(root.getParent());
    }
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    Path into = root.resolve(folder);
    // Not Files.createTempFile: its files are readable by their owner only, and a link keeps that,
    // so a colleague's job could not read what was spent.
    Path aside = into.resolve("." + file + "-" + UUID.randomUUID() + ".writing");
    try {
      writeThrough(aside, content);
      Files.createLink(into.resolve(file), aside);
    } catch (FileAlreadyExistsException taken) {
      return false;
    } finally {
      Files.deleteIfExists(aside);
    }
    writeThrough(into);
    return true;
  }

  private static void writeThrough(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }

  /** Makes the names in a folder durable. */
  private static void writeThrough(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public String path(String... names) {
    Path path = root;
    for (String name : names) {
      path = path.resolve(name);
    }
    return path.toString();
  }

  @Override
  public String fix(IOException failed) {
    return failed instanceof AccessDeniedException
        ? "give the user '"
            + System.getProperty("user.name")
            + "' permission to read and write the ledger's folder and all in it"
        : "check that the ledger lies on a local disk that is not full or read-only and has"
            + " hard links; budget show says whether the entry was recorded all the same";
  }
}
