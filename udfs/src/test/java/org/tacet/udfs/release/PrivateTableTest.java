package org.tacet.udfs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.udfs.release.Aggregates.count;
import static org.tacet.udfs.release.Aggregates.mean;
import static org.tacet.udfs.release.Aggregates.privacyUnits;
import static org.tacet.udfs.release.Aggregates.sum;
import static org.tacet.udfs.release.PrivacyUnit.ownedBy;
import static org.tacet.udfs.release.PrivacyUnit.unit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.BudgetRefusedException;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Releases of Datasets, from the first call to what is published. Where values are compared,
 * epsilon is 10,000 and noise beyond a half of one comes with a probability below 1e-900.
 */
final class PrivateTableTest {

  private static final int NO_NOISE = 10_000_000;

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static ShopTables shop;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("releases of Datasets")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.session.timeZone", "Asia/Tokyo")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
    shop = ShopTables.write(spark, folder);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static PrivateTable orders() {
    return PrivateTable.of("orders", shop.dataset("orders"), unit("custkey"));
  }

  private static ReleaseRequest exact(ReleaseRequest request, String name) {
    return request
        .named(name)
        .within(ShopTables.ACCOUNT)
        .ledger(shop.ledger())
        .epsilon(NO_NOISE)
        .privacy("allow_large_epsilon", true)
        .toFolder(folder.resolve(name).toString());
  }

  private static List<String> rows(Release release) {
    return release.dataset().collectAsList().stream()
        .map(PrivateTableTest::rounded)
        .sorted()
        .toList();
  }

  /** Of the noise that is left, doubles show more than whole numbers do. */
  private static String rounded(Row row) {
    List<Object> values = new ArrayList<>();
    for (int column = 0; column < row.size(); column++) {
      values.add(row.get(column) instanceof Double value ? Math.round(value) : row.get(column));
    }
    return values.toString();
  }

  @Test
  void publishesGroupsOfAJoinedDataset() {
    Release release =
        exact(
                orders()
                    .where("price > 0")
                    .where("year = 2020")
                    .join(
                        PublicTable.of("nations", shop.dataset("nations")),
                        "nationkey",
                        "n_nationkey")
                    .groupBy("n_name AS nation", "year + 1 AS following")
                    .maxGroupsContributed(1)
                    .publicGroups(
                        Map.of(
                            "nation",
                            List.of("ALGERIA", "BRAZIL", "CHINA"),
                            "following",
                            List.of(2021)))
                    .aggregate(
                        count().named("orders").between(0, 10),
                        privacyUnits(),
                        sum("price").betweenPerGroup(0, 1000).named("revenue")),
                "joined")
            .release();

    // Order and customer are of one parity: of 100 customers a nation, 50 bought four times in
    // 2020.
    assertThat(rows(release))
        .containsExactly(
            "[ALGERIA, 2021, 200, 50, 20000]",
            "[BRAZIL, 2021, 200, 50, 20000]",
            "[CHINA, 2021, 0, 0, 0]");
    assertThat(release.dataset().columns())
        .containsExactly("nation", "following", "orders", "privacy_units", "revenue");
    assertThat(release.manifest())
        .contains("\"release_id\" : \"" + release.id() + "\"")
        .contains("\"epsilon\" : 10000000")
        .contains("\"privacy_unit\" : [ \"custkey\" ]");
    assertThat(release.accounts()).hasSize(1);
  }

  /** P3: 4 / 0, an overflow and a bad cast raise in this session, where ANSI mode is on. */
  @Test
  void computesNullWhereTheDatasetWouldRaise() {
    Dataset<Row> raising =
        shop.dataset("orders")
            .withColumn("quotient", functions.expr("year / (orderkey - 7)"))
            .withColumn("number", functions.expr("cast(note as int)"))
            .withColumn("large", functions.expr("(orderkey + 9223372036854775000)"));
    assertThatThrownBy(raising::collectAsList).isInstanceOf(Exception.class);

    Release release =
        exact(
                PrivateTable.of(raising, unit("custkey"))
                    .aggregate(
                        count("quotient").between(0, 10),
                        count("number").between(0, 10),
                        count("large").between(0, 10)),
                "raising")
            .release();

    assertThat(rows(release)).containsExactly("[1199, 960, 808]");
  }

  @Test
  void followsTemporaryViewsOfADataset() {
    shop.dataset("orders").createOrReplaceTempView("orders_of_session");
    Dataset<Row> view = spark.table("orders_of_session").where("year = 2021").as("o");

    Release release =
        exact(PrivateTable.of(view, unit("custkey")).aggregate(count().between(0, 10)), "view")
            .release();

    assertThat(rows(release)).containsExactly("[600]");
  }

  @Test
  void takesAQueryOverDatasets() {
    PrivateTable query =
        PrivateTable.query(
                """
                SELECT custkey, n_name, count(*) AS payments
                FROM orders JOIN payments ON orderkey = paid_order
                  JOIN nations ON nationkey = n_nationkey
                GROUP BY custkey, n_name
                """,
                List.of(
                    orders(),
                    PrivateTable.of(
                        "payments",
                        shop.dataset("payments"),
                        ownedBy("orders", "paid_order", "orderkey"))))
            .with(PublicTable.of("nations", shop.dataset("nations")));

    Release release =
        exact(
                query
                    .groupBy("payments")
                    .maxGroupsContributed(1)
                    .publicGroups(List.of(Map.of("payments", 4), Map.of("payments", 5)))
                    .aggregate(privacyUnits().named("customers")),
                "query")
            .release();

    assertThat(rows(release)).containsExactly("[4, 300]", "[5, 0]");
  }

  @Test
  void joinsPrivateTablesWithTheirConditions() {
    PrivateTable payments =
        PrivateTable.of(
                "payments", shop.dataset("payments"), ownedBy("orders", "paid_order", "orderkey"))
            .where("amount > 5");

    Release release =
        exact(
                orders()
                    .where("year = 2020")
                    .join(payments, "orderkey", "paid_order")
                    .aggregate(
                        sum("amount").betweenPerGroup(0, 100),
                        mean("price").between(0, 500).maxRowsPerGroup(4)),
                "owned")
            .release();

    assertThat(rows(release)).containsExactly("[6000, 100]");
  }

  @Test
  void publishesOnceUnderOneId() {
    ReleaseRequest request =
        exact(orders().aggregate(count().between(0, 10)), "once").releaseId("once-1");
    Release first = request.release();
    Release again = request.release();

    assertThat(first.wasPublishedBefore()).isFalse();
    assertThat(again.wasPublishedBefore()).isTrue();
    assertThat(again.manifest()).isEqualTo(first.manifest());
    assertThat(again.accounts())
        .extracting(AccountStatement::head)
        .isEqualTo(first.accounts().stream().map(AccountStatement::head).toList());
  }

  /** Under one id no other release goes: the ledger compares the hashes of specs. */
  @Test
  void theHashOfTheSpecCoversWhatTheDatasetComputes() {
    String manyColumns =
        IntStream.range(0, 40).mapToObj(i -> "price + " + i).collect(Collectors.joining(", "));
    String select = "custkey, " + manyColumns + ", price + 40 AS last";
    Dataset<Row> first = shop.dataset("orders").selectExpr(split(select));
    Dataset<Row> again = shop.dataset("orders").selectExpr(split(select));
    Dataset<Row> other = shop.dataset("orders").selectExpr(split(select.replace("40", "41")));

    assertThat(hash(again)).isEqualTo(hash(first));
    assertThat(
            List.of(
                hash(other), hash(first.where("custkey > 1")), hash(first.where("custkey > 2"))))
        .doesNotContain(hash(first))
        .doesNotHaveDuplicates();
  }

  private static String[] split(String columns) {
    return columns.split(", ", -1);
  }

  private static String hash(Dataset<Row> rows) {
    return exact(PrivateTable.of(rows, unit("custkey")).aggregate(privacyUnits()), "hashed")
        .spec()
        .hash();
  }

  @Test
  void plansWithoutALedger() {
    ReleaseRequest request =
        exact(orders().aggregate(privacyUnits().named("customers")), "planned")
            .ledger("file:" + folder.resolve("no-ledger"))
            .epsilon(1);

    assertThat(request.plan().cost().epsilon()).isEqualByComparingTo("1");
    assertThat(folder.resolve("no-ledger")).doesNotExist();
    assertThat(folder.resolve("planned")).doesNotExist();
  }

  @Test
  void isRefusedBeyondTheBudget() {
    ReleaseRequest request =
        exact(orders().aggregate(count().between(0, 10)), "too-much").epsilon(500_000_000);

    assertThatThrownBy(request::release)
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining(ShopTables.ACCOUNT);
    assertThat(folder.resolve("too-much")).doesNotExist();
  }

  @Test
  void refusesADatasetWhoseFilesHaveChanged() {
    shop.copy("nations", "growing");
    Dataset<Row> old = shop.dataset("growing");
    ReleaseRequest request =
        exact(
            PrivateTable.of("growing", old, unit("n_nationkey"))
                .aggregate(privacyUnits().named("orders")),
            "stale");
    request.plan();
    shop.copy("nations", "growing");

    assertThatThrownBy(request::plan)
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("sources.growing.dataset: was made of other files than lie there now")
        .hasMessageContaining("make the Dataset anew");
  }
}
