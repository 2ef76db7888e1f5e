package org.tacet.engine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a main class of the tests in a virtual machine of its own, with the options Spark needs. */
public final class ChildJvm {

  private static final long TIMEOUT_MINUTES = 20;

  private final Path output;
  private final int exitCode;

  private ChildJvm(Path output, int exitCode) {
    this.output = output;
    this.exitCode = exitCode;
  }

  /**
   * Runs {@code main} to its end.
   *
   * @param folder where its temporary files go, and what it prints
   * @param options of the virtual machine
   */
  public static ChildJvm run(Path folder, List<String> options, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, options, Map.of(), main, arguments);
  }

  /**
   * Runs {@code main} to its end.
   *
   * @param environment what it finds beside this process's own variables
   */
  public static ChildJvm run(
      Path folder,
      List<String> options,
      Map<String, String> environment,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    return run(TIMEOUT_MINUTES, folder, options, environment, main, arguments);
  }

  /** As above, for what takes longer than a test may. */
  public static ChildJvm run(
      long timeoutMinutes,
      Path folder,
      List<String> options,
      Map<String, String> environment,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    return run(timeoutMinutes, folder, options, environment, "", main, arguments);
  }

  /**
   * Runs {@code main} with other classes in front of this process's.
   *
   * @param classes the folder that holds them
   */
  public static ChildJvm runPatched(Path folder, Path classes, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(
        TIMEOUT_MINUTES,
        folder,
        List.of(),
        Map.of(),
        classes + System.getProperty("path.separator"),
        main,
        arguments);
  }

  private static ChildJvm run(
      long timeoutMinutes,
      Path folder,
      List<String> options,
      Map<String, String> environment,
      String classesBefore,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("tacet.root"));
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path output = Files.createTempFile(folder, main.getSimpleName(), ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("@" + root.resolve("conf/jvm.options"));
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(options);
    command.add("-cp");
    command.add(classesBefore + System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(timeoutMinutes, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the child did not end: " + Files.readString(output));
      }
      return new ChildJvm(output, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  public int exitCode() {
    return exitCode;
  }

  /** What it printed, to either stream. */
  public Path output() {
    return output;
  }
}
