package org.tacet.engine.bounding;

/**
 * Ranges of one width; values outside of the bounds count at the bounds.
 *
 * @param lower least value, in steps, at least -2^62
 * @param upper greatest value, in steps, at most 2^62
 * @param stepsPerLeaf how many steps fall into one leaf, at least 1
 */
public record EvenRanges(long lower, long upper, long stepsPerLeaf) implements LeafRanges {

  public EvenRanges {
    BoundedSum.requireRange("row", lower, upper);
    if (stepsPerLeaf < 1) {
      throw new IllegalArgumentException(
          "stepsPerLeaf must be at least 1. Provided value: " + stepsPerLeaf);
    }
    if (Long.compareUnsigned(Long.divideUnsigned(upper - lower, stepsPerLeaf), 1 << 24) >= 0) {
      throw new IllegalArgumentException(
          "stepsPerLeaf must leave at most 2^24 leaves. Provided value: " + stepsPerLeaf);
    }
  }

  @Override
  public int leaves() {
    return leafOf(upper) + 1;
  }

  /** Bounds are up to 2^63 steps apart, which as an unsigned number is no overflow. */
  @Override
  public int leafOf(long steps) {
    long within = Math.min(Math.max(steps, lower), upper);
    return (int) Long.divideUnsigned(within - lower, stepsPerLeaf);
  }
}
