package org.tacet.accountant.calibration;

import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * What a calibration has to stay within: (epsilon, delta) as one accountant proves it under one
 * neighbour relation.
 *
 * @param accountant whose upper bounds decide
 * @param relation which data sets are neighbours
 * @param epsilon at least 0 and finite
 * @param delta in [0, 1); above 0 where epsilon is 0
 */
public record PrivacyTarget(
    Accountant accountant, NeighborRelation relation, double epsilon, double delta) {

  public PrivacyTarget {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw refused("epsilon", "a finite number of at least 0", epsilon);
    }
    if (!(delta >= 0 && delta < 1)) {
      throw refused("delta", "at least 0 and below 1", delta);
    }
    if (epsilon == 0 && delta == 0) {
      throw refused("delta", "above 0 where epsilon is 0, since nothing else would do", delta);
    }
  }

  /**
   * What an event costs as a multiple of the target: epsilon at the target's delta over its
   * epsilon, or delta at epsilon 0 over its delta. At most 1 exactly where the event is within.
   *
   * @return at least 0, may be infinite
   */
  double used(PrivacyEvent event) {
    double asked = epsilon > 0 ? epsilon : delta;
    double cost =
        epsilon > 0
            ? accountant.epsilon(event, relation, delta)
            : accountant.delta(event, relation, 0);
    // A quotient may round to 1 from above; which side it lies on is decided without it.
    double quotient = cost / asked;
    return cost <= asked ? Math.min(1, quotient) : Math.max(Math.nextUp(1.0), quotient);
  }

  String costOf(PrivacyEvent event) {
    return epsilon > 0
        ? "epsilon " + accountant.epsilon(event, relation, delta) + " at delta " + delta
        : "delta " + accountant.delta(event, relation, 0) + " at epsilon 0";
  }

  private static IllegalArgumentException refused(String field, String legal, double value) {
    return new IllegalArgumentException(
        field + " must be " + legal + ". Provided value: " + value + ".");
  }
}
