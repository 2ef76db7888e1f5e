package org.tacet.udfs.release;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One published column, as {@link Aggregates} makes it. Immutable. What bounds an aggregate needs,
 * and what each costs, is in docs/statistics.md.
 */
public final class Aggregate {

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final String kind;
  private final Map<String, Object> ofAll;
  private final Map<String, Object> ofKind;

  private Aggregate(String kind, Map<String, Object> ofAll, Map<String, Object> ofKind) {
    this.kind = kind;
    this.ofAll = ofAll;
    this.ofKind = ofKind;
  }

  static Aggregate of(String kind) {
    return new Aggregate(kind, Map.of(), Map.of());
  }

  /** The column's name; without it {@code count}, {@code mean_x} and the like. */
  public Aggregate named(String name) {
    return with("name", name);
  }

  /**
   * What each row's value is clamped to; of a count, what a unit's rows in a group are.
   *
   * @param lower a number, or a date or time as text
   */
  public Aggregate between(Object lower, Object upper) {
    return ofKind(
        kind.equals("count") ? "contribution_bounds_per_group" : "contribution_bounds_per_row",
        range(lower, upper));
  }

  /** What the total of a unit's values in a group is clamped to. */
  public Aggregate betweenPerGroup(Object lower, Object upper) {
    return ofKind("contribution_bounds_per_group", range(lower, upper));
  }

  /**
   * Has the range of a row's value chosen from the data, which is charged.
   *
   * @param fallbackLower taken with {@code fallbackUpper} where the data show none
   */
  public Aggregate automaticallyBetween(Object fallbackLower, Object fallbackUpper) {
    return ofKind("contribution_bounds_per_row", automatic(fallbackLower, fallbackUpper));
  }

  /** The same for the total of a unit's values in a group. */
  public Aggregate automaticallyBetweenPerGroup(Object fallbackLower, Object fallbackUpper) {
    return ofKind("contribution_bounds_per_group", automatic(fallbackLower, fallbackUpper));
  }

  /** For how many rows a unit counts in a group, at least 1. */
  public Aggregate maxRowsPerGroup(long rows) {
    return ofKind("max_rows_per_group", rows);
  }

  /** The step to which values are rounded before they are summed, above 0. */
  public Aggregate grid(Number step) {
    return ofKind("grid", step);
  }

  /** How much this column's error matters beside the others', whose weight is 1. */
  public Aggregate weight(Number weight) {
    return with("weight", weight);
  }

  /** The half-width of the 95 % interval that is wanted; the others take what is left. */
  public Aggregate targetError(Number halfWidth) {
    return with("target_error", halfWidth);
  }

  /** Publishes 0 in place of what noise has taken below it. */
  public Aggregate nonNegative() {
    return with("non_negative", true);
  }

  Aggregate ofKind(String field, Object value) {
    return new Aggregate(kind, ofAll, SpecDocument.with(ofKind, field, value));
  }

  private Aggregate with(String field, Object value) {
    return new Aggregate(kind, SpecDocument.with(ofAll, field, value), ofKind);
  }

  private static Map<String, Object> automatic(Object lower, Object upper) {
    return Map.of("auto", Map.of("fallback", range(lower, upper)));
  }

  private static List<Object> range(Object lower, Object upper) {
    return Arrays.asList(lower, upper);
  }

  /** As an element of a spec's {@code aggregates}. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    defaultName().ifPresent(name -> fields.put("name", name));
    fields.putAll(ofAll);
    fields.put(kind, ofKind);
    return Collections.unmodifiableMap(fields);
  }

  private Optional<String> defaultName() {
    Object value = ofKind.get("value");
    if (value == null) {
      return Optional.of(kind);
    }
    return PLAIN_NAME.matcher(value.toString()).matches()
        ? Optional.of(kind + "_" + value)
        : Optional.empty();
  }
}
