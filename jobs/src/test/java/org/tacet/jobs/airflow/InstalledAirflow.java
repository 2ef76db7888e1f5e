package org.tacet.jobs.airflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.tacet.jobs.launcher.BuiltTacet;
import org.tacet.jobs.launcher.Run;

/**
 * A real Airflow that somebody installed, with a home of its own and the DAG of {@code
 * conf/airflow}. Its tasks start a launcher instead of a cluster's Spark.
 */
final class InstalledAirflow {

  private static final Path DAGS =
      Path.of(System.getProperty("tacet.root")).resolve("conf/airflow");

  private final Path command;
  private final Path folder;
  private final Path launcher;

  private InstalledAirflow(Path command, Path folder, Path launcher) {
    this.command = command;
    this.folder = folder;
    this.launcher = launcher;
  }

  /** The program that {@code TACET_AIRFLOW} names, or the one on the path. */
  static Optional<Path> found() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("TACET_AIRFLOW")).map(Path::of),
            Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "airflow")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Makes a home for it in {@code folder}, which is also where releases run. */
  static InstalledAirflow in(Path folder, Path command, Path launcher) throws IOException {
    Files.createDirectories(folder.resolve("status"));
    Files.createDirectories(folder.resolve("public"));
    InstalledAirflow airflow = new InstalledAirflow(command, folder, launcher);
    airflow.run(Map.of(), "db", "migrate");
    return airflow;
  }

  private Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(BuiltTacet.environment());
    environment.put("PATH", command.getParent() + ":" + environment.get("PATH"));
    environment.put("AIRFLOW_HOME", folder.resolve("airflow").toString());
    environment.put("AIRFLOW__CORE__DAGS_FOLDER", DAGS.toString());
    environment.put("AIRFLOW__CORE__LOAD_EXAMPLES", "False");
    environment.put("AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY", "1");
    environment.put(
        "AIRFLOW_CONN_SPARK_DEFAULT", "{\"conn_type\": \"spark\", \"host\": \"local[2]\"}");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("TACET_LAUNCHER", launcher.toString());
    environment.put("TACET_SPEC", folder.resolve("tacet-demo/demo.yaml").toString());
    environment.put("TACET_DATA", "file:" + folder.resolve("tacet-demo/data-0.01"));
    environment.put("TACET_LEDGER", "file:" + folder.resolve("tacet-demo/ledger"));
    environment.put("TACET_PUBLIC", "file:" + folder.resolve("public"));
    environment.put("TACET_STATUS", "file:" + folder.resolve("status"));
    environment.putAll(more);
    return environment;
  }

  private Run run(Map<String, String> more, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command.toString()));
    all.addAll(List.of(arguments));
    return Run.of(folder, environment(more), all);
  }

  /** A whole run of the DAG, as the scheduler would make it for a day, with all retries. */
  Run runs(String day, Map<String, String> more) {
    return run(more, "dags", "test", "tacet_release", day);
  }

  /** The task that releases once more, in a run that there was. */
  Run releasesAgain(String runId, Map<String, String> more) {
    return run(more, "tasks", "test", "tacet_release", "release", runId);
  }
}
