package org.tacet.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tacet.jobs.launcher.Run;

/**
 * An installation of Spark like the one that is downloaded, made of the jars that Maven resolves
 * for Spark alone: {@code jars/} and {@code bin/spark-submit}. Nothing of Tacet is in it.
 */
final class PlainSpark {

  static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  static final Path BUNDLE = ROOT.resolve("bundle/target/tacet-bundle.jar");
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** As Spark's own script does: its launcher says how to start, and that is started. */
  private static final String START =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      export SPARK_HOME='%1$s' SPARK_SCALA_VERSION=2.13
      command=()
      {
        IFS= read -r -d '' before && read -r
        while IFS= read -r -d '' part; do command+=("$part"); done
      } < <('%2$s' -Xmx128m -cp '%1$s/jars/*' org.apache.spark.launcher.Main %3$s"$@")
      exec "${command[@]}"
      """;

  private final Path home;

  /** Makes the installation anew, in {@code target}. */
  PlainSpark(String version) throws IOException {
    home = Files.createDirectories(ROOT.resolve("bundle/target/plain-spark-" + version));
    Path jars = Files.createDirectories(home.resolve("jars"));
    try (Stream<Path> links = Files.list(jars)) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
    Path list = ROOT.resolve("bundle/spark/target/spark-%s.classpath".formatted(version));
    for (String jar : Files.readString(list).trim().split(":", -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    script("spark-submit", "org.apache.spark.deploy.SparkSubmit ");
    script("spark-class", "");
  }

  static String versionBuiltAgainst() {
    return "4.1.0";
  }

  private void script(String name, String mainClass) throws IOException {
    Path file = Files.createDirectories(home.resolve("bin")).resolve(name);
    Files.writeString(file, START.formatted(home, JAVA, mainClass));
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  Path home() {
    return home;
  }

  /** As a user's shell would be, but for variables that decide which Spark runs. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("TACET_"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    return environment;
  }

  /** Runs Tacet's launcher on this Spark in {@code folder}. */
  Run launch(Path folder, List<String> arguments) {
    Map<String, String> environment = environment();
    environment.put("SPARK_HOME", home.toString());
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("spark-submit.sh").toString()));
    command.addAll(arguments);
    return Run.of(folder, environment, command);
  }

  /** Runs {@code spark-submit} in {@code folder} to its end. */
  Run submit(Path folder, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/spark-submit").toString()));
    command.addAll(arguments);
    return Run.of(folder, environment(), command);
  }

  /** Starts one of Spark's programs. */
  Process start(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/spark-class").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
