package org.tacet.engine.estimate;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * The whole numbers nearest to noised ones of which each is the sum of those below it: of all that
 * add up, those with the least sum of squared corrections, each over the variance of its noise
 * (P21). Nodes form trees, such as the groups of a rollup.
 *
 * <p>Two passes find the least squares (Hay, Rastogi, Miklau, Suciu 2010, section 4, with a
 * variance for each node). Upward, a node is the mean of its own number and of the sum of those
 * below, weighted by their precision: {@code variance[v]} is that of this estimate. Downward, what
 * a node's final number differs from that sum is spread over those below, by their variance.
 *
 * <p>All is said in corrections to the noised numbers, which are as small as noise, so that doubles
 * do where the numbers themselves have 64 bits. Corrections are rounded on the way down, so that
 * they add up exactly: those of a node's children are rounded down, and the ones that lose most by
 * it are raised.
 */
public final class ConsistentTotals {

  /** So that no weight is infinite. */
  private static final double LEAST_VARIANCE = 1e-100;

  private final int[] parents;
  private final List<List<Integer>> children = new ArrayList<>();

  /** Of the upward estimate of each node, and of the sum of those of its children. */
  private final double[] variance;

  private final double[] varianceBelow;

  /** Of the final estimate. */
  private final double[] finalVariance;

  /**
   * @param parents the node above each node, a later one; -1 where there is none
   * @param variances of the noise of each, in squared steps; 0 where noise is too rare for a double
   */
  public ConsistentTotals(int[] parents, double[] variances) {
    this.parents = parents.clone();
    int nodes = parents.length;
    double[] own = Arrays.stream(variances).map(each -> Math.max(each, LEAST_VARIANCE)).toArray();
    this.variance = own.clone();
    this.varianceBelow = new double[nodes];
    this.finalVariance = new double[nodes];
    for (int node = 0; node < nodes; node++) {
      children.add(new ArrayList<>());
    }
    for (int node = 0; node < nodes; node++) {
      if (varianceBelow[node] > 0) {
        variance[node] = 1 / (1 / own[node] + 1 / varianceBelow[node]);
      }
      int parent = parents[node];
      if (parent >= 0) {
        if (parent <= node) {
          throw new IllegalArgumentException(
              "A parent must come after its children. Provided value: %d above %d"
                  .formatted(parent, node));
        }
        children.get(parent).add(node);
        varianceBelow[parent] += variance[node];
      }
    }
    // The smoother of Rauch, Tung and Striebel: what a parent knows more than its children's sum.
    for (int node = nodes - 1; node >= 0; node--) {
      int parent = parents[node];
      double share = parent < 0 ? 0 : variance[node] / varianceBelow[parent];
      double known = parent < 0 ? 0 : finalVariance[parent] - varianceBelow[parent];
      finalVariance[node] = variance[node] + share * share * known;
    }
  }

  /** The variance of each node's consistent number, before rounding, in squared steps. */
  public double variance(int node) {
    return finalVariance[node];
  }

  /**
   * Within which distance of a node's consistent number the one without noise lies, in steps. What
   * is left of the noise is a weighted sum of several draws, of a law between one draw's and the
   * normal one: the wider of the two is taken, and a step for rounding.
   *
   * @param noise of the node itself
   */
  public BigInteger halfWidth(int node, NoiseMechanism noise, double confidence) {
    double ofOneDraw =
        noise.standardDeviation() > 0
            ? noise.halfWidth(confidence) / noise.standardDeviation()
            : 0; // next to never any noise
    double ofNormal = NormalLaw.upperQuantile((1 - confidence) / 2);
    return rounded(Math.sqrt(variance(node)) * Math.max(ofOneDraw, ofNormal), RoundingMode.CEILING)
        .add(BigInteger.ONE);
  }

  /** The consistent numbers. */
  public BigInteger[] of(BigInteger[] noised) {
    int nodes = parents.length;
    BigInteger[] below = new BigInteger[nodes];
    double[] correctionBelow = new double[nodes];
    double[] correction = new double[nodes];
    for (int node = 0; node < nodes; node++) {
      if (below[node] != null) {
        double gap = below[node].subtract(noised[node]).doubleValue() + correctionBelow[node];
        correction[node] = gap * variance[node] / varianceBelow[node];
      }
      int parent = parents[node];
      if (parent >= 0) {
        below[parent] = below[parent] == null ? noised[node] : below[parent].add(noised[node]);
        correctionBelow[parent] += correction[node];
      }
    }
    BigInteger[] consistent = new BigInteger[nodes];
    for (int node = nodes - 1; node >= 0; node--) {
      if (parents[node] < 0) {
        consistent[node] = noised[node].add(rounded(correction[node], RoundingMode.HALF_EVEN));
      }
      if (below[node] != null) {
        spread(
            node,
            consistent[node].subtract(below[node]),
            correctionBelow[node],
            correction,
            noised,
            consistent);
      }
    }
    return consistent;
  }

  /** Corrects the children of a node by whole numbers that add up to {@code all}. */
  private void spread(
      int node,
      BigInteger all,
      double correctionBelow,
      double[] correction,
      BigInteger[] noised,
      BigInteger[] consistent) {
    List<Integer> below = children.get(node);
    double share = (all.doubleValue() - correctionBelow) / varianceBelow[node];
    double[] lost = new double[below.size()];
    BigInteger rest = all;
    for (int child = 0; child < lost.length; child++) {
      int at = below.get(child);
      double exact = correction[at] + share * variance[at];
      BigInteger whole = rounded(exact, RoundingMode.FLOOR);
      lost[child] = exact - whole.doubleValue();
      consistent[at] = noised[at].add(whole);
      rest = rest.subtract(whole);
    }
    // As many units as there are children or fewer, but for what doubles leave.
    BigInteger number = BigInteger.valueOf(lost.length);
    int raised = rest.mod(number).intValueExact();
    BigInteger ofAll = rest.subtract(BigInteger.valueOf(raised)).divide(number);
    List<Integer> mostLostFirst =
        IntStream.range(0, lost.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer child) -> -lost[child]))
            .toList();
    for (int place = 0; place < lost.length; place++) {
      int at = below.get(mostLostFirst.get(place));
      BigInteger own = place < raised ? ofAll.add(BigInteger.ONE) : ofAll;
      consistent[at] = consistent[at].add(own);
    }
  }

  private static BigInteger rounded(double value, RoundingMode mode) {
    return new BigDecimal(value).setScale(0, mode).toBigInteger();
  }
}
