package org.tacet.jobs.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.jobs.SparkTestSession;

/** The written tables against TPC-H: rows, types, and every value. */
final class TpchGeneratorTest {

  private final SparkSession spark = SparkTestSession.shared();

  @TempDir private Path output;

  private Dataset<Row> read(Path folder, String table) {
    return spark.read().parquet(folder.resolve(table).toString());
  }

  @Test
  void writesTheRowsThatTpchSays() throws IOException {
    List<WrittenTable> written =
        TpchGenerator.write(spark, 0.01, output.toString(), TpchRequest.allTables(), 2);

    Map<String, Long> rows =
        written.stream().collect(Collectors.toMap(WrittenTable::name, WrittenTable::rows));
    assertThat(rows)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "customer", 1_500L,
                "orders", 15_000L,
                "lineitem", 60_175L,
                "part", 2_000L,
                "partsupp", 8_000L,
                "supplier", 100L,
                "nation", 25L,
                "region", 5L));
    for (WrittenTable table : written) {
      assertThat(read(output, table.name()).count()).as(table.name()).isEqualTo(table.rows());
      assertThat(table.bytes()).isEqualTo(bytes(output.resolve(table.name())));
      assertThat(table.folder()).isEqualTo("file:" + output.resolve(table.name()));
    }
    assertThat(names(output))
        .as("nothing hidden stays")
        .containsExactlyInAnyOrderElementsOf(rows.keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer",
        "orders",
        "lineitem",
        "part",
        "partsupp",
        "supplier",
        "nation",
        "region"
      })
  void writesEveryValueAsTpchDoes(String table) {
    TpchGenerator.write(spark, 0.001, output.toString(), List.of(table), 3);

    List<String> expected = new ArrayList<>();
    for (TpchEntity entity : TpchTable.getTable(table).createGenerator(0.001, 1, 1)) {
      expected.add(entity.toLine());
    }
    assertThat(read(output, table).collectAsList().stream().map(TpchGeneratorTest::line))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /**
   * The official text format: fields ended by a bar. Written by hand, so that decimals are compared
   * digit by digit.
   */
  private static String line(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(index -> tpchText(row.schema().apply(index).name(), row.get(index)) + "|")
        .collect(Collectors.joining());
  }

  private static String tpchText(String column, Object value) {
    // TPC-H prints the only decimal without a fraction as a whole number.
    return column.equals("l_quantity")
        ? ((BigDecimal) value).toBigIntegerExact().toString()
        : value.toString();
  }

  @Test
  void hasTheColumnsOfTpchInExactTypes() {
    TpchGenerator.write(spark, 0.0001, output.toString(), List.of("orders", "lineitem"), 1);

    assertThat(read(output, "orders").schema().toDDL())
        .isEqualTo(
            "o_orderkey BIGINT,o_custkey BIGINT,o_orderstatus STRING,o_totalprice DECIMAL(15,2),o_orderdate DATE,"
                + "o_orderpriority STRING,o_clerk STRING,o_shippriority INT,o_comment STRING");
    assertThat(read(output, "lineitem").schema().toDDL())
        .isEqualTo(
            "l_orderkey BIGINT,l_partkey BIGINT,l_suppkey BIGINT,l_linenumber INT,l_quantity DECIMAL(15,2),"
                + "l_extendedprice DECIMAL(15,2),l_discount DECIMAL(15,2),l_tax DECIMAL(15,2),l_returnflag STRING,"
                + "l_linestatus STRING,l_shipdate DATE,l_commitdate DATE,l_receiptdate DATE,l_shipinstruct STRING,"
                + "l_shipmode STRING,l_comment STRING");
  }

  @Test
  void writesTheSameRowsInOneAndSevenParts() throws IOException {
    List<String> tables = List.of("orders", "lineitem", "customer", "nation");
    TpchGenerator.write(spark, 0.01, output.resolve("one").toString(), tables, 1);
    TpchGenerator.write(spark, 0.01, output.resolve("seven").toString(), tables, 7);

    for (String table : tables) {
      Dataset<Row> one = read(output.resolve("one"), table);
      Dataset<Row> seven = read(output.resolve("seven"), table);
      assertThat(one.exceptAll(seven).count()).as(table).isZero();
      assertThat(seven.count()).as(table).isEqualTo(one.count());
    }
    assertThat(files(output.resolve("one/orders"))).hasSize(1);
    assertThat(files(output.resolve("seven/orders"))).hasSize(7);
    assertThat(files(output.resolve("seven/nation"))).hasSize(1);
  }

  @Test
  void doesNotDependOnTimeZoneOrAnsiOrDateSettings() {
    SparkSession other = spark.newSession();
    other.conf().set("spark.sql.session.timeZone", "Pacific/Apia");
    other.conf().set("spark.sql.datetime.java8API.enabled", "true");
    other.conf().set("spark.sql.ansi.enabled", "false");
    TpchGenerator.write(spark, 0.001, output.resolve("here").toString(), List.of("orders"), 1);
    TpchGenerator.write(other, 0.001, output.resolve("there").toString(), List.of("orders"), 1);

    assertThat(
            read(output.resolve("here"), "orders")
                .exceptAll(read(output.resolve("there"), "orders"))
                .count())
        .isZero();
  }

  private static List<String> files(Path folder) throws IOException {
    return names(folder).stream().filter(name -> name.startsWith("part-")).toList();
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    for (String name : names(folder)) {
      sum += name.endsWith(".crc") ? 0 : Files.size(folder.resolve(name));
    }
    return sum;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
