package org.tacet.accountant.renyi;

import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * The Renyi divergence of one order, for those who fix the order beforehand (Feldman, Zrnic 2021,
 * "Individual privacy accounting via a Renyi filter"; P16).
 */
public final class RenyiDivergence {

  private RenyiDivergence() {}

  /**
   * The divergence D_alpha in nats, rounded up, that no two neighbours exceed in either order; for
   * a composition it is the sum of its parts', adaptive or not. It holds but for failures of
   * probability {@link #additiveDelta}.
   *
   * @param order alpha, above 1 and finite
   * @return at least 0; infinity where the divergence has no bound
   * @throws org.tacet.accountant.accounting.UnsupportedEventException if nothing is proved of an
   *     event under the relation
   */
  public static double of(PrivacyEvent event, NeighborRelation relation, double order) {
    if (!(order > 1 && order < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "order must be a finite number above 1. Provided value: " + order + ".");
    }
    return RenyiCurves.of(event, relation).curve().at(order);
  }

  /**
   * The probability of a failure beyond the divergence, 1 - (1 - delta_1) (1 - delta_2) ...,
   * rounded up; 0 unless there are events with a delta of their own. To be taken off the target's
   * delta.
   *
   * @throws org.tacet.accountant.accounting.UnsupportedEventException as above
   */
  public static double additiveDelta(PrivacyEvent event, NeighborRelation relation) {
    return RenyiCurves.of(event, relation).additiveDelta();
  }
}
