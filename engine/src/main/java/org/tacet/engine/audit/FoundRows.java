package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.tacet.engine.audit.MadeUpRows.Template;

/**
 * The templates whose rows a release counts, by the group that they fall into: found by tracing one
 * row of each, as the release traces rows.
 *
 * @param byGroup templates of each group, from the least values to the largest
 * @param groups the values of those groups
 */
record FoundRows(Map<String, List<Template>> byGroup, Set<List<Object>> groups) {

  /**
   * @param templates of which one row was traced, as the unit of its place in the list
   * @param traced what was left of them: the place, the group's values, then the values
   * @param listed the public groups; empty where groups are private
   * @param most how many groups are of use
   */
  static FoundRows of(
      List<Template> templates,
      List<Row> traced,
      int groupColumns,
      Optional<List<Row>> listed,
      int most) {
    Set<String> legal =
        listed.stream()
            .flatMap(List::stream)
            .map(row -> key(row, 0, groupColumns))
            .collect(Collectors.toSet());
    double[] largest = new double[traced.stream().mapToInt(Row::size).max().orElse(0)];
    for (Row row : traced) {
      for (int column = 1 + groupColumns; column < row.size(); column++) {
        largest[column] = Math.max(largest[column], Math.abs(number(row.get(column))));
      }
    }
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    Map<Integer, Double> scores = new HashMap<>();
    Map<String, List<Object>> values = new HashMap<>();
    traced.stream()
        .sorted(Comparator.comparingInt(row -> row.getInt(0)))
        .forEach(
            row -> {
              String group = key(row, 1, groupColumns);
              if (listed.isEmpty() || legal.contains(group)) {
                places.computeIfAbsent(group, added -> new ArrayList<>()).add(row.getInt(0));
                scores.put(row.getInt(0), score(row, groupColumns, largest));
                List<Object> of = new ArrayList<>();
                for (int column = 1; column <= groupColumns; column++) {
                  of.add(row.get(column));
                }
                values.put(group, of);
              }
            });
    Map<String, List<Template>> byGroup = new LinkedHashMap<>();
    Set<List<Object>> groups = new LinkedHashSet<>();
    places.entrySet().stream()
        .limit(most)
        .forEach(
            entry -> {
              byGroup.put(
                  entry.getKey(),
                  entry.getValue().stream()
                      .distinct()
                      .sorted(Comparator.comparingDouble(scores::get))
                      .map(templates::get)
                      .toList());
              groups.add(values.get(entry.getKey()));
            });
    return new FoundRows(byGroup, groups);
  }

  private static String key(Row row, int first, int columns) {
    List<String> values = new ArrayList<>();
    for (int column = first; column < first + columns; column++) {
      Object value = row.get(column);
      values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
    }
    return values.toString();
  }

  /** All values in proportion to the largest of their column, added up. */
  private static double score(Row row, int groupColumns, double[] largest) {
    double score = 0;
    for (int column = 1 + groupColumns; column < row.size(); column++) {
      score += largest[column] > 0 ? number(row.get(column)) / largest[column] : 0;
    }
    return score;
  }

  private static double number(Object value) {
    if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? number.doubleValue() : 0;
    } else if (value instanceof scala.collection.Seq<?> array) {
      double sum = 0;
      for (int element = 0; element < array.size(); element++) {
        sum += number(array.apply(element));
      }
      return sum;
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    return value instanceof java.sql.Date date ? date.toLocalDate().toEpochDay() : 0;
  }

  /** The templates of each group. */
  List<List<Template>> templates() {
    return List.copyOf(byGroup.values());
  }
}
