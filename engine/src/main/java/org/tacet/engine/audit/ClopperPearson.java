package org.tacet.engine.audit;

import org.apache.commons.math3.special.Beta;

/**
 * Exact bounds on the probability of an event that was seen in so many of n independent draws
 * (Clopper, Pearson 1934): wrong with a stated probability at most, whatever the true one is.
 */
final class ClopperPearson {

  /** Halvings of [0, 1]: down to the spacing of doubles near 1. */
  private static final int HALVINGS = 60;

  private ClopperPearson() {}

  /** A number that the probability is below with chance {@code failure} at most. */
  static double lower(long seen, long draws, double failure) {
    if (seen == 0) {
      return 0;
    }
    double low = 0;
    double high = 1;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      // P(at least so many are seen) grows with the probability.
      if (Beta.regularizedBeta(middle, (double) seen, draws - seen + 1.0) <= failure) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** A number that the probability is above with chance {@code failure} at most. */
  static double upper(long seen, long draws, double failure) {
    return 1 - lower(draws - seen, draws, failure);
  }
}
