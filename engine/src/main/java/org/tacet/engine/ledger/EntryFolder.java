package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of numbered files that are only ever added. {@code createLink} is what makes an addition
 * compare-and-append: of any number of racing links to one name the file system lets one through,
 * which local {@code rename} does not. The content is on disk before it has its name, so no reader
 * and no power failure meets half an entry.
 */
final class EntryFolder {

  private static final Pattern NUMBERED = Pattern.compile("([0-9]{8,18})\\.json");

  private final Path folder;

  EntryFolder(Path folder) {
    this.folder = folder;
  }

  Path file(long number) {
    return folder.resolve(String.format(Locale.ROOT, "%08d.json", number));
  }

  /** The content under a number, or empty if the number is free. */
  Optional<byte[]> read(long number) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file(number)));
    } catch (NoSuchFileException free) {
      return Optional.empty();
    }
  }

  /** The largest number in use, or -1; files of other names are left-overs and do not count. */
  long largestNumber() throws IOException {
    long largest = -1;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher numbered = NUMBERED.matcher(file.getFileName().toString());
        if (numbered.matches()) {
          largest = Math.max(largest, Long.parseLong(numbered.group(1)));
        }
      }
    } catch (NoSuchFileException noFolder) {
      return largest;
    }
    return largest;
  }

  /**
   * Adds a file under a number.
   *
   * @return false if the number is taken
   */
  boolean append(long number, byte[] content) throws IOException {
    // Not Files.createTempFile: its files are readable by their owner only, and a link keeps that,
    // so a colleague's job could not read what was spent.
    Path aside = folder.resolve("." + number + "-" + UUID.randomUUID() + ".writing");
    try {
      writeThrough(aside, content);
      Files.createLink(file(number), aside);
    } catch (FileAlreadyExistsException taken) {
      return false;
    } finally {
      Files.deleteIfExists(aside);
    }
    writeThrough(folder);
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
  static void writeThrough(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
