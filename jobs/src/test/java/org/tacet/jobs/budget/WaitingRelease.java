package org.tacet.jobs.budget;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process of its own that reserves a release and then waits until its input ends. */
final class WaitingRelease implements AutoCloseable {

  private final Process process;

  private WaitingRelease(Process process) {
    this.process = process;
  }

  /** Starts the process and returns once the release is reserved. */
  static WaitingRelease of(Path folder, String releaseId) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    WaitingRelease.class.getName(),
                    folder.toString(),
                    releaseId))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); !"reserved".equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("the process ended before it had reserved");
      }
    }
    return new WaitingRelease(process);
  }

  public static void main(String[] arguments) throws IOException {
    new ShopLedger(Path.of(arguments[0])).reserved(arguments[1]);
    System.out.println("reserved");
    System.in.read();
  }

  long processId() {
    return process.pid();
  }

  /** Ends the process and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
