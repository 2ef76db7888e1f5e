package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.testing.OrderTables;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * What {@link ByteIdentityTest} shows of counts and sums, of every other aggregate, grouping and
 * bound: how Spark cuts and orders the rows does not show in one published byte.
 */
class StatisticsByteIdentityTest {

  private static final long KEY = 11;

  private static final String BY_CUSTOMER =
      """
      release: orders
      account: test
      sources:
        orders: {path: DATA/LAYOUT/orders, private: {unit: [customer, shop]}}
        items: {path: DATA/LAYOUT/items, owned_by: {table: orders, foreign_key: {order_id: id}}}
      from: items
      joins:
        - {table: orders, on: {order_id: id}}
      group_by: [place, {name: kind, expression: quantity % 3}]
      """;

  /** What is released of the tables, and how. */
  private enum Spec {
    SEVERAL_GROUPINGS(
        BY_CUSTOMER
            + """
            groupings: rollup
            groups: private
            bounds: {max_groups_contributed: 3, max_rows_contributed: 5}
            aggregates:
              - {name: persons, privacy_units: {}}
              - {name: items, count: {max_rows_per_group: 3}}
              - {name: mean, mean: {value: price, contribution_bounds_per_row: [0, 40], max_rows_per_group: 3}}
              - {name: spread, variance: {value: price, contribution_bounds_per_row: [0, 40], max_rows_per_group: 3}}
              - {name: middle, median: {value: price, contribution_bounds_per_row: [0, 40], max_rows_per_group: 3}}
              - {name: together, registered: {aggregate: covariance, value: "array(price, paid)", max_rows_per_group: 3}}
              - {name: least, min: {value: quantity, contribution_bounds_per_row: [0, 9], max_rows_per_group: 2}}
              - {name: bins, histogram: {value: paid, bins: [0, 10, 20, 30], max_rows_per_group: 2}}
              - {name: prices, count_distinct: {value: quantity, max_distinct_per_group: 2}}
            intervals: 0.9
            standard_deviations: true
            privacy: {epsilon: 40, delta: 0.01, allow_large_delta: true, allow_large_epsilon: true}
            """),
    AUTOMATIC_BOUNDS_AND_VECTORS(
        BY_CUSTOMER
            + """
            groups: {public: {product: {place: [0, 1, 2], kind: [0, 1, null]}}}
            bounds: {max_groups_contributed: 4}
            aggregates:
              - {name: both, vector_sum: {value: "array(price, paid)", length: 2, max_norm: 64, norm: l2, grid: 0.25}}
              - {name: spent, sum: {value: paid, contribution_bounds_per_group: {auto: {fallback: [0, 5]}}}}
              - {name: top, max: {value: price, contribution_bounds_per_row: {auto: {fallback: [0, 5]}}, max_rows_per_group: 2}}
            privacy: {epsilon: 8, delta: 0.01, allow_large_delta: true, noise: gaussian}
            """),
    CONSISTENT_GROUPINGS(
        BY_CUSTOMER
            + """
            groupings: rollup
            consistent_groupings: true
            groups: {public: {product: {place: [0, 1, 2], kind: [0, 1, 2]}}}
            bounds: {max_groups_contributed: 2}
            aggregates:
              - {name: items, count: {max_rows_per_group: 3}}
              - {name: spent, sum: {value: paid, contribution_bounds_per_group: [0, 64]}}
            intervals: 0.9
            privacy: {epsilon: 8}
            """),
    ROWS_AS_UNITS(
        """
        release: rows
        account: rows-LAYOUT
        sources:
          items: {path: DATA/LAYOUT/items, private: {rows: 3}}
        from: items
        group_by: [place]
        groups: {public: {product: {place: [0, 1, 2, 3]}}}
        aggregates:
          - {name: items, count: {}}
          - {name: mean, mean: {value: price, contribution_bounds_per_row: [0, 40]}}
          - {name: quantities, count_distinct: {value: quantity}}
        privacy: {epsilon: 8}
        """);

    private final String yaml;

    Spec(String yaml) {
      this.yaml = yaml;
    }

    String of(String layout) {
      return yaml.replace("LAYOUT", layout);
    }
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void theOrderOfRowsAndTheirFilesDoNotShow(Spec spec) {
    SparkSession session = TestSpark.session();
    ReleaseHarness harness = new ReleaseHarness(folder, session);
    for (String layout : spec == Spec.ROWS_AS_UNITS ? List.of("one", "other") : List.<String>of()) {
      String items = folder.resolve(layout + "/items").toString();
      harness
          .ledger()
          .create(
              new Account(
                  "rows-" + layout,
                  "item",
                  Account.now("any", "item", ApproximateDp.of("1000", "0.5"), "tests").budget(),
                  Optional.empty(),
                  List.of(AccountTable.ofRows(items, 3, Optional.empty())),
                  new TreeMap<>(),
                  "",
                  Instant.now(),
                  "tests"));
    }
    OrderTables.write(harness, "one", 1, 0);
    Map<String, String> expected = hashes(harness, spec.of("one"), "first", KEY);
    OrderTables.write(harness, "other", 5, 99);
    session.conf().set("spark.sql.shuffle.partitions", "7");
    session.conf().set("spark.sql.files.maxPartitionBytes", "1024");
    session.conf().set("spark.sql.files.openCostInBytes", "1");
    session.conf().set("spark.sql.adaptive.enabled", "false");
    assertThat(hashes(harness, spec.of("other"), "other-order", KEY)).isEqualTo(expected);
    assertThat(hashes(harness, spec.of("other"), "other-key", KEY + 1)).isNotEqualTo(expected);
  }

  /** The hashes of the published data files, by name. */
  private static Map<String, String> hashes(
      ReleaseHarness harness, String spec, String output, long key) {
    harness.release(spec, output, key);
    Map<String, String> hashes = new TreeMap<>();
    harness.publishedBytes(output).forEach((name, bytes) -> hashes.put(name, Sha256.hex(bytes)));
    assertThat(hashes).containsOnlyKeys("part-00000.parquet");
    assertThat(harness.published(output)).hasSizeGreaterThan(3);
    return hashes;
  }
}
