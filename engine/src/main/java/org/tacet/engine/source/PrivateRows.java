package org.tacet.engine.source;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/**
 * Joined rows that each belong to one privacy unit: a neighbour of the sources, all rows of one
 * unit removed from each, changes just the rows of that unit.
 *
 * @param rows the joined rows
 * @param unit the columns of {@code rows} that name the unit; none where each row is one by itself,
 *     and then each is one row of the source
 * @param unitClasses for each unit column the columns known to be equal to it, itself included
 * @param assumptions what was taken on trust, for the manifest (P2)
 * @param trace how they come from the sources, and why that keeps them apart
 */
record PrivateRows(
    Dataset<Row> rows,
    List<Attribute> unit,
    List<List<Attribute>> unitClasses,
    List<String> assumptions,
    TracedStep trace) {

  /** Which column of the unit {@code column} is equal to: an index, or -1. */
  int unitColumn(Attribute column) {
    for (int index = 0; index < unitClasses.size(); index++) {
      if (unitClasses.get(index).stream()
          .anyMatch(unitColumn -> unitColumn.exprId().equals(column.exprId()))) {
        return index;
      }
    }
    return -1;
  }
}
