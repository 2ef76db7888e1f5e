package org.tacet.jobs.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The most memory that this process has had resident since it last began to watch, as Linux keeps
 * it; elsewhere it is unknown.
 */
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final String PEAK = "VmHWM:";

  private PeakMemory() {}

  /** Begins to watch. */
  static void reset() {
    if (Files.isWritable(RESET)) {
      try {
        Files.writeString(RESET, "5"); // resets the peak alone: proc(5)
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static OptionalLong mebibytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
