package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.DataType;

/**
 * A private table as the bounding operator sees it: unit, group and value columns in Spark's
 * internal form, and beside each row the person it is about, whom the unit columns need not name.
 */
record UnitTable(
    List<DataType> unit, List<DataType> groups, List<DataType> values, List<PersonRow> rows) {

  /** A row and whose it is. */
  record PersonRow(int person, List<Object> columns) {

    private List<Object> unit(int columnCount) {
      return columns.subList(0, columnCount);
    }

    @Override
    public String toString() {
      return person + ": " + columns;
    }
  }

  List<DataType> types() {
    List<DataType> types = new ArrayList<>(unit);
    types.addAll(groups);
    types.addAll(values);
    return types;
  }

  List<Integer> persons() {
    return rows.stream().map(PersonRow::person).distinct().toList();
  }

  /** The neighbour that lacks all rows of a person (P1). */
  UnitTable without(int person) {
    return with(rows.stream().filter(row -> row.person != person).toList());
  }

  /** Without the rows that name no unit, as the step before bounding leaves them out (P2). */
  UnitTable named() {
    return with(rows.stream().filter(row -> !row.unit(unit.size()).contains(null)).toList());
  }

  /** The same rows in another order: Spark promises none within a unit. */
  UnitTable shuffled(long seed) {
    List<PersonRow> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));
    return with(shuffled);
  }

  private UnitTable with(List<PersonRow> other) {
    return new UnitTable(unit, groups, values, other);
  }

  static List<Object> columns(Object... columns) {
    return Arrays.asList(columns);
  }
}
