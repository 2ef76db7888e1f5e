package org.tacet.engine.noise;

import java.util.function.IntFunction;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.quantile.NoisedNodes;
import org.tacet.accountant.quantile.TreeShape;
import org.tacet.accountant.randomness.BitSource;
import org.tacet.engine.bounding.LeafCounts;

/**
 * The counts of a tree's nodes, each with noise of its own, drawn when the node is looked at. Which
 * nodes are, and in which order, does not show in what they draw (P9).
 *
 * @param bitsOfNode the randomness of the node of this number
 */
record NoisedTree(
    LeafCounts.Ranges leaves,
    TreeShape shape,
    NoiseMechanism mechanism,
    IntFunction<BitSource> bitsOfNode)
    implements NoisedNodes {

  @Override
  public long count(int level, int position) {
    int span = shape.span(level);
    long noise = mechanism.sample(bitsOfNode.apply(shape.nodeIndex(level, position)));
    return saturatedSum(leaves.count(position * span, (position + 1) * span), noise);
  }

  /** Counts are at most 2^62; noise beyond that saturates, as the exact sum would. */
  private static long saturatedSum(long count, long noise) {
    long sum = count + noise;
    if (((count ^ sum) & (noise ^ sum)) < 0) {
      return noise < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }
}
