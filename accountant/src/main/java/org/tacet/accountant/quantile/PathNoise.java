package org.tacet.accountant.quantile;

import java.util.List;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * The noise of the estimated number of rows below a place, less a share of all rows: a weighted sum
 * of the noises of nodes.
 *
 * <p>On each level a child before the place counts whole, one behind it not at all, the one that it
 * lies in by the fraction f of its rows that lie before. The c children were each moved by the same
 * amount, so that they add up to their parent: that takes the mean weight a = (k + f) / c from
 * each, k of them before the place, and makes a the parent's own f. On the first level the children
 * themselves say how many rows there are: the rank takes the mean's place.
 */
final class PathNoise {

  /** Beyond, the expansion below says nothing any more. */
  private static final double MOST_KURTOSIS = 6;

  private final double variance;
  private final double excessKurtosis;
  private final double normalQuantile;

  PathNoise(NoiseMechanism mechanism, double confidence) {
    double deviation = mechanism.standardDeviation();
    variance = deviation * deviation;
    excessKurtosis = mechanism.isGaussian() ? 0 : 3 + 1 / variance;
    normalQuantile = NormalLaw.upperQuantile((1 - confidence) / 2);
  }

  /**
   * How many nodes' noise counts on a level.
   *
   * @param before of children before the one that the place lies in
   * @param own of that one: 0 where the place is the start of a child, which then counts as behind
   * @param behind of children behind it
   */
  record Level(int before, int own, int behind) {}

  /**
   * About the smallest t such that the noise stays within t with the confidence.
   *
   * @param levels from the first one down; the place is the start of a child of the last level
   */
  double halfWidth(List<Level> levels, double rank) {
    double squares = 0;
    double fourths = 0;
    double fraction = 0;
    for (int level = levels.size() - 1; level >= 0; level--) {
      Level at = levels.get(level);
      double nodes = at.before() + at.own() + at.behind();
      double mean = (at.before() + at.own() * fraction) / nodes;
      double taken = level == 0 ? rank : mean;
      double whole = square(1 - taken);
      double part = square(fraction - taken);
      double none = square(taken);
      squares += at.before() * whole + at.own() * part + at.behind() * none;
      fourths += at.before() * square(whole) + at.own() * square(part) + at.behind() * square(none);
      fraction = mean;
    }
    return halfWidth(squares, fourths);
  }

  /** The same for a place that all nodes of the first level lie to one side of. */
  double outermost(int branching, double rank) {
    double weight = square(Math.max(rank, 1 - rank));
    return halfWidth(branching * weight, branching * square(weight));
  }

  /** The normal law's, corrected for the kurtosis of the sum (Cornish and Fisher 1938). */
  private double halfWidth(double squares, double fourths) {
    if (squares * variance == 0) {
      return 0;
    }
    double z = normalQuantile;
    double kurtosis = Math.min(excessKurtosis * fourths / square(squares), MOST_KURTOSIS);
    return Math.sqrt(squares * variance) * (z + kurtosis * z * (z * z - 3) / 24);
  }

  private static double square(double x) {
    return x * x;
  }
}
