package org.tacet.engine.watch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;

/** A process with the plugin and a sink of Spark's, in which one release works and one does not. */
final class WatchedRelease {

  /** Rows of 37 people, of whose groups two are large enough to be published. */
  static final int PRIVATE_ROWS = 4441;

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
      privacy: {epsilon: 50, delta: 1e-7, allow_large_epsilon: true}
      """;

  private WatchedRelease() {}

  /** The argument: a folder; the sink writes into its {@code metrics}. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    String sink = "spark.metrics.conf.*.sink.csv.";
    SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .appName("watched")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", "true")
            .config("spark.kryo.registrator", "org.tacet.engine.catalyst.TacetKryoRegistrator")
            .config("spark.plugins", TacetPlugin.class.getName())
            .config("spark.metrics.namespace", "watched")
            .config(sink + "class", "org.apache.spark.metrics.sink.CsvSink")
            .config(sink + "directory", folder.resolve("metrics").toString())
            .config(sink + "period", "1") // the end of the context reports once more
            .config(sink + "unit", "hours")
            .getOrCreate();
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < PRIVATE_ROWS; row++) {
      long person = row % 37;
      rows.add(RowFactory.create(person, person % 2 == 0 ? "Bern" : "Genf"));
    }
    ReleaseHarness harness =
        new ReleaseHarness(folder, session).table("visits", "person bigint, town string", rows, 3);
    System.out.println(harness.release(SPEC, "out", 1).publishedRows() + " rows");
    try {
      harness.release(SPEC, "out", 1);
      throw new IllegalStateException("an output that exists was taken");
    } catch (InvalidSpecException refused) {
      System.out.println("refused");
    }
    session.stop();
  }
}
