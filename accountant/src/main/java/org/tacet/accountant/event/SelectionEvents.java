package org.tacet.accountant.event;

import java.util.List;
import org.tacet.accountant.arithmetic.GaussianTradeOff;

/**
 * What a choice of groups costs, in terms of simpler events, rounded up. The parameters of a
 * selection hold for the neighbour relation asked about; noise multipliers count a replaced record
 * twice, so that they are doubled where records are replaced, and the cost stays what was said.
 */
public final class SelectionEvents {

  private SelectionEvents() {}

  /**
   * A composition that costs at least what the selection does; any other event as it is.
   *
   * <ul>
   *   <li>{@link TruncatedGeometricSelection}: L0 decisions of (epsilon / L0, 1 - (1 - delta)^(1 /
   *       L0)), the optimal rule of which each is the worst case (Desfontaines et al. 2020, Theorem
   *       1).
   *   <li>{@link LaplaceThreshold}: L0 times Laplace noise of epsilon / L0. A group of one unit
   *       alone passes the threshold with probability 1 - (1 - delta)^(1 / L0), one of L0 does with
   *       probability delta, and what happens short of that is a function of the noisy counts.
   *   <li>{@link GaussianThreshold}: one draw of Gaussian noise on the vector of L0 counts, with
   *       the largest mu that costs (epsilon, noise_delta); thresholds as above.
   * </ul>
   */
  public static PrivacyEvent expand(PrivacyEvent event, NeighborRelation relation) {
    if (event instanceof TruncatedGeometricSelection selection) {
      long maxGroups = selection.maxGroups();
      return new SelfComposed(
          new EpsilonDelta(
              roundedUp(selection.epsilon() / maxGroups),
              deltaOfGroupRoundedUp(selection.delta(), maxGroups)),
          maxGroups);
    }
    double moves = relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
    if (event instanceof LaplaceThreshold selection) {
      double scale = Math.nextDown(Math.nextDown(selection.maxGroups() / selection.epsilon()));
      return new Composed(
          List.of(
              new SelfComposed(new Laplace(withinDoubles(scale * moves)), selection.maxGroups()),
              new EpsilonDelta(0, selection.delta())));
    }
    if (event instanceof GaussianThreshold selection) {
      double mu = GaussianTradeOff.largestMuRoundedUp(selection.epsilon(), selection.noiseDelta());
      return new Composed(
          List.of(
              new Gaussian(withinDoubles(Math.nextDown(1 / mu) * moves)),
              new EpsilonDelta(0, selection.delta())));
    }
    return event;
  }

  /**
   * 1 - (1 - delta)^(1 / L0), rounded up: log1p and expm1 are within a unit in the last place, and
   * the latter's relative condition, as that of the former, is at most (x / (1 - e^-x)) <= 1 + x
   * with x = -log(1 - delta) <= 37.
   */
  private static double deltaOfGroupRoundedUp(double delta, long maxGroups) {
    if (maxGroups == 1) {
      return delta;
    }
    double root = -Math.expm1(Math.log1p(-delta) / maxGroups);
    return Math.min(1, root * (1 + 1e-13) + Double.MIN_VALUE);
  }

  private static double roundedUp(double value) {
    return Math.min(Double.MAX_VALUE, Math.nextUp(Math.nextUp(value)));
  }

  private static double withinDoubles(double value) {
    return Math.max(Double.MIN_VALUE, Math.min(Double.MAX_VALUE, value));
  }
}
