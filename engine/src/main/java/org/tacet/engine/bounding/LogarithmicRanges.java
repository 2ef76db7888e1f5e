package org.tacet.engine.bounding;

/**
 * Public ranges for values of which nothing is known: each octave of steps is cut into 2^bits
 * ranges of one width, on both sides of 0, up to the 2^62 steps at which values saturate. The ends
 * of a range are at most 1/2^bits apart, relative to their size; small whole numbers have a range
 * each.
 *
 * <p>Leaves ascend with the value. Magnitudes are numbered from 0: those below 2^bits stand for
 * themselves, and number n from there on begins at (2^bits + low bits of n) shifted left by the
 * number of whole octaves.
 *
 * @param bits how finely an octave is cut, 0 to 8
 */
public record LogarithmicRanges(int bits) implements LeafRanges {

  public LogarithmicRanges {
    if (bits < 0 || bits > 8) {
      throw new IllegalArgumentException("bits must be in [0, 8]. Provided value: " + bits);
    }
  }

  @Override
  public int leaves() {
    return 2 * largestMagnitude() + 1;
  }

  @Override
  public int leafOf(long steps) {
    long within = Math.min(Math.max(steps, -BoundedSum.SATURATION), BoundedSum.SATURATION);
    return within < 0
        ? largestMagnitude() - magnitude(-within)
        : largestMagnitude() + magnitude(within);
  }

  /** The leaf of 0, which holds no other value. */
  public int zeroLeaf() {
    return largestMagnitude();
  }

  /** The least value of a leaf, in steps. */
  public long least(int leaf) {
    int above = leaf - largestMagnitude();
    return above >= 0 ? first(above) : -last(-above);
  }

  /** The greatest value of a leaf, in steps. */
  public long greatest(int leaf) {
    int above = leaf - largestMagnitude();
    return above >= 0 ? last(above) : -first(-above);
  }

  private int largestMagnitude() {
    return magnitude(BoundedSum.SATURATION);
  }

  private int magnitude(long size) {
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(size | 1);
    if (size < 1L << bits) {
      return (int) size;
    }
    int within = (int) (size >>> (octave - bits)) & ((1 << bits) - 1);
    return ((octave - bits + 1) << bits) + within;
  }

  private long first(int magnitude) {
    if (magnitude < 1 << bits) {
      return magnitude;
    }
    int shift = (magnitude >>> bits) - 1;
    long within = magnitude & ((1 << bits) - 1);
    return ((1L << bits) + within) << shift;
  }

  private long last(int magnitude) {
    return magnitude == largestMagnitude() ? BoundedSum.SATURATION : first(magnitude + 1) - 1;
  }
}
