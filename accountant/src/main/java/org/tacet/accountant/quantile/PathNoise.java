package org.tacet.accountant.quantile;

import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * The noise of the estimated number of rows below a place, less a share of all rows.
 *
 * <p>On each level a child before the way counts whole, one behind it not at all, the one on it by
 * the fraction f of its rows that lie before; and children are corrected to add up to their parent,
 * which takes the mean weight a = (k + f) / b from each, and makes a the parent's own f. On the
 * first level nothing is corrected, and the rank takes the mean's place.
 */
final class PathNoise {

  /** Beyond, the expansion below says nothing any more. */
  private static final double MOST_KURTOSIS = 6;

  private final double variance;
  private final double excessKurtosis;

  PathNoise(NoiseMechanism mechanism) {
    double deviation = mechanism.standardDeviation();
    variance = deviation * deviation;
    excessKurtosis = mechanism instanceof DiscreteLaplace ? 3 + 1 / variance : 0;
  }

  /**
   * About the smallest t such that the noise stays within t with this probability: the quantile of
   * the normal law, corrected for the kurtosis of the sum (Cornish and Fisher 1938).
   */
  double halfWidth(TreePath path, int branching, double rank, double confidence) {
    double squares = 0;
    double fourths = 0;
    double fraction = path.fraction();
    for (int level = path.children().size() - 1; level >= 0; level--) {
      int before = path.children().get(level);
      double mean = level == 0 ? rank : (before + fraction) / branching;
      double whole = (1 - mean) * (1 - mean);
      double part = (fraction - mean) * (fraction - mean);
      double none = mean * mean;
      int behind = branching - 1 - before;
      squares += before * whole + part + behind * none;
      fourths += before * whole * whole + part * part + behind * none * none;
      fraction = mean;
    }
    if (squares == 0) {
      return 0;
    }
    return halfWidth(squares, fourths, confidence);
  }

  /**
   * The same for a place that all nodes of the first level lie to one side of. At the extreme ranks
   * a place far out seems to have no noise, only because all nodes that are noised lie before it.
   */
  double outermost(int branching, double rank, double confidence) {
    double weight = Math.max(rank, 1 - rank);
    double square = weight * weight;
    return halfWidth(branching * square, branching * square * square, confidence);
  }

  private double halfWidth(double squares, double fourths, double confidence) {
    if (variance == 0) {
      return 0;
    }
    double z = NormalLaw.upperQuantile((1 - confidence) / 2);
    double kurtosis = Math.min(excessKurtosis * fourths / (squares * squares), MOST_KURTOSIS);
    return Math.sqrt(squares * variance) * (z + kurtosis * z * (z * z - 3) / 24);
  }
}
