package org.tacet.engine.spec;

import java.util.List;
import java.util.Map;

/** Checks that lists and pairs of columns share. */
final class Columns {

  private Columns() {}

  static void requireNonBlank(Faults faults, String path, List<String> columns) {
    for (int i = 0; i < columns.size(); i++) {
      faults.require(
          !columns.get(i).isBlank(),
          SpecPath.index(path, i),
          "is blank",
          columns.get(i),
          "the name of a column",
          "name a column, or remove the entry");
    }
  }

  static void requirePairs(Faults faults, String path, Map<String, String> pairs) {
    faults.require(
        !pairs.isEmpty(),
        path,
        "must pair at least one column with another",
        pairs,
        "{column: column of the other table, ...}",
        "write the columns whose values have to be equal");
    pairs.forEach(
        (column, other) ->
            faults.require(
                !column.isBlank() && !other.isBlank(),
                SpecPath.key(path, column),
                "pairs a blank column",
                other,
                "the names of two columns",
                "name both columns"));
  }
}
