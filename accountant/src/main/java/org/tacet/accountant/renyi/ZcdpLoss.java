package org.tacet.accountant.renyi;

import java.util.Map;
import java.util.OptionalDouble;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelectionEvents;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.Skellam;
import org.tacet.accountant.event.Zcdp;

/**
 * Approximate zero-concentrated differential privacy (Bun, Steinke 2016, "Concentrated differential
 * privacy", Definitions 8.1 and 1.1): but for a failure of probability delta, the Renyi divergence
 * of each order alpha > 1 is at most xi + rho alpha. All three are rounded up.
 *
 * <ul>
 *   <li>Gaussian and discrete Gaussian noise: rho = mu^2 / 2, mu the sensitivity over sigma (Bun,
 *       Steinke 2016, Proposition 1.6; Canonne, Kamath, Steinke 2020, Theorem 7).
 *   <li>Pure epsilon-DP: rho = epsilon tanh(epsilon / 2), which is below epsilon^2 / 2 (Proposition
 *       3.3). The worst case has E_Q[w^alpha] = cosh(s epsilon) / cosh(epsilon / 2), s = alpha - 1
 *       / 2, whose logarithm is concave in s^2 and 0 at s^2 = 1/4, where its derivative in s^2 is
 *       epsilon tanh(epsilon / 2); and s^2 - 1/4 = alpha (alpha - 1).
 *   <li>The exponential mechanism: rho = epsilon^2 / 8 (Cesar, Rogers 2021, Lemma 3.4).
 *   <li>A mixture of Gaussians: as its largest shift, by quasi-convexity.
 * </ul>
 *
 * @param rho at least 0, may be infinite
 * @param xi at least 0, may be infinite
 * @param delta in [0, 1]
 */
public record ZcdpLoss(double rho, double xi, double delta) {

  public ZcdpLoss {
    if (!(rho >= 0 && xi >= 0 && delta >= 0 && delta <= 1)) {
      throw new IllegalArgumentException(
          "rho and xi must be at least 0, and delta in [0, 1]. Provided value: rho %s, xi %s, delta %s."
              .formatted(rho, xi, delta));
    }
  }

  /**
   * What an event costs, compositions included.
   *
   * @throws UnsupportedEventException if nothing is proved of an event under the relation
   */
  public static ZcdpLoss of(PrivacyEvent event, NeighborRelation relation) {
    ZcdpLoss sum = new ZcdpLoss(0, 0, 0);
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      ZcdpLoss one = ofSingle(entry.getKey(), relation);
      sum = sum.plus(one.times(entry.getValue()));
    }
    return sum;
  }

  /** Composition, adaptive or not: rho and xi add, failures are independent (Lemma 8.2). */
  public ZcdpLoss plus(ZcdpLoss other) {
    return new ZcdpLoss(
        sum(rho, other.rho), sum(xi, other.xi), FailureProbability.ofEither(delta, other.delta));
  }

  private ZcdpLoss times(long count) {
    double factor = count == 1 ? 1 : (double) count * (1 + 0x1p-51);
    return new ZcdpLoss(rho * factor, xi * factor, FailureProbability.ofAny(delta, count));
  }

  private static double sum(double one, double other) {
    return one == 0 ? other : other == 0 ? one : (one + other) * (1 + 0x1p-52);
  }

  private static ZcdpLoss ofSingle(PrivacyEvent event, NeighborRelation relation) {
    PrivacyEvent expanded = SelectionEvents.expand(event, relation);
    if (expanded != event) {
      return of(expanded, relation);
    }
    double moves = relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      return gaussian(Math.sqrt(gaussian.getAsDouble()) * moves);
    }
    if (event instanceof NonPrivate) {
      return new ZcdpLoss(Double.POSITIVE_INFINITY, 0, 0);
    }
    if (event instanceof Zcdp concentrated) {
      return new ZcdpLoss(concentrated.rho(), concentrated.xi(), 0);
    }
    if (event instanceof DiscreteGaussian noise) {
      return gaussian(noise.sensitivity() * moves / noise.sigma());
    }
    if (event instanceof EpsilonDelta parameters) {
      return pure(parameters.epsilon(), parameters.delta());
    }
    if (event instanceof Laplace noise) {
      return pure(moves / noise.noiseMultiplier(), 0);
    }
    if (event instanceof DiscreteLaplace noise) {
      return pure(noise.noiseParameter() * (noise.sensitivity() * moves), 0);
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return pure(mechanism.epsilon(), 0);
    }
    if (event instanceof ExponentialMechanism mechanism) {
      double epsilon = mechanism.epsilon();
      return new ZcdpLoss(epsilon == 0 ? 0 : roundedUp(epsilon * epsilon / 8), 0, 0);
    }
    if (event instanceof RandomizedResponse response) {
      return pure(epsilon(response, relation), 0);
    }
    if (event instanceof SingleEpochTreeAggregation tree) {
      return gaussian(Math.sqrt(TreeNoise.squaredMu(tree, relation, "zcdp")));
    }
    if (event instanceof MixtureOfGaussians mixture && relation != NeighborRelation.REPLACE_ONE) {
      double largest =
          mixture.sensitivities().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      return gaussian(largest / mixture.standardDeviation());
    }
    if (event instanceof Skellam noise) {
      LinearCurve line =
          SkellamCurve.concentrated(
              noise.mu(), noise.l1Sensitivity() * moves, noise.l2Sensitivity() * moves);
      return new ZcdpLoss(line.rho(), line.xi(), 0);
    }
    throw refused(event, relation, "use the pld or the rdp accountant");
  }

  private static ZcdpLoss gaussian(double mu) {
    return new ZcdpLoss(mu == 0 ? 0 : roundedUp(mu * mu / 2), 0, 0);
  }

  private static ZcdpLoss pure(double epsilon, double delta) {
    return new ZcdpLoss(epsilon == 0 ? 0 : roundedUp(epsilon * Math.tanh(epsilon / 2)), 0, delta);
  }

  /** Rounded up from a few roundings, and above 0. */
  private static double roundedUp(double value) {
    return value * (1 + 0x1p-49) + Double.MIN_VALUE;
  }

  private static double epsilon(RandomizedResponse response, NeighborRelation relation) {
    double p = response.noiseParameter();
    double answers = response.numBuckets();
    if (relation == NeighborRelation.ADD_OR_REMOVE_ONE) {
      throw refused(
          response,
          relation,
          "an absent record gives no answer; ask under REPLACE_ONE or REPLACE_SPECIAL");
    }
    if (answers == 1 || p == 1) {
      return 0;
    }
    return relation == NeighborRelation.REPLACE_ONE
        ? Math.log1p((1 - p) / p * answers)
        : Math.max(Math.log1p((answers - 1) * (1 - p)), -Math.log(p));
  }

  private static UnsupportedEventException refused(
      PrivacyEvent event, NeighborRelation relation, String instead) {
    return new UnsupportedEventException(
        "the zcdp accountant does not support %s under %s: %s."
            .formatted(EventDocument.of(event).get("type"), relation, instead));
  }
}
