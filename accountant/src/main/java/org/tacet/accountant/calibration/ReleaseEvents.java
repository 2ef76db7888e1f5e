package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.arithmetic.UpwardRounding;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * What a release does to one privacy unit, as an event that costs at least as much.
 *
 * <p>An aggregate is a vector of which a unit moves at most L0 entries, each by at most lInf, and
 * all noise is independent: a product of L0 mechanisms on single numbers. Both laws are
 * log-concave, so that a move of lInf is dominated by none smaller ({@code DiscreteGaussianPair});
 * pairs that dominate the factors dominate the product (Zhu, Dong, Wang 2022, Theorem 10). So L0
 * moves of lInf are the worst case, and they may occur: nothing is given away here; {@link
 * org.tacet.accountant.noise.TotalSensitivity} says how many they are where a unit's total over all
 * groups is bounded too. In particular they cost no more than one pure epsilon of L1 / t, by basic
 * composition (Dwork, Roth 2014, "The algorithmic foundations of differential privacy", Theorem
 * 3.14).
 */
final class ReleaseEvents {

  private ReleaseEvents() {}

  /** The composition of all aggregates' noise, and of the selections' decisions. */
  static PrivacyEvent of(
      List<NoiseMechanism> mechanisms,
      List<Sensitivity> aggregates,
      List<? extends GroupSelection> selections) {
    List<PrivacyEvent> events = new ArrayList<>();
    for (int index = 0; index < mechanisms.size(); index++) {
      events.add(noise(mechanisms.get(index), aggregates.get(index)));
    }
    selections.forEach(rule -> events.add(selection(rule)));
    return new Composed(events);
  }

  private static PrivacyEvent noise(NoiseMechanism mechanism, Sensitivity sensitivity) {
    long move = exactInDoubles(sensitivity.lInf());
    PrivacyEvent group;
    if (mechanism instanceof DiscreteLaplace laplace) {
      // Rounded up: noise of a smaller parameter is noise of a larger one and an independent
      // number more, as (1 - p z) / (1 - q z), p < q, is p / q + (1 - p / q) / (1 - q z).
      double quotient = (double) laplace.scaleDenominator() / (double) laplace.scaleNumerator();
      group =
          new org.tacet.accountant.event.DiscreteLaplace(Math.nextUp(Math.nextUp(quotient)), move);
    } else if (mechanism instanceof DiscreteGaussian gaussian) {
      group = new org.tacet.accountant.event.DiscreteGaussian(requireExact(gaussian), move);
    } else {
      throw new IllegalStateException("no privacy event is known for " + mechanism.name());
    }
    return new SelfComposed(group, sensitivity.maxGroups());
  }

  /** A double has a law of its own: sigma must be that double. */
  private static double requireExact(DiscreteGaussian gaussian) {
    double sigma = gaussian.scale();
    BigDecimal product =
        new BigDecimal(sigma).multiply(BigDecimal.valueOf(gaussian.sigmaDenominator()));
    if (product.compareTo(BigDecimal.valueOf(gaussian.sigmaNumerator())) != 0) {
      throw new IllegalStateException("sigma must be a fraction over a power of two: " + gaussian);
    }
    return sigma;
  }

  /** The next larger whole number that a double holds; a larger move costs more. */
  private static long exactInDoubles(long move) {
    double rounded = (double) move;
    return (long) rounded >= move ? (long) rounded : (long) Math.nextUp(rounded);
  }

  private static PrivacyEvent selection(GroupSelection selection) {
    if (selection instanceof NoisyThresholdSelection rule) {
      // A failure beside the noise of the count, which stands in the composition by itself.
      return new EpsilonDelta(0, UpwardRounding.toDouble(rule.delta()));
    }
    TruncatedGeometricSelection rule = (TruncatedGeometricSelection) selection;
    return new org.tacet.accountant.event.TruncatedGeometricSelection(
        UpwardRounding.toDouble(rule.epsilon()),
        UpwardRounding.toDouble(rule.delta()),
        rule.maxGroups());
  }
}
