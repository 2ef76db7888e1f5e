package org.tacet.engine.bounding;

import org.apache.spark.sql.api.java.UDF3;

/**
 * The leaf of a unit's total in a group, put together from its limbs, as the counts of one row: so
 * that what {@link LeafCountsSum} adds up of a unit and group is one.
 *
 * @param ranges which totals fall into which leaf
 */
public record TotalLeaf(LogarithmicRanges ranges) implements UDF3<Long, Long, Long, byte[]> {

  private static final long serialVersionUID = 1L;

  /** A total that is clamped to no more than 2^62 steps has so many limbs. */
  public static final int LIMBS = 3;

  @Override
  public byte[] call(Long low, Long middle, Long high) {
    LeafCounts counts = new LeafCounts();
    counts.add(ranges.leafOf(total(low, middle, high)), 1);
    return counts.toBytes();
  }

  /** The total is within 2^62, so that neither a shifted limb nor their sum overflows. */
  private static long total(long low, long middle, long high) {
    return low + (middle << BoundedSum.LIMB_BITS) + (high << (2 * BoundedSum.LIMB_BITS));
  }
}
