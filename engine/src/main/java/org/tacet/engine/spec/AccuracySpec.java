package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.Optional;
import org.tacet.engine.spec.AggregateSpec.Kind;

/**
 * How much noise an aggregate is content with.
 *
 * @param weight its error next to the others', each relative to what a unit moves: with weight 2
 *     twice that of an aggregate of weight 1; empty for 1
 * @param targetError in place of a share: the half-width of its 95 % interval, in its own unit
 */
public record AccuracySpec(Optional<BigDecimal> weight, Optional<BigDecimal> targetError) {

  /** An even share. */
  public static final AccuracySpec EVEN = new AccuracySpec(Optional.empty(), Optional.empty());

  private static final BigDecimal SMALLEST_WEIGHT = new BigDecimal("0.000001");
  private static final BigDecimal LARGEST_WEIGHT = new BigDecimal("1000000");

  private static final BigDecimal SMALLEST_TARGET = new BigDecimal("1e-300");
  private static final BigDecimal LARGEST_TARGET = new BigDecimal("1e300");

  public AccuracySpec {
    Faults faults = new Faults();
    weight.ifPresent(
        given ->
            faults.require(
                given.compareTo(SMALLEST_WEIGHT) >= 0 && given.compareTo(LARGEST_WEIGHT) <= 0,
                "weight",
                given.signum() <= 0 ? "must be above 0" : "is out of range",
                given,
                "0.000001 to 1000000",
                "write 2 for twice the error that weight 1 has, 0.5 for half of it"));
    targetError.ifPresent(
        given ->
            faults.require(
                given.compareTo(SMALLEST_TARGET) >= 0 && given.compareTo(LARGEST_TARGET) <= 0,
                "target_error",
                given.signum() <= 0 ? "must be above 0" : "is out of range",
                given,
                "a number > 0, from 1e-300 to 1e300",
                "give half the width that the 95 % interval may have"));
    faults.require(
        weight.isEmpty() || targetError.isEmpty(),
        "weight",
        "has no meaning beside target_error, which takes no share",
        weight.orElse(null),
        "at most one of weight, target_error",
        "remove one of the two");
    faults.throwIfAny();
  }

  /** A target is for what is one noised number; other errors depend on the data. */
  void checkFor(Kind kind) {
    Faults faults = new Faults();
    faults.require(
        targetError.isEmpty()
            || kind == Kind.COUNT
            || kind == Kind.SUM
            || kind == Kind.PRIVACY_UNITS,
        "target_error",
        "is for count, sum and privacy_units: the error of a "
            + kind.word()
            + " depends on the group",
        targetError.orElse(null),
        "weight",
        "give it a weight, or a count of the same value a target_error");
    faults.throwIfAny();
  }
}
