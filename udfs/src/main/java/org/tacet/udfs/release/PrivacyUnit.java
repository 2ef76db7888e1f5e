package org.tacet.udfs.release;

import java.util.List;
import java.util.Map;

/**
 * Whose rows a private table holds: neighbouring data sets differ by all rows of one privacy unit,
 * added or removed. Written by {@code import static}: {@code PrivateTable.of(orders,
 * unit("o_custkey"))}.
 */
public final class PrivacyUnit {

  private final Map<String, Object> fields;

  private PrivacyUnit(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** The columns that together name the unit; rows in which one of them is null are left out. */
  public static PrivacyUnit unit(String... columns) {
    return unit(List.of(columns));
  }

  /** The columns that together name the unit; rows in which one of them is null are left out. */
  public static PrivacyUnit unit(List<String> columns) {
    return new PrivacyUnit(Map.of("private", Map.of("unit", List.copyOf(columns))));
  }

  /**
   * Each row is a unit, and up to so many of them are hidden together.
   *
   * @param together 1 to 1,048,576
   */
  public static PrivacyUnit rows(int together) {
    return new PrivacyUnit(Map.of("private", Map.of("rows", together)));
  }

  /**
   * Each row belongs to the unit of a row of another table of the release. That the key names at
   * most one row there is taken on trust, and the manifest says so.
   *
   * @param table the other table's name
   * @param foreignKey own column to the other table's
   */
  public static PrivacyUnit ownedBy(String table, Map<String, String> foreignKey) {
    return new PrivacyUnit(
        Map.of("owned_by", Map.of("table", table, "foreign_key", Map.copyOf(foreignKey))));
  }

  /** The same for a key of one column. */
  public static PrivacyUnit ownedBy(String table, String column, String ownersColumn) {
    return ownedBy(table, Map.of(column, ownersColumn));
  }

  Map<String, Object> fields() {
    return fields;
  }
}
