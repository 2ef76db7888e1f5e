package org.tacet.udfs.release;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.ledger.Ledgers;

/**
 * Files and an account for releases: 300 customers with four orders each, of years and prices that
 * go round; payments that orders own; nations.
 */
record ShopTables(SparkSession spark, Path folder) {

  static final int CUSTOMERS = 300;
  static final int ORDERS = 4 * CUSTOMERS;
  static final String ACCOUNT = "shop-customers";

  static ShopTables write(SparkSession spark, Path folder) {
    ShopTables tables = new ShopTables(spark, folder);
    tables.write(
        "orders",
        "orderkey long, custkey long, nationkey long, year int, price double, note string",
        IntStream.range(0, ORDERS)
            .mapToObj(
                order ->
                    RowFactory.create(
                        (long) order,
                        (long) (order % CUSTOMERS),
                        (long) (order % CUSTOMERS % 3),
                        2020 + order % 2,
                        order % 2 == 0 ? 100.0 : 300.0,
                        order % 5 == 0 ? "none" : String.valueOf(order % 5)))
            .toList());
    tables.write(
        "payments",
        "paid_order long, amount double",
        IntStream.range(0, ORDERS)
            .mapToObj(order -> RowFactory.create((long) order, 10.0))
            .toList());
    tables.write(
        "nations",
        "n_nationkey long, n_name string",
        List.of(
            RowFactory.create(0L, "ALGERIA"),
            RowFactory.create(1L, "BRAZIL"),
            RowFactory.create(2L, "CANADA")));
    Ledgers.open(tables.ledger())
        .create(
            Account.now(
                ACCOUNT, "customers of a shop", ApproximateDp.of("100000000", "0.1"), "tests"));
    return tables;
  }

  private void write(String name, String schema, List<Row> rows) {
    spark
        .createDataFrame(rows, org.apache.spark.sql.types.StructType.fromDDL(schema))
        .coalesce(1)
        .write()
        .mode(SaveMode.Append)
        .parquet(path(name));
  }

  /** Puts the rows of one table into another once more, in a file of their own. */
  void copy(String from, String to) {
    dataset(from).coalesce(1).write().mode(SaveMode.Append).parquet(path(to));
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  Dataset<Row> dataset(String name) {
    return spark.read().parquet(path(name));
  }

  String ledger() {
    return "file:" + folder.resolve("ledger");
  }
}
