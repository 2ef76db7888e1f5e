package org.tacet.engine.release;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.functions;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.SecretSearch;

/**
 * A process that runs a release with everything on that shows what Spark does, and writes what each
 * of it shows to a folder: once as it is, once with a key planted in a plan.
 */
final class ObservedRelease {

  static final String PLANTED = "== the key is planted from here on";

  private static final List<String> EXPLAIN_MODES =
      List.of("simple", "extended", "codegen", "cost", "formatted");

  private static final List<String> PAGES =
      List.of("jobs/", "stages/", "SQL/", "storage/", "environment/", "executors/");

  private static final List<String> REST =
      List.of(
          "jobs",
          "stages?details=true",
          "storage/rdd",
          "environment",
          "allexecutors",
          "sql?details=true&planDescription=true&length=1000");

  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: 2}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
        - {name: paid, sum: {value: amount, contribution_bounds_per_group: [0, 4]}}
      privacy: {epsilon: 30, delta: 1e-7, allow_large_epsilon: true}
      """;

  private final SparkSession session;
  private final Path shown;
  private final ReleaseKey key;
  private int number;

  private ObservedRelease(SparkSession session, Path shown, ReleaseKey key) {
    this.session = session;
    this.shown = shown;
    this.key = key;
  }

  /** The key that the parent looks for: nothing else has these bytes. */
  static ReleaseKey key() {
    byte[] bytes = new byte[32];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = (byte) (index * 73 + 41);
    }
    return FixedReleaseKeys.of(bytes);
  }

  /** The argument: a folder, of which the parent reads {@code clean} and {@code planted}. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, TimeoutException {
    Path folder = Path.of(arguments[0]);
    SparkSession clean = open(folder.resolve("clean"));
    ObservedRelease observed = new ObservedRelease(clean, folder.resolve("clean/shown"), key());
    observed.release(Files.createDirectories(folder.resolve("data")));
    observed.showPages();
    clean.stop();

    System.out.println(PLANTED);
    SparkSession planted = open(folder.resolve("planted"));
    ObservedRelease control = new ObservedRelease(planted, folder.resolve("planted/shown"), key());
    Dataset<Row> literal =
        planted
            .range(3)
            .toDF()
            .filter(
                functions
                    .col("id")
                    .cast("string")
                    .cast("binary")
                    .notEqual(FixedReleaseKeys.bytesOf(key())));
    System.out.println(literal.count());
    control.showPlans(literal);
    control.showPages();
    planted.stop();
  }

  private static SparkSession open(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("shown"));
    return SparkSession.builder()
        .master("local[2]")
        .appName("observed")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "true")
        .config("spark.ui.port", "0")
        .config("spark.eventLog.enabled", "true")
        .config("spark.eventLog.compress", "false")
        .config(
            "spark.eventLog.dir",
            Files.createDirectories(folder.resolve("events")).toUri().toString())
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.maxPlanStringLength", "1000000")
        .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
        .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .config("spark.kryo.registrationRequired", "true")
        .config("spark.kryo.registrator", "org.tacet.engine.catalyst.TacetKryoRegistrator")
        .getOrCreate();
  }

  private void release(Path folder) {
    List<Row> rows = new ArrayList<>();
    for (long person = 0; person < 200; person++) {
      rows.add(RowFactory.create(person, person % 2 == 0 ? "Bern" : "Basel", 2.0));
      rows.add(RowFactory.create(person, "Genf", 1.5));
      rows.add(RowFactory.create(person, "Chur", 1.0));
    }
    ReleaseHarness harness =
        new ReleaseHarness(folder, session)
            .table("visits", "person bigint, town string, amount double", rows, 3);
    ReleaseSpec spec = harness.spec(SPEC, "out");
    new ReleaseRun(session, id -> key, ReleaseProgress.silent())
        .run(spec, "observed-1", harness.ledger(), ReleaseRun.Permissions.DEFAULT);

    SparkSession own = ReleaseSession.open(session, spec.timeZone());
    TracedSource source = TracedSource.trace(own, spec);
    PrivateAggregation aggregation =
        new PrivateAggregation(ReleasePlanner.plan(spec, source), source, Optional.empty(), key);
    System.out.println(key);
    showPlans(aggregation.trueSums());
    showPlans(aggregation.noised());
    aggregation.noised().persist().count();
    fail(harness);
  }

  /** A release that fails in its tasks: a file of the source goes while it runs. */
  private void fail(ReleaseHarness harness) {
    ReleaseProgress deleting =
        new ReleaseProgress() {
          @Override
          public void begins(Phase phase) {
            if (phase == Phase.NOISE) {
              delete(harness.folder().resolve("visits"));
            }
          }

          @Override
          public void notice(String text) {}
        };
    try {
      new ReleaseRun(session, id -> key, deleting)
          .run(
              harness.spec(SPEC, "failed"),
              "observed-2",
              harness.ledger(),
              ReleaseRun.Permissions.DEFAULT);
      throw new IllegalStateException("a release without its source was published");
    } catch (ReleaseFailedException failed) {
      show("failure", failed.getMessage());
      StringBuilder causes = new StringBuilder();
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        causes.append(cause).append('\n');
      }
      show("causes", causes.toString());
      failed.printStackTrace(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    }
  }

  private static void delete(Path table) {
    for (Path file : SecretSearch.files(table)) {
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void showPlans(Dataset<Row> rows) {
    QueryExecution execution = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution();
    for (String mode : EXPLAIN_MODES) {
      show("explain-" + mode, execution.explainString(ExplainMode.fromString(mode)));
    }
    show("query-execution", execution.toString());
    show("query-execution-stats", execution.stringWithStats());
    show("logical", execution.logical().toString());
    show("analyzed", execution.analyzed().treeString());
    show("optimized", execution.optimizedPlan().treeString(true, true, 10_000, true, true));
    show("physical", execution.executedPlan().treeString(true, true, 10_000, true, true));
    show("numbered", execution.executedPlan().numberedTreeString());
    show("verbose", execution.executedPlan().verboseString(10_000));
    show("json", execution.analyzed().prettyJson());
    show("physical-json", execution.sparkPlan().prettyJson());
    show("canonical", execution.executedPlan().canonicalized().toString());
  }

  /** What the interface and its REST twin answer while the application lives. */
  private void showPages() throws IOException, InterruptedException, TimeoutException {
    session.sparkContext().listenerBus().waitUntilEmpty();
    String root = session.sparkContext().uiWebUrl().get();
    List<String> addresses = new ArrayList<>();
    PAGES.forEach(page -> addresses.add(root + "/" + page));
    IntStream.range(0, 40).forEach(id -> addresses.add(root + "/SQL/execution/?id=" + id));
    IntStream.range(0, 20).forEach(id -> addresses.add(root + "/jobs/job/?id=" + id));
    String application = session.sparkContext().applicationId();
    REST.forEach(path -> addresses.add(root + "/api/v1/applications/" + application + "/" + path));
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    for (String address : addresses) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      boolean isOptional = address.contains("?id=");
      if (response.statusCode() != 200 && !isOptional) {
        throw new IllegalStateException(response.statusCode() + " from " + address);
      }
      String name = address.substring(root.length()).replaceAll("[^A-Za-z0-9]+", "-");
      show("page" + name, response.body());
    }
  }

  private void show(String name, String text) {
    try {
      Files.writeString(shown.resolve("%03d-%s.txt".formatted(number++, name)), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
