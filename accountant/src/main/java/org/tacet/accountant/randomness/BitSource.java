package org.tacet.accountant.randomness;

/** A stream of independent uniform bits. Implementations need not be safe for many threads. */
public interface BitSource {

  /** Returns the next 64 uniform bits. */
  long nextWord();

  /** Returns true with probability 1/2, from one word. */
  default boolean nextBoolean() {
    return nextWord() < 0;
  }

  /**
   * Returns an exactly uniform number from 0 to {@code exclusiveBound - 1}.
   *
   * <p>With w uniform below 2^64 and n the bound, the high word of w n counts which of n intervals
   * of length 2^64 / n holds w. Rejecting low words below 2^64 mod n leaves each interval the same
   * number of words (Lemire 2019, "Fast random integer generation in an interval", Algorithm 5), so
   * the result is uniform without a rounding argument.
   *
   * @param exclusiveBound at least 1
   * @throws IllegalArgumentException if the bound is below 1
   */
  default long uniformBelow(long exclusiveBound) {
    if (exclusiveBound < 1) {
      throw new IllegalArgumentException(
          "exclusiveBound must be at least 1. Provided value: " + exclusiveBound);
    }
    long word = nextWord();
    long low = word * exclusiveBound;
    // The remainder is below the bound, so the division is needed only when the low word is too.
    if (Long.compareUnsigned(low, exclusiveBound) < 0) {
      long remainder = Long.remainderUnsigned(-exclusiveBound, exclusiveBound);
      while (Long.compareUnsigned(low, remainder) < 0) {
        word = nextWord();
        low = word * exclusiveBound;
      }
    }
    // multiplyHigh reads the word as signed: a set top bit counts as -2^64, which takes the bound
    // off the high word once.
    return Math.multiplyHigh(word, exclusiveBound) + ((word >> 63) & exclusiveBound);
  }
}
