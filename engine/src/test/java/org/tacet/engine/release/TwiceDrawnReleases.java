package org.tacet.engine.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;
import org.tacet.engine.testing.TwiceWrittenFiles;

/**
 * A process that runs releases whose rows are all drawn a second time before they are published,
 * and prints the noise of each: a line a release, in the order of {@value #GROUPS} groups.
 */
final class TwiceDrawnReleases {

  static final int GROUPS = 50;

  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: {public: {values: [TOWNS]}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 0.1}
      """;

  private TwiceDrawnReleases() {}

  /**
   * The arguments: folder, number of releases, file for the noise. The last has the first's key.
   */
  public static void main(String[] arguments) throws IOException {
    int releases = Integer.parseInt(arguments[1]);
    SparkSession session = TestSpark.session();
    List<Row> rows =
        LongStream.range(0, GROUPS).mapToObj(town -> RowFactory.create(town, town)).toList();
    ReleaseHarness harness =
        new ReleaseHarness(Path.of(arguments[0]), session)
            .table("visits", "person bigint, town bigint", rows);
    session.conf().set("spark.sql.shuffle.partitions", "2");
    String towns =
        IntStream.range(0, GROUPS)
            .mapToObj(town -> "{town: " + town + "}")
            .collect(Collectors.joining(", "));
    List<String> lines = new ArrayList<>();
    for (int release = 0; release < releases; release++) {
      TwiceWrittenFiles.takeWritten();
      long key = release == releases - 1 ? 0 : release;
      String output = "out-" + release;
      harness.release(SPEC.replace("TOWNS", towns), output, key);
      requireOneDraw(TwiceWrittenFiles.takeWritten(), release);
      lines.add(
          harness.published(output).stream()
              .map(row -> Long.toString(row.getLong(1) - 1))
              .collect(Collectors.joining(" ")));
    }
    Files.write(Path.of(arguments[2]), lines);
  }

  private static void requireOneDraw(List<byte[]> written, int release) {
    if (written.size() != 2 || !Arrays.equals(written.get(0), written.get(1))) {
      throw new IllegalStateException(
          "release " + release + " was written " + written.size() + " times, not twice the same");
    }
  }
}
