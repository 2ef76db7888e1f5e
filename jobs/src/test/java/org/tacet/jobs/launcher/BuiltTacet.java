package org.tacet.jobs.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The launcher of this checkout, on the jars that were just built. */
public final class BuiltTacet {

  private static final String LAUNCHER =
      Path.of(System.getProperty("tacet.root")).resolve("spark-submit.sh").toString();

  private BuiltTacet() {}

  /** As a user's shell would be, but for variables that decide which Spark runs. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("TACET_"));
    return environment;
  }

  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a command in {@code folder} to its end. */
  public static Run run(Path folder, String... arguments) {
    return Run.of(folder, environment(), command(arguments));
  }
}
