package org.tacet.engine.spec;

import java.util.Optional;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;

/** Which aggregates may be held at or above 0: those that are never below it without noise. */
final class NonNegativeChecks {

  static final String FIELD = "non_negative";

  private NonNegativeChecks() {}

  /**
   * Checks the field of an aggregate.
   *
   * @param clamp the bounds of a sum, where it has its own
   */
  static void check(boolean nonNegative, Kind kind, Optional<Clamp> clamp) {
    if (!nonNegative) {
      return;
    }
    Faults faults = new Faults();
    switch (kind) {
      case COUNT, PRIVACY_UNITS, COUNT_DISTINCT, HISTOGRAM -> {}
      case SUM ->
          faults.require(
              clamp.filter(bounds -> bounds.lower().signum() >= 0).isPresent(),
              FIELD,
              "is for sums that are never below 0, and the lower bound of this one is",
              clamp.map(bounds -> bounds.lower()).orElse(null),
              "a sum with a lower bound of 0 or above",
              "remove it, or raise the lower bound");
      default ->
          faults.require(
              false,
              FIELD,
              "has no meaning for " + kind.word(),
              true,
              "count, privacy_units, count_distinct, histogram, sum with a lower bound >= 0",
              "remove it");
    }
    faults.throwIfAny();
  }
}
