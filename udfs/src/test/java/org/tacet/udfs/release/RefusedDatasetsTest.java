package org.tacet.udfs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.tacet.udfs.release.Aggregates.count;
import static org.tacet.udfs.release.PrivacyUnit.unit;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.spec.InvalidSpecException;

/** What a Dataset may not compute, with the reason and what to write instead (P4). */
final class RefusedDatasetsTest {

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static ShopTables shop;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("refused Datasets")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
    shop = ShopTables.write(spark, folder);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  static Stream<Arguments> datasets() {
    return Stream.of(
        refused("joins tables", "join them under joins", o -> o.join(shop.dataset("nations"))),
        refused("aggregates rows", "let group_by", o -> o.groupBy("custkey").count()),
        refused("removes duplicates", "privacy_units", o -> o.distinct()),
        refused("removes duplicates", "privacy_units", o -> o.dropDuplicates("custkey")),
        refused("takes a number of rows", "filter by what a row says", o -> o.limit(5)),
        refused("samples rows", "remove", o -> o.sample(0.5)),
        refused("sorts rows", "order has no effect", o -> o.orderBy("price")),
        refused("distributes rows", "no effect here", o -> o.repartition(3)),
        refused("compares tables", "filter by what a row says", o -> o.except(o)),
        refused("compares tables", "join", o -> o.intersect(o)),
        refused(
            "makes several rows of one",
            "to a table",
            o -> o.withColumn("copy", functions.expr("explode(array(1, 2))"))),
        refused(
            "uses a window",
            "to a table",
            o ->
                o.withColumn(
                    "custkey",
                    functions.row_number().over(Window.orderBy(functions.col("price"))))),
        refused(
            "",
            "",
            o ->
                o.withColumn(
                    "price",
                    functions
                        .udf((Double price) -> price * 2, DataTypes.DoubleType)
                        .apply(functions.col("price")))),
        refused("", "", o -> o.withColumn("price", functions.rand())),
        refused("", "", o -> o.withColumn("price", functions.monotonically_increasing_id())),
        refused(
            "holds rows of its own",
            "store them as a table",
            o ->
                spark.createDataFrame(
                    List.of(RowFactory.create(1L)), StructType.fromDDL("custkey long"))),
        refused(
            "csv or json",
            "path and format",
            o -> spark.read().schema("custkey long").csv(shop.path("orders"))),
        refused(
            "option mergeschema",
            "",
            o -> spark.read().option("mergeSchema", "true").parquet(shop.path("orders"))),
        refused("are cached", "unpersist", o -> o.where("custkey < 100").cache()));
  }

  private static Arguments refused(
      String reason, String fix, UnaryOperator<Dataset<Row>> ofOrders) {
    return Arguments.of(reason, fix, ofOrders);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("datasets")
  void areRefusedBeforeTheCharge(String reason, String fix, UnaryOperator<Dataset<Row>> ofOrders) {
    Dataset<Row> given = ofOrders.apply(shop.dataset("orders"));
    ReleaseRequest request =
        PrivateTable.of("orders", given, unit("custkey"))
            .aggregate(count().between(0, 3))
            .named("refused")
            .within(ShopTables.ACCOUNT)
            .ledger(shop.ledger())
            .epsilon(1)
            .toFolder(folder.resolve("refused").toString());
    try {
      InvalidSpecException refusal = assertThrows(InvalidSpecException.class, request::plan);

      assertThat(refusal.path()).startsWith("sources");
      assertThat(refusal.getMessage()).containsIgnoringCase(reason).contains("fix: ").contains(fix);
      assertThat(folder.resolve("refused")).doesNotExist();
    } finally {
      given.unpersist();
    }
  }
}
