package org.tacet.accountant.composition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The privacy loss of randomized responses of different epsilons, from above, on a lattice of
 * losses. For independent losses with sum L, delta is E (1 - e^(epsilon - L))+, which rises in each
 * of them and is convex in e^-l for each of them, l. So a loss may be raised, and may be replaced
 * by two lattice points beside it that keep the mean of e^-l (Jensen): delta does not fall, and
 * rises by the square of the lattice's step only. Responses of one epsilon are one binomial law,
 * which is split so; the laws are convolved by sums of products of positive numbers.
 *
 * <p>Rounding: a mass is a sum of as many terms as a law has, at each convolution, of products of
 * upper bounds, so that the relative error is at most 2^-52 for each term of each law ({@link
 * #rounding}), and of the last sum; what underflows is covered by {@link #UNDERFLOW}.
 */
final class LatticeLosses {

  /** Mass that is cut off at either end of a law: moved up to the rest, or to an infinite loss. */
  private static final double NEGLIGIBLE = 1e-40;

  private static final double UNDERFLOW = 0x1p-1000;
  private static final int LARGEST_SIZE = 1 << 21;
  private static final double LARGEST_WORK = 1e9;

  private final double step;
  private long first;
  private double[] masses = {1};
  private double infinite = UNDERFLOW;
  private double rounding = 1 + 0x1p-40;

  /** A law on few points of the lattice, in ascending order. */
  private static final class Points {

    final long[] indices;
    final double[] masses;
    final double infinite;

    Points(long[] indices, double[] masses, double infinite) {
      this.indices = indices;
      this.masses = masses;
      this.infinite = infinite;
    }
  }

  private LatticeLosses(double step) {
    this.step = step;
  }

  /**
   * @param counts how often each epsilon occurs; epsilons above 0 and finite, counts up to {@link
   *     BinomialLosses#LARGEST_COUNT}
   */
  static LatticeLosses of(SortedMap<Double, Long> counts) {
    List<BinomialLosses> laws = new ArrayList<>();
    double variance = 0;
    double largest = 0;
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      double epsilon = entry.getKey();
      laws.add(new BinomialLosses(epsilon, entry.getValue()));
      double deviation = epsilon / Math.cosh(Math.min(epsilon / 2, 300));
      variance += entry.getValue() * deviation * deviation;
      largest += epsilon * entry.getValue();
    }
    double step =
        Math.max(
            0.009 * Math.sqrt(variance / laws.size()),
            Math.max(largest * 0x1p-45, Double.MIN_NORMAL));
    while (true) {
      LatticeLosses composed = composed(laws, step);
      if (composed != null) {
        return composed;
      }
      step *= 2;
    }
  }

  /** Null where the lattice is too fine for the time and memory of one answer. */
  private static LatticeLosses composed(List<BinomialLosses> laws, double step) {
    LatticeLosses sum = new LatticeLosses(step);
    double work = 0;
    for (BinomialLosses law : laws) {
      Points points = split(law, step);
      int last = points.indices.length - 1;
      long size = sum.masses.length + points.indices[last] - points.indices[0];
      work += (double) sum.masses.length * points.indices.length;
      if (size > LARGEST_SIZE || work > LARGEST_WORK) {
        return null;
      }
      sum.add(points, (int) size);
    }
    return sum;
  }

  /**
   * Splits each loss l, raised by more than its rounding, between a = floor(l / step) step and a +
   * step: the upper one gets the share (1 - e^-(l - a)) / (1 - e^-step).
   */
  private static Points split(BinomialLosses law, double step) {
    int lowest = 0;
    double below = law.below();
    while (lowest < law.size() - 1 && below + law.probability(lowest) <= NEGLIGIBLE) {
      below += law.probability(lowest++);
    }
    int highest = law.size() - 1;
    double above = law.above();
    while (highest > lowest && above + law.probability(highest) <= NEGLIGIBLE) {
      above += law.probability(highest--);
    }
    long[] indices = new long[2 * (highest - lowest + 1)];
    double[] masses = new double[indices.length];
    int size = 0;
    for (int outcome = lowest; outcome <= highest; outcome++) {
      double mass = law.probability(outcome) + (outcome == lowest ? below : 0);
      double loss = law.loss(outcome);
      loss += Math.abs(loss) * 0x1p-50;
      long index = (long) Math.floor(loss / step);
      double beyond = Math.max(0, loss - index * step);
      double share = Math.min(1, Math.expm1(-beyond) / Math.expm1(-step) * (1 + 0x1p-50));
      if (size == 0 || indices[size - 1] < index) {
        indices[size++] = index;
      }
      // Only the last two points can be those beside this loss.
      int at = size >= 2 && indices[size - 2] == index ? size - 2 : size - 1;
      masses[at] += mass * (1 - share);
      if (at == size - 1) {
        indices[size++] = index + 1;
      }
      masses[at + 1] += mass * share;
    }
    return new Points(Arrays.copyOf(indices, size), Arrays.copyOf(masses, size), above);
  }

  private void add(Points law, int size) {
    double[] product = new double[size];
    for (int point = 0; point < law.indices.length; point++) {
      int shift = (int) (law.indices[point] - law.indices[0]);
      double mass = law.masses[point];
      for (int index = 0; index < masses.length; index++) {
        product[shift + index] += masses[index] * mass;
      }
    }
    rounding *= 1 + (law.indices.length + 16) * 0x1p-52;
    infinite += law.infinite;
    trim(product, first + law.indices[0]);
  }

  private void trim(double[] product, long offset) {
    int low = 0;
    double below = 0;
    while (low < product.length - 1 && below + product[low] <= NEGLIGIBLE) {
      below += product[low++];
    }
    int high = product.length - 1;
    double above = 0;
    while (high > low && above + product[high] <= NEGLIGIBLE) {
      above += product[high--];
    }
    masses = Arrays.copyOfRange(product, low, high + 1);
    masses[0] += below;
    infinite += above;
    first = offset + low;
  }

  /** An upper bound of E (1 - e^(threshold - L))+. */
  double delta(double threshold) {
    double expected = infinite;
    for (int index = masses.length - 1; index >= 0; index--) {
      double loss = (first + index) * step;
      double excess = loss - threshold + (Math.abs(loss) + threshold) * 0x1p-51 + 0x1p-1070;
      if (excess <= 0) {
        break;
      }
      expected += masses[index] * -Math.expm1(-excess);
    }
    return Math.min(1, expected * rounding * (1 + (masses.length + 16) * 0x1p-52));
  }
}
