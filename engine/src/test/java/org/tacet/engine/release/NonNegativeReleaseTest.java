package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * Values and ends of intervals below 0 become 0, and nothing else changes. Each aggregate is asked
 * for twice; the two share their statistic, so that both tell of the same draw.
 */
class NonNegativeReleaseTest {

  private static final int TOWNS = 200;

  private static final List<String> KINDS =
      List.of(
          "count: {max_rows_per_group: 1}",
          "privacy_units: {}",
          "sum: {value: pay, contribution_bounds_per_group: [0, 5]}",
          "sum: {value: weight, contribution_bounds_per_row: [0, 5], max_rows_per_group: 1}",
          "count_distinct: {value: pay, max_distinct_per_group: 1}",
          "histogram: {value: weight, bins: [0, 1, 2], max_rows_per_group: 1}");

  @TempDir static Path folder;
  private static ReleaseHarness harness;
  private static List<Row> published;

  @BeforeAll
  static void release() {
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table(
                "visits",
                "person bigint, town int, pay decimal(9,2), weight double",
                List.of(RowFactory.create(1L, 0, new BigDecimal("1.25"), 0.5)));
    harness.release(spec(), "release", 7);
    published = harness.published("release");
  }

  private static String spec() {
    String towns =
        IntStream.range(0, TOWNS).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String aggregates =
        IntStream.range(0, KINDS.size())
            .mapToObj(
                kind ->
                    "  - {name: plain%d, %s}\n  - {name: held%d, %s, non_negative: true}\n"
                        .formatted(kind, KINDS.get(kind), kind, KINDS.get(kind)))
            .collect(Collectors.joining());
    return """
        release: held
        account: test
        sources:
          visits: {path: DATA/visits, private: {unit: [person]}}
        from: visits
        group_by: [town]
        groups: {public: {product: {town: [%s]}}}
        bounds: {max_groups_contributed: 1}
        aggregates:
        %s
        intervals: 0.5
        privacy: {epsilon: 1}
        """
        .formatted(towns, aggregates);
  }

  private static List<Double> numbers(Row row, String column) {
    Object value = row.getAs(column);
    List<?> values = value instanceof Number ? List.of(value) : row.getList(row.fieldIndex(column));
    return values.stream().map(each -> ((Number) each).doubleValue()).toList();
  }

  @Test
  void whatIsBelowZeroIsPublishedAsZero() {
    assertThat(published).hasSize(TOWNS);
    for (int kind = 0; kind < KINDS.size(); kind++) {
      for (String end : List.of("", "_lower", "_upper")) {
        int below = 0;
        for (Row row : published) {
          List<Double> plain = numbers(row, "plain" + kind + end);
          assertThat(numbers(row, "held" + kind + end))
              .as(KINDS.get(kind) + end)
              .isEqualTo(plain.stream().map(each -> Math.max(0.0, each)).toList());
          below += (int) plain.stream().filter(each -> each < 0).count();
        }
        assertThat(below).as(KINDS.get(kind) + end).isPositive();
      }
    }
  }

  @Test
  void theManifestSaysWhichAreHeld() throws IOException {
    JsonNode aggregates =
        new ObjectMapper()
            .readTree(folder.resolve("release/_manifest.json").toFile())
            .path("aggregates");
    assertThat(aggregates).hasSize(2 * KINDS.size());
    for (JsonNode aggregate : aggregates) {
      assertThat(aggregate.path("non_negative").asBoolean())
          .isEqualTo(aggregate.path("name").asText().startsWith("held"));
    }
  }
}
