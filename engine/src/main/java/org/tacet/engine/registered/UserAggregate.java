package org.tacet.engine.registered;

import java.io.Serializable;
import java.util.List;

/**
 * An aggregate that a user writes: what one row adds to some sums, and what is computed from the
 * sums after noise. A release clamps each term to its declared range, counts so many rows of a unit
 * as the spec says, adds noise for that, and hands the noised sums to {@link #value}.
 *
 * <p>Neighbours differ by all rows of one unit, in at most L0 groups. With m rows a unit and group
 * a term of range [lower, upper], centered at c, moves its sum in a group by at most m max(upper -
 * c, c - lower), because it is clamped; so much is proved whatever the terms are. Taken on trust is
 * that {@link #terms} looks at one row alone: what is kept from one call to the next could carry
 * one unit's rows into another's terms, and a retry would publish other bytes (P9). The contract
 * test, {@code UserAggregateContract} of the engine's test jar, looks for that; an aggregate whose
 * class is not the one that passed it is published as unproven.
 *
 * <p>It is found by {@link java.util.ServiceLoader}, so it has a public constructor without
 * arguments and a line in {@code META-INF/services/org.tacet.engine.registered.UserAggregate}.
 */
public interface UserAggregate extends Serializable {

  /** By which specs ask for it: a letter or _, then letters, digits and _. */
  String name();

  /** How many numbers of a row it looks at, at least 1. */
  int arguments();

  /** The sums that it needs, 1 to {@link RegisteredAggregates#MOST_TERMS}, always the same. */
  List<Term> termRanges();

  /**
   * What a row adds to each sum, in the order of {@link #termRanges}. A row for which this is null,
   * holds a NaN or raises an exception adds nothing and is not counted (P3).
   *
   * @param arguments a row's numbers: no NaN, infinities may occur
   */
  double[] terms(double[] arguments);

  /**
   * The published value. What is not finite, or raises an exception, is published as NaN.
   *
   * @param rows the noised number of rows, at least 1
   * @param sums the noised sums of their terms, each between {@code rows} times its range
   */
  double value(double rows, double[] sums);

  /**
   * One sum, and the range that a row's term is clamped to.
   *
   * @param name for the manifest
   * @param lower finite, below {@code upper}
   * @param upper finite
   */
  record Term(String name, double lower, double upper) implements Serializable {
    public Term {
      if (!(Double.isFinite(lower) && Double.isFinite(upper) && lower < upper)) {
        throw new IllegalArgumentException(
            "The range of term %s must be [lower, upper] with lower < upper, both finite. Provided value: [%s, %s]"
                .formatted(name, lower, upper));
      }
    }
  }
}
