package org.tacet.jobs.notebook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The JDK's jshell as a process of its own: what a Java kernel runs cells in, without a kernel. It
 * gets the class path and the JVM options that notebooks/README.md names.
 */
public final class JavaShell {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));

  private JavaShell() {}

  /** Runs a script in {@code folder} and returns everything it printed, messages included. */
  public static String run(String script, Path folder) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("cells.jsh"), script + "\n/exit\n");
    Path log = folder.resolve("printed.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jshell").toString());
    // What jshell remembers of its user would go to the user's home.
    command.add("-J-Djava.util.prefs.userRoot=" + folder);
    command.addAll(List.of("-s", "--class-path", classPath()));
    for (String option : Files.readAllLines(ROOT.resolve("conf/jvm.options"))) {
      command.add("-R" + option);
    }
    command.addAll(List.of("-R-Xmx1g", file.toString()));
    ProcessBuilder shell =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    shell.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = shell.start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new AssertionError("still running after 5 minutes:\n" + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(log);
  }

  /** This test's own, without tests, and conf/ for the logging. */
  public static String classPath() {
    Stream<String> main =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("test-classes") && !entry.endsWith("-tests.jar"));
    return Stream.concat(Stream.of(ROOT.resolve("conf").toString()), main)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
