package org.tacet.engine.spec;

import java.util.List;

/** Of which rows of the sources a release is made. */
public sealed interface RowsSpec {

  /**
   * Inner joins, one source after the other.
   *
   * @param from the first table
   * @param joins in order
   */
  record Joins(String from, List<JoinSpec> joins) implements RowsSpec {
    public Joins {
      joins = List.copyOf(joins);
    }
  }

  /**
   * What one SELECT over the sources computes, whose every row is traced to one privacy unit.
   *
   * @param sql the query, which names sources as tables
   */
  record Query(String sql) implements RowsSpec {}

  /** The joins; none where a query says what is joined. */
  default List<JoinSpec> joins() {
    return List.of();
  }
}
