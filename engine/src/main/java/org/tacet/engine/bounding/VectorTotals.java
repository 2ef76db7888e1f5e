package org.tacet.engine.bounding;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** The clipped totals of one unit and group of all sums that are components of vectors. */
final class VectorTotals {

  private final List<BoundedVector> vectors;
  private final boolean[] isComponent;
  private final long[] clipped;

  VectorTotals(List<BoundedVector> vectors, int sums) {
    this.vectors = vectors;
    this.isComponent = new boolean[sums];
    this.clipped = new long[sums];
    for (BoundedVector vector : vectors) {
      Arrays.fill(isComponent, vector.firstSum(), vector.firstSum() + vector.length(), true);
    }
  }

  /** Whether a sum is a component of a vector, so that its total is to be asked here. */
  boolean holds(int sum) {
    return isComponent[sum];
  }

  /** The total of a component, as {@link #clip} has left it. */
  long total(int sum) {
    return clipped[sum];
  }

  /** Takes in the totals of a slot. */
  void clip(KeptGroups kept, int slot) {
    for (BoundedVector vector : vectors) {
      int first = vector.firstSum();
      int end = first + vector.length();
      boolean areLongs = true;
      for (int sum = first; sum < end; sum++) {
        clipped[sum] = kept.totalLow(slot, sum);
        areLongs &= kept.totalHigh(slot, sum) == clipped[sum] >> 63;
      }
      if (areLongs && vector.isSurelyWithin(Arrays.copyOfRange(clipped, first, end))) {
        clampEach(vector, first, end);
        continue;
      }
      BigInteger[] components = new BigInteger[vector.length()];
      for (int sum = first; sum < end; sum++) {
        components[sum - first] =
            BoundedSum.wide(kept.totalHigh(slot, sum), kept.totalLow(slot, sum));
      }
      vector.clip(components);
      for (int sum = first; sum < end; sum++) {
        clipped[sum] = components[sum - first].longValueExact();
      }
    }
  }

  private void clampEach(BoundedVector vector, int first, int end) {
    for (int sum = first; sum < end; sum++) {
      clipped[sum] = Math.min(Math.max(clipped[sum], -vector.maxNorm()), vector.maxNorm());
    }
  }
}
