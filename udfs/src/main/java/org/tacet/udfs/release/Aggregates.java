package org.tacet.udfs.release;

import java.util.List;

/**
 * The aggregates of a release, for {@code import static}. Values are SQL expressions of one row.
 * Each has to be bounded: {@link Aggregate#between}, {@link Aggregate#maxRowsPerGroup}.
 */
public final class Aggregates {

  private Aggregates() {}

  /** The number of rows. */
  public static Aggregate count() {
    return Aggregate.of("count");
  }

  /** The number of rows in which {@code value} is not null. */
  public static Aggregate count(String value) {
    return of("count", value);
  }

  /** The number of privacy units. */
  public static Aggregate privacyUnits() {
    return Aggregate.of("privacy_units");
  }

  /** The sum of a value. */
  public static Aggregate sum(String value) {
    return of("sum", value);
  }

  /** The mean of a value over rows. */
  public static Aggregate mean(String value) {
    return of("mean", value);
  }

  /** The variance of a value over rows, divided by their number. */
  public static Aggregate variance(String value) {
    return of("variance", value);
  }

  /** The root of the variance. */
  public static Aggregate stddev(String value) {
    return of("stddev", value);
  }

  /**
   * The value below which a share of the rows lies.
   *
   * @param rank the share, 0 to 1
   */
  public static Aggregate quantile(String value, Number rank) {
    return of("quantile", value).ofKind("rank", rank);
  }

  /** The quantile of rank 0.5. */
  public static Aggregate median(String value) {
    return of("median", value);
  }

  /** The quantile of rank 0. */
  public static Aggregate min(String value) {
    return of("min", value);
  }

  /** The quantile of rank 1. */
  public static Aggregate max(String value) {
    return of("max", value);
  }

  /**
   * The number of rows in each of given bins, as an array.
   *
   * @param edges ascending: bin i holds edges i to i + 1
   */
  public static Aggregate histogram(String value, List<?> edges) {
    return of("histogram", value).ofKind("bins", edges);
  }

  /**
   * The sum of vectors, as an array.
   *
   * @param value an array of numbers
   * @param length of each vector
   * @param norm {@code l1}, {@code l2} or {@code linf}, in which a unit's total is bounded
   * @param maxNorm the bound, above 0
   */
  public static Aggregate vectorSum(String value, int length, String norm, Number maxNorm) {
    return of("vector_sum", value)
        .ofKind("length", length)
        .ofKind("norm", norm)
        .ofKind("max_norm", maxNorm);
  }

  /**
   * The number of distinct values.
   *
   * @param maxDistinctPerGroup for how many of them a unit counts in a group, at least 1
   */
  public static Aggregate countDistinct(String value, int maxDistinctPerGroup) {
    return of("count_distinct", value).ofKind("max_distinct_per_group", maxDistinctPerGroup);
  }

  /**
   * An aggregate that a user has written and registered (docs/user-aggregates.md).
   *
   * @param name by which it is registered
   * @param value a number, or {@code array(a, b)} of as many as it looks at
   */
  public static Aggregate registered(String name, String value) {
    return of("registered", value).ofKind("aggregate", name);
  }

  private static Aggregate of(String kind, String value) {
    return Aggregate.of(kind).ofKind("value", value);
  }
}
