package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Which standard deviations are published, where, and that they are those of the manifest. */
class StandardDeviationReleaseTest {

  private static final String SPEC =
      """
      release: spread
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: rows, count: {max_rows_per_group: 2}, non_negative: true}
        - {name: total, sum: {value: pay, contribution_bounds_per_group: [-4, 4], grid: 0.25}}
        - {name: mean, mean: {value: pay, contribution_bounds_per_row: [-4, 4], max_rows_per_group: 2, grid: 0.25}}
        - {name: middle, median: {value: pay, contribution_bounds_per_row: [-4, 4], max_rows_per_group: 2, grid: 0.25}}
        - {name: bins, histogram: {value: pay, bins: [0, 1, 2], max_rows_per_group: 2, grid: 0.25}}
      intervals: 0.9
      standard_deviations: true
      privacy: {epsilon: 1}
      """;

  @Test
  void standsBehindEachValueThatHasOne(@TempDir Path folder) throws IOException {
    ReleaseHarness harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("visits", "person bigint, pay double", List.of(RowFactory.create(1L, 1.0)));
    harness.release(SPEC, "release", 1);

    Row row = harness.published("release").get(0);
    assertThat(row.schema().fieldNames())
        .containsExactly(
            "rows",
            "rows_lower",
            "rows_upper",
            "rows_stddev",
            "total",
            "total_lower",
            "total_upper",
            "total_stddev",
            "mean",
            "mean_lower",
            "mean_upper",
            "mean_stddev",
            "middle",
            "middle_lower",
            "middle_upper",
            "bins",
            "bins_lower",
            "bins_upper");
    JsonNode manifest =
        new ObjectMapper().readTree(folder.resolve("release/_manifest.json").toFile());
    assertThat(manifest.path("standard_deviations").asText()).startsWith("noise only");
    for (JsonNode aggregate : manifest.path("aggregates")) {
      String name = aggregate.path("name").asText();
      if (List.of("rows", "total").contains(name)) {
        assertThat(row.<Double>getAs(name + "_stddev"))
            .isEqualTo(aggregate.path("noise_standard_deviation").asDouble());
      }
    }
    assertThat(row.<Double>getAs("mean_stddev")).isGreaterThan(0).isLessThanOrEqualTo(4);
  }
}
