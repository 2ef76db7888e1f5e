package org.tacet.accountant.composition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NoOp;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * The (epsilon, delta) that an event has of its own, by its parameters alone: pure mechanisms,
 * those declared so, selections of groups, Poisson samples of these, and their compositions by sums
 * (Dwork, Roth 2014, Theorem 3.16). Gaussian noise has none, as its epsilon depends on the delta
 * that is asked about.
 *
 * <p>A parameter is the shortest decimal that reads as its double, which is what documents hold:
 * ten times 0.1 is 1. What is computed is rounded up to 20 digits, or by 2^-48 where a logarithm is
 * taken.
 */
public final class OwnLoss {

  private static final MathContext UP = new MathContext(20, RoundingMode.CEILING);

  private OwnLoss() {}

  /** Empty where there is none, or none with a finite epsilon and a delta below 1. */
  public static Optional<ApproximateDp> of(PrivacyEvent event, NeighborRelation relation) {
    if (event instanceof NoOp) {
      return Optional.of(ApproximateDp.ZERO);
    }
    if (event instanceof Composed || event instanceof SelfComposed) {
      return composed(event, relation);
    }
    if (event instanceof EpsilonDelta own) {
      return loss(decimal(own.epsilon()), decimal(own.delta()));
    }
    if (event instanceof TruncatedGeometricSelection selection) {
      return loss(decimal(selection.epsilon()), decimal(selection.delta()));
    }
    if (event instanceof LaplaceThreshold selection) {
      return loss(decimal(selection.epsilon()), decimal(selection.delta()));
    }
    if (event instanceof GaussianThreshold selection) {
      BigDecimal delta = decimal(selection.noiseDelta()).add(decimal(selection.delta()));
      return loss(decimal(selection.epsilon()), delta);
    }
    if (event instanceof PoissonSampled sampled) {
      return sampled(sampled, relation);
    }
    return pure(event, relation).flatMap(epsilon -> loss(epsilon, BigDecimal.ZERO));
  }

  private static Optional<BigDecimal> pure(PrivacyEvent event, NeighborRelation relation) {
    BigDecimal moves = BigDecimal.valueOf(relation == NeighborRelation.REPLACE_ONE ? 2 : 1);
    if (event instanceof Laplace laplace) {
      return Optional.of(moves.divide(decimal(laplace.noiseMultiplier()), UP));
    }
    if (event instanceof DiscreteLaplace laplace) {
      BigDecimal sensitivity = BigDecimal.valueOf(laplace.sensitivity());
      return Optional.of(decimal(laplace.noiseParameter()).multiply(sensitivity).multiply(moves));
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return Optional.of(decimal(mechanism.epsilon()));
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return Optional.of(decimal(mechanism.epsilon()));
    }
    if (event instanceof RandomizedResponse response) {
      return randomizedResponse(response, relation);
    }
    return Optional.empty();
  }

  /**
   * The true one of k answers has 1 - p + p / k, any other p / k. One record's answer replaced by
   * another's: log(1 + (1 - p) k / p). By the special record's uniform one: log(1 / p), or log(1 +
   * (k - 1)(1 - p)).
   */
  private static Optional<BigDecimal> randomizedResponse(
      RandomizedResponse response, NeighborRelation relation) {
    double p = response.noiseParameter();
    double answers = (double) response.numBuckets();
    if (relation == NeighborRelation.ADD_OR_REMOVE_ONE) {
      return Optional.empty();
    }
    if (answers == 1 || p == 1) {
      return Optional.of(BigDecimal.ZERO);
    }
    double epsilon =
        relation == NeighborRelation.REPLACE_ONE
            ? Math.log1p((1 - p) / p * answers)
            : Math.max(-Math.log(p), Math.log1p((answers - 1) * (1 - p)));
    return roundedUp(epsilon);
  }

  /**
   * A unit is in the sample with probability q: epsilon is log(1 + q (e^epsilon - 1)), delta is q
   * delta (Balle, Barthe, Gaboardi 2018, "Privacy amplification by subsampling", Theorem 8). For
   * units added or removed.
   */
  private static Optional<ApproximateDp> sampled(PoissonSampled event, NeighborRelation relation) {
    double q = event.samplingProbability();
    if (q == 0) {
      return Optional.of(ApproximateDp.ZERO);
    }
    if (relation != NeighborRelation.ADD_OR_REMOVE_ONE) {
      return Optional.empty();
    }
    Optional<ApproximateDp> inner = of(event.event(), relation);
    if (inner.isEmpty() || q == 1) {
      return inner;
    }
    double epsilon = Math.nextUp(inner.get().epsilon().doubleValue());
    BigDecimal delta = inner.get().delta().multiply(decimal(q));
    return (epsilon > 700
            ? Optional.of(inner.get().epsilon())
            : roundedUp(Math.log1p(q * Math.expm1(epsilon))))
        .flatMap(amplified -> loss(amplified.min(inner.get().epsilon()), delta));
  }

  private static Optional<ApproximateDp> composed(PrivacyEvent event, NeighborRelation relation) {
    BigDecimal epsilon = BigDecimal.ZERO;
    BigDecimal delta = BigDecimal.ZERO;
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      Optional<ApproximateDp> part = of(entry.getKey(), relation);
      if (part.isEmpty()) {
        return part;
      }
      BigDecimal count = BigDecimal.valueOf(entry.getValue());
      epsilon = epsilon.add(part.get().epsilon().multiply(count));
      delta = delta.add(part.get().delta().multiply(count));
    }
    return loss(epsilon, delta);
  }

  private static Optional<ApproximateDp> loss(BigDecimal epsilon, BigDecimal delta) {
    return delta.compareTo(BigDecimal.ONE) < 0
        ? Optional.of(new ApproximateDp(epsilon, delta))
        : Optional.empty();
  }

  /** For logarithms of quotients with some ten roundings, whose relative condition is at most 1. */
  private static Optional<BigDecimal> roundedUp(double value) {
    double up = value * (1 + 0x1p-48) + Double.MIN_VALUE;
    return up < Double.POSITIVE_INFINITY
        ? Optional.of(new BigDecimal(up).round(UP))
        : Optional.empty();
  }

  private static BigDecimal decimal(double value) {
    return new BigDecimal(Double.toString(value));
  }
}
