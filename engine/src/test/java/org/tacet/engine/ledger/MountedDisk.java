package org.tacet.engine.ledger;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk in memory, mounted for a test; where that is not allowed the test is skipped. */
final class MountedDisk implements AutoCloseable {

  private final Path path;

  private MountedDisk(Path path) {
    this.path = path;
  }

  static MountedDisk of(Path path, String options) throws IOException {
    Files.createDirectory(path);
    assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path.toString()))
        .as("mounting a disk, which needs root")
        .isZero();
    return new MountedDisk(path);
  }

  Path path() {
    return path;
  }

  void makeReadOnly() throws IOException {
    if (run("mount", "-o", "remount,ro", path.toString()) != 0) {
      throw new IOException(path + " can't be made read-only");
    }
  }

  @Override
  public void close() throws IOException {
    if (run("umount", path.toString()) != 0) {
      throw new IOException(path + " can't be unmounted");
    }
  }

  /** Runs a program to its end; returns its exit code, or -1 if there is no such program. */
  static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException noSuchProgram) {
      return -1;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
