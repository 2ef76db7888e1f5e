package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ReleasePlanner;
import org.tacet.engine.publish.PublishedFile;
import org.tacet.engine.source.PublicGroups;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * A release is a function of its key and its rows: how Spark cuts, orders and re-plans them does
 * not show in one published byte.
 */
class ByteIdentityTest {

  private static final long KEY = 7;

  /** Lines of orders by customer and city; LAYOUT, GROUPS and NOISE are filled in. */
  private static final String SPEC =
      """
      release: orders
      account: test
      sources:
        orders: {path: DATA/LAYOUT/orders, private: {unit: [customer, shop]}}
        items: {path: DATA/LAYOUT/items, owned_by: {table: orders, foreign_key: {order_id: id}}}
        city: {path: DATA/LAYOUT/city, public: true}
      from: items
      joins:
        - {table: orders, on: {order_id: id}}
        - {table: city, on: {place: city_id}}
      where: price >= 0
      group_by: [name, {name: kind, expression: quantity % 3}]
      groups: GROUPS
      bounds: {max_groups_contributed: 3}
      aggregates:
        - {name: items, count: {contribution_bounds_per_group: [0, 5]}}
        - {name: customers, privacy_units: {}}
        - {name: spent, sum: {value: price * quantity, contribution_bounds_per_group: [0, 64]}}
        - {name: paid, sum: {value: paid, contribution_bounds_per_row: [0, 20], max_rows_per_group: 4}}
      privacy: {epsilon: 8, delta: 0.01, allow_large_delta: true, noise: NOISE}
      """;

  private static final String PUBLIC_GROUPS =
      "{public: {values: [{name: Bern, kind: 1}, {name: Genf, kind: 2}, {name: Nowhere, kind: 0},"
          + " {name: Basel, kind: 0}]}}";

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTables() {
    session = TestSpark.session();
    harness = new ReleaseHarness(folder, session);
    writeTables("one", 1, 0);
  }

  private void writeTables(String layout, int parts, long order) {
    Random random = new Random(5);
    List<Row> orders = new ArrayList<>();
    List<Row> items = new ArrayList<>();
    for (long id = 0; id < 300; id++) {
      orders.add(RowFactory.create(id, random.nextLong(60), "shop " + random.nextInt(2)));
      for (int item = random.nextInt(4); item >= 0; item--) {
        items.add(
            RowFactory.create(
                id,
                random.nextInt(5),
                random.nextInt(20) == 0 ? null : random.nextInt(10),
                random.nextInt(30) == 0 ? Double.NaN : random.nextInt(4000) / 100.0,
                BigDecimal.valueOf(random.nextInt(3000), 2)));
      }
    }
    List<Row> cities = new ArrayList<>();
    for (String name : List.of("Bern", "Basel", "Genf", "Chur", "Sion")) {
      cities.add(RowFactory.create(cities.size(), name));
    }
    for (List<Row> rows : List.of(orders, items, cities)) {
      Collections.shuffle(rows, new Random(order));
    }
    harness
        .table(layout + "/orders", "id bigint, customer bigint, shop string", orders, parts)
        .table(
            layout + "/items",
            "order_id bigint, place int, quantity int, price double, paid decimal(12,2)",
            items,
            parts)
        .table(layout + "/city", "city_id int, name string", cities, 1);
  }

  private static String spec(String layout, boolean publicGroups, String noise) {
    return SPEC.replace("LAYOUT", layout)
        .replace("GROUPS", publicGroups ? PUBLIC_GROUPS : "private")
        .replace("NOISE", noise);
  }

  /** The hashes of the published data files, by name. */
  private Map<String, String> hashes(String spec, String output, long key) {
    harness.release(spec, output, key);
    Map<String, String> hashes = new TreeMap<>();
    harness
        .publishedBytes(output)
        .forEach((name, bytes) -> hashes.put(name, PublishedFile.hexDigest(bytes)));
    assertThat(hashes).containsOnlyKeys("part-00000.parquet");
    assertThat(harness.published(output)).hasSizeGreaterThan(3);
    return hashes;
  }

  @Test
  void settingsOfTheSessionDoNotShow() {
    String spec = spec("one", false, "laplace");
    Map<String, String> expected = hashes(spec, "first", KEY);
    assertThat(hashes(spec, "again", KEY)).isEqualTo(expected);
    for (String partitions : List.of("1", "7", "200")) {
      session.conf().set("spark.sql.shuffle.partitions", partitions);
      assertThat(hashes(spec, "partitions-" + partitions, KEY)).isEqualTo(expected);
    }
    session.conf().set("spark.sql.shuffle.partitions", "7");
    session.conf().set("spark.sql.adaptive.enabled", "false");
    assertThat(hashes(spec, "not-adaptive", KEY)).isEqualTo(expected);
    session.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    session.conf().set("spark.sql.codegen.wholeStage", "false");
    assertThat(hashes(spec, "sort-merge", KEY)).isEqualTo(expected);

    assertThat(hashes(spec, "other-key", KEY + 1)).isNotEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"false, laplace", "false, gaussian", "true, laplace", "true, gaussian"})
  void theOrderOfRowsAndTheirFilesDoNotShow(boolean publicGroups, String noise) {
    Map<String, String> expected = hashes(spec("one", publicGroups, noise), "one-out", KEY);
    writeTables("other", 5, 99);
    session.conf().set("spark.sql.shuffle.partitions", "7");
    session.conf().set("spark.sql.files.maxPartitionBytes", "1024");
    session.conf().set("spark.sql.files.openCostInBytes", "1");
    String other = spec("other", publicGroups, noise);
    assertThat(hashes(other, "other-out", KEY)).isEqualTo(expected);
    session.conf().set("spark.sql.adaptive.enabled", "false");
    assertThat(hashes(other, "not-adaptive", KEY)).isEqualTo(expected);
    assertThat(hashes(other, "other-key", KEY + 1)).isNotEqualTo(expected);
  }

  @Test
  void noisedRowsReadTwiceAreTheSame() {
    ReleaseSpec spec = harness.spec(spec("one", true, "laplace"), "out");
    SparkSession own = ReleaseSession.open(session, spec.timeZone());
    TracedSource source = TracedSource.trace(own, spec);
    ReleasePlan plan = ReleasePlanner.plan(spec, source);
    Optional<Dataset<Row>> groups = PublicGroups.of(own, spec, source);
    Dataset<Row> noised =
        new PrivateAggregation(plan, source, groups, FixedReleaseKeys.numbered(KEY))
            .noised()
            .orderBy("name", "kind");
    assertThat(noised.collectAsList()).isEqualTo(noised.collectAsList()).hasSize(4);
  }
}
