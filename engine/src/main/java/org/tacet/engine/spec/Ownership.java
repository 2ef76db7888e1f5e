package org.tacet.engine.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the rows of a source belong to privacy units (P2). */
public sealed interface Ownership {

  /** No person stands behind any row; a neighbouring data set has the same rows. */
  record Public() implements Ownership {}

  /**
   * The source carries the privacy unit itself.
   *
   * @param unit the columns whose values together name the unit; at least one, no duplicates
   */
  record PrivateUnit(List<String> unit) implements Ownership {
    public PrivateUnit {
      unit = List.copyOf(unit);
      Faults faults = new Faults();
      faults.require(
          !unit.isEmpty(),
          "private.unit",
          "must name the columns of the privacy unit",
          unit,
          "at least one column",
          "name the column that identifies a person, or the columns that do so together");
      Columns.requireNonBlank(faults, "private.unit", unit);
      faults.require(
          unit.stream().map(Names::folded).distinct().count() == unit.size(),
          "private.unit",
          "names a column twice",
          unit,
          "each column once",
          "remove the second mention");
      faults.throwIfAny();
    }
  }

  /**
   * Each row is a privacy unit by itself: neighbours differ by so many rows at most, added or
   * removed, whoever they are of. Nobody with more rows is protected as a whole.
   *
   * @param rows how many rows together are protected, 1 to {@link #MOST_ROWS}
   */
  record RowUnit(int rows) implements Ownership {

    /** Noise grows with the rows; beyond this it hides more than any release shows. */
    public static final int MOST_ROWS = 1 << 20;

    public RowUnit {
      Faults faults = new Faults();
      faults.require(
          rows >= 1 && rows <= MOST_ROWS,
          "private.rows",
          "is no number of rows that can be protected together",
          rows,
          "1 to " + MOST_ROWS,
          "give the most rows that anyone to be protected has, or declare the columns that say whose a row is as unit");
      faults.throwIfAny();
    }
  }

  /**
   * A row belongs to the unit of the row of another source that its foreign key names. That the key
   * is unique in the owner is an assumption, which the manifest records.
   *
   * @param table the owner: private, or owned itself
   * @param foreignKey own column to the owner's column; at least one pair
   */
  record OwnedBy(String table, Map<String, String> foreignKey) implements Ownership {
    public OwnedBy {
      foreignKey = Collections.unmodifiableMap(new LinkedHashMap<>(foreignKey));
      Faults faults = new Faults();
      Columns.requirePairs(faults, "owned_by.foreign_key", foreignKey);
      faults.throwIfAny();
    }
  }
}
