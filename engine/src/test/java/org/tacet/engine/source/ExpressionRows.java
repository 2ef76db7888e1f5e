package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.catalyst.ScalaCollections;

/** Rows for expressions: one that is well-behaved, and many that are as hostile as types allow. */
final class ExpressionRows {

  private static final StructType STORED =
      StructType.fromDDL("i int, l bigint, d double, f float, s string, t string, b boolean");

  /** Every day and every microsecond that the types hold comes from an integer. */
  private static final String[] COLUMNS = {
    "i",
    "l",
    "d",
    "f",
    "s",
    "t",
    "b",
    "date_from_unix_date(i) as dt",
    "timestamp_micros(l) as ts",
    "cast(l as decimal(38, 0)) * cast(0.01 as decimal(3, 2)) as n",
    "cast(d as decimal(12, 2)) as p"
  };

  private static final List<Integer> INTS =
      Arrays.asList(null, Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 1, 2_932_896, 9_000);
  private static final List<Long> LONGS =
      Arrays.asList(
          null, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE + 1, -1L, 0L, 1L, 1L << 62);
  private static final List<Double> DOUBLES =
      Arrays.asList(
          null,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          -0.0,
          0.0,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          -Double.MAX_VALUE,
          1e19,
          -1.5);
  private static final List<Float> FLOATS =
      Arrays.asList(null, Float.NaN, Float.POSITIVE_INFINITY, -0.0f, Float.MAX_VALUE, 2.5f);
  private static final List<String> STRINGS =
      Arrays.asList(
          null,
          "",
          " ",
          "abc",
          "%",
          "\\",
          "a\\",
          "1e400",
          "9223372036854775808",
          "-",
          "NaN",
          "0000-00-00",
          "1995-02-30",
          "+294247-01-10T04:00:54.775807Z",
          "-290308-12-21",
          "\u0000",
          "\ud83d\ude00",
          "MONTH",
          "1995-01-01 25:61:61",
          "now",
          "\u0130\u00df",
          "1995-1-1");

  private ExpressionRows() {}

  static Dataset<Row> wellBehaved(SparkSession session) {
    return typed(
        session.createDataFrame(
            List.of(RowFactory.create(9_131, 788_918_400_000_000L, 2.5, 1.5f, "abc", "a", true)),
            STORED));
  }

  /**
   * Rows of extreme and malformed values, in every pair of neighbouring list entries and at random.
   *
   * @param folder where they are stored, so that a scan and generated code read them
   */
  static Dataset<Row> hostile(SparkSession session, String folder) {
    Random random = new Random(20_260_101);
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < 600; index++) {
      rows.add(
          RowFactory.create(
              any(INTS, random),
              any(LONGS, random),
              any(DOUBLES, random),
              any(FLOATS, random),
              any(STRINGS, random),
              any(STRINGS, random),
              any(Arrays.asList(null, true, false), random)));
    }
    session.createDataFrame(rows, STORED).coalesce(1).write().mode("overwrite").parquet(folder);
    return typed(session.read().parquet(folder));
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static Dataset<Row> typed(Dataset<Row> stored) {
    return stored.selectExpr(COLUMNS).alias("x");
  }

  /** One column for each expression, in order. */
  static Dataset<Row> project(
      SparkSession session, Dataset<Row> rows, List<Expression> expressions) {
    List<NamedExpression> columns = new ArrayList<>();
    for (Expression expression : expressions) {
      columns.add(RowExpressions.aliasOf(expression, "c" + columns.size()));
    }
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) session,
        new Project(ScalaCollections.sequence(columns), RowExpressions.planOf(rows)));
  }

  /** Computes every column of every row and throws the values away. */
  static void computeAll(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
  }
}
