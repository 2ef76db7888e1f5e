package org.tacet.engine.release;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.engine.bounding.BoundContributions;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.LeafCountsSum;

/**
 * Makes rows of bounded contributions ready to be added up where distinct values are counted too:
 * each becomes one row that holds its sums and one for each value it kept, and equal values of a
 * group become one. So nothing is held in memory but by Spark's own aggregation, whatever the
 * number of values, and it takes one shuffle more.
 */
final class DistinctCounts {

  private static final String TAG = "tag";
  private static final String UNITS = "distinct_units";

  /** What a row that holds the sums stands for. */
  private static final int SUMS = -1;

  private DistinctCounts() {}

  /** The name of the column that counts the units of a row. */
  static String units() {
    return UNITS;
  }

  /** The column that is 1 where a row is a value of this count, else 0. */
  static Column isValueOf(Dataset<Row> merged, int distinct) {
    return functions.when(merged.col(TAG + ".which").equalTo(distinct), 1L).otherwise(0L);
  }

  /**
   * Merges rows of one group and value.
   *
   * @param contributions one row for each group that a unit keeps
   * @param groups the group columns
   * @param limbs the names of the columns that are added up as longs
   * @param leaves the names of those that hold the leaves of {@code trees}
   */
  static Dataset<Row> merged(
      Dataset<Row> contributions,
      Column[] groups,
      List<String> limbs,
      List<String> leaves,
      List<BoundedLeaves> trees,
      int distincts) {
    Dataset<Row> tagged =
        contributions.withColumn(TAG, functions.explode(tags(contributions, distincts)));
    Column holdsSums = functions.col(TAG + ".which").equalTo(SUMS);
    List<Column> merged = new ArrayList<>();
    for (String limb : limbs) {
      merged.add(
          functions.sum(functions.when(holdsSums, functions.col(limb)).otherwise(0L)).as(limb));
    }
    for (int tree = 0; tree < trees.size(); tree++) {
      Column empty = functions.lit(new byte[0]);
      String name = leaves.get(tree);
      Column held = functions.when(holdsSums, functions.col(name)).otherwise(empty);
      merged.add(LeafCountsSum.of(held, trees.get(tree).leaves()).as(name));
    }
    List<Column> by = new ArrayList<>(List.of(groups));
    by.add(functions.col(TAG));
    return tagged
        .groupBy(by.toArray(new Column[0]))
        .agg(
            functions.sum(functions.when(holdsSums, 1L).otherwise(0L)).as(UNITS),
            merged.toArray(new Column[0]));
  }

  private static Column tags(Dataset<Row> contributions, int distincts) {
    List<Column> parts = new ArrayList<>();
    parts.add(
        functions.array(tag(functions.lit(SUMS), functions.lit(null).cast(DataTypes.BinaryType))));
    for (int distinct = 0; distinct < distincts; distinct++) {
      Column which = functions.lit(distinct);
      parts.add(
          functions.transform(
              contributions.col(BoundContributions.valuesColumn(distinct)),
              value -> tag(which, value)));
    }
    return functions.concat(parts.toArray(new Column[0]));
  }

  private static Column tag(Column which, Column value) {
    return functions.struct(which.as("which"), value.as("value"));
  }
}
