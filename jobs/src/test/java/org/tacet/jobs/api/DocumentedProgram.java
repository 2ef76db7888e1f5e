package org.tacet.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tacet.jobs.launcher.Run;
import org.tacet.jobs.notebook.JavaShell;

/**
 * Code of a page, run by a Java of its own in {@code folder}: its classes lie in {@code classes}
 * there, before Tacet and Spark on the class path.
 */
record DocumentedProgram(Path folder) {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));

  Path classes() throws IOException {
    return Files.createDirectories(folder.resolve("classes"));
  }

  /** Runs {@code java} to a good end. */
  Run java(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Files.readAllLines(ROOT.resolve("conf/jvm.options")));
    command.addAll(
        List.of("-Xmx1g", "-cp", classes() + File.pathSeparator + JavaShell.classPath()));
    command.addAll(List.of(arguments));
    Run run = Run.of(folder, Map.of("SPARK_LOCAL_IP", "127.0.0.1"), command);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return run;
  }
}
