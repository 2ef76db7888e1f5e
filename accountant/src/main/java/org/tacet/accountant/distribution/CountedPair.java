package org.tacet.accountant.distribution;

import java.util.Objects;

/**
 * A dominating pair, composed with itself.
 *
 * @param pair one mechanism
 * @param count how often; at least 1
 */
record CountedPair(DominatingPair pair, long count) {

  CountedPair {
    Objects.requireNonNull(pair, "pair");
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1. Provided value: " + count);
    }
  }
}
