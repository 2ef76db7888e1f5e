package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks what a spec lists of public groups: no duplicates, one type a column. */
final class PublicValues {

  private PublicValues() {}

  static void check(Faults faults, String path, List<List<Object>> groups) {
    faults.require(
        !groups.isEmpty(),
        path,
        "lists no group",
        groups,
        "at least one group",
        "list the groups to publish, or write groups: private");
    Map<List<Object>, Integer> firstAt = new HashMap<>();
    Map<Integer, Class<?>> types = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      List<Object> group = groups.get(i);
      String at = SpecPath.index(path, i);
      if (!allUsable(group)) {
        faults.add(
            at,
            "holds a value that no group can have",
            Given.of(group),
            "strings, numbers, true, false and null",
            "remove the group, or give the value");
        continue;
      }
      Integer first = firstAt.putIfAbsent(group.stream().map(PublicValues::identity).toList(), i);
      faults.require(
          first == null,
          at,
          "lists the group of " + SpecPath.index(path, first == null ? i : first) + " again",
          group,
          "each group once",
          "remove one of the two");
      faults.require(
          sameTypes(types, group),
          at,
          "has values of other types than the groups before",
          group,
          "one type a column: all strings, all numbers, or all true and false, null apart",
          "quote all values of the column or none");
    }
  }

  /** Checks the values of one column, of which the groups are a product. */
  static void checkDomain(Faults faults, String path, List<Object> values) {
    faults.require(
        !values.isEmpty(),
        path,
        "lists no value",
        values,
        "at least one value",
        "list the values of this column that are published");
    Map<Object, Integer> firstAt = new HashMap<>();
    Map<Integer, Class<?>> types = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      String at = SpecPath.index(path, i);
      if (!allUsable(Collections.singletonList(value))) {
        faults.add(
            at,
            "is a value that no group can have",
            Given.of(value),
            "strings, numbers, true, false and null",
            "remove it, or give the value");
        continue;
      }
      Integer first = firstAt.putIfAbsent(identity(value), i);
      faults.require(
          first == null,
          at,
          "is the value of " + SpecPath.index(path, first == null ? i : first) + " again",
          value,
          "each value once",
          "remove one of the two");
      faults.require(
          sameTypes(types, Collections.singletonList(value)),
          at,
          "is of another type than the values before",
          value,
          "one type a column: all strings, all numbers, or all true and false, null apart",
          "quote all values of the column or none");
    }
  }

  private static boolean allUsable(List<Object> group) {
    return group.stream()
        .allMatch(
            value ->
                value == null
                    || value instanceof String
                    || value instanceof BigDecimal
                    || value instanceof Boolean);
  }

  /** 1 and 1.0 are one value; equality of BigDecimal sees two. */
  private static Object identity(Object value) {
    return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
  }

  /** Whether each value is of its column's type, which its first value that is not null has. */
  private static boolean sameTypes(Map<Integer, Class<?>> types, List<Object> group) {
    boolean same = true;
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) != null) {
        Class<?> type = group.get(i).getClass();
        same &= types.computeIfAbsent(i, column -> type).equals(type);
      }
    }
    return same;
  }
}
