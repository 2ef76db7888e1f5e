package org.tacet.accountant.accounting;

import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * A theory of what events cost. Every answer is an upper bound of the truth: all rounding and every
 * approximation goes to the safe side. For events whose parameters are fixed beforehand; what may
 * be charged when parameters depend on earlier answers is said by {@code PrivacyFilter} (P16).
 * Implementations are immutable or safe for use by several threads.
 */
public interface Accountant {

  /** The word in queries and manifests, such as {@code pld}. */
  String name();

  /**
   * The smallest epsilon, at least 0, with which this theory proves (epsilon, delta)-DP.
   *
   * @param delta in [0, 1)
   * @return infinity where there is none
   * @throws UnsupportedEventException if the theory says nothing about such an event under such a
   *     relation
   */
  double epsilon(PrivacyEvent event, NeighborRelation relation, double delta);

  /**
   * The smallest delta, in [0, 1], with which this theory proves (epsilon, delta)-DP.
   *
   * @param epsilon at least 0 and finite
   * @throws UnsupportedEventException as above
   */
  double delta(PrivacyEvent event, NeighborRelation relation, double epsilon);
}
