package org.tacet.accountant.distribution;

import java.util.ArrayList;
import java.util.List;
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
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.SelectionEvents;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.Skellam;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;

/**
 * From events to the pairs that dominate them. A replaced unit moves a sum twice as far as an added
 * one, so that noise counts half there. The special record adds nothing, so that REPLACE_SPECIAL is
 * as ADD_OR_REMOVE_ONE, but for randomized response.
 */
final class DominatingPairs {

  /** A pair that tells everything. */
  private static final DominatingPair REVEALING = AtomPair.epsilonDelta(0, 1);

  /** A larger epsilon is taken as it is: its noise hardly makes it less, and the grid is finite. */
  private static final double LARGEST_PURE = 1000;

  /** Larger whole numbers are not all doubles. */
  private static final double LARGEST_WHOLE = 0x1p52;

  private final NeighborRelation relation;
  private final List<CountedPair> pairs = new ArrayList<>();
  private double squaredMu;

  private DominatingPairs(NeighborRelation relation) {
    this.relation = relation;
  }

  /**
   * One pair for each different event; all Gaussian noise together is one.
   *
   * @throws UnsupportedEventException if no dominating pair of an event is known
   */
  static List<CountedPair> of(PrivacyEvent event, NeighborRelation relation) {
    DominatingPairs found = new DominatingPairs(relation);
    found.addAll(event, 1);
    if (found.squaredMu > 0) {
      double sigma = Math.nextDown(1 / Math.sqrt(found.squaredMu) * (1 - 0x1p-51));
      found.pairs.add(new CountedPair(GaussianMixturePair.gaussian(sigma), 1));
    }
    return found.pairs;
  }

  private void addAll(PrivacyEvent event, long count) {
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      add(entry.getKey(), Math.multiplyExact(count, entry.getValue()));
    }
  }

  private void add(PrivacyEvent event, long count) {
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      addGaussian(gaussian.getAsDouble() * moves() * moves(), count);
    } else if (event instanceof SingleEpochTreeAggregation tree) {
      addGaussian(squaredMuOfTree(tree), count);
    } else if (event instanceof TruncatedGeometricSelection
        || event instanceof LaplaceThreshold
        || event instanceof GaussianThreshold) {
      addAll(SelectionEvents.expand(event, relation), count);
    } else if (event instanceof RandomizedResponse response) {
      DominatingPair pair = randomizedResponse(response);
      if (pair != null) {
        pairs.add(new CountedPair(pair, count));
      }
    } else {
      DominatingPair pair = pair(event);
      if (pair != null) {
        pairs.add(new CountedPair(pair, count));
      }
    }
  }

  private void addGaussian(double more, long count) {
    squaredMu = (squaredMu + more * count * (1 + 0x1p-51)) * (1 + 0x1p-52);
  }

  private double moves() {
    return relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
  }

  /** The pair of one event, or null where it costs nothing. */
  private DominatingPair pair(PrivacyEvent event) {
    if (event instanceof NonPrivate) {
      return REVEALING;
    }
    if (event instanceof EpsilonDelta parameters) {
      return pure(parameters.epsilon(), parameters.delta());
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return pure(mechanism.epsilon(), 0);
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return mechanism.epsilon() == 0 ? null : laplace(Math.nextDown(1 / mechanism.epsilon()));
    }
    if (event instanceof Laplace laplace) {
      return laplace(laplace.noiseMultiplier() / moves());
    }
    if (event instanceof DiscreteLaplace laplace) {
      double shift = laplace.sensitivity() * moves();
      double epsilon = laplace.noiseParameter() * shift * (1 + 0x1p-51);
      return epsilon <= LARGEST_PURE && shift <= LARGEST_WHOLE
          ? new DiscreteLaplacePair(laplace.noiseParameter(), shift)
          : pure(epsilon, 0);
    }
    if (event instanceof DiscreteGaussian gaussian) {
      double shift = gaussian.sensitivity() * moves();
      if (shift > LARGEST_PURE * gaussian.sigma() || shift > LARGEST_WHOLE) {
        throw refused(event, "sensitivity is above 1000 sigma or 2^52; use the rdp accountant");
      }
      return new DiscreteGaussianPair(gaussian.sigma(), shift);
    }
    if (event instanceof MixtureOfGaussians mixture) {
      return mixture(mixture);
    }
    if (event instanceof PoissonSampled sampled) {
      return poissonSampled(sampled.samplingProbability(), sampled.event());
    }
    if (event instanceof TruncatedSubsampledGaussian sampled) {
      return TruncatedBatches.pair(sampled, relation);
    }
    if (event instanceof Skellam skellam && skellam.l1Sensitivity() == skellam.l2Sensitivity()) {
      // Whole numbers of equal norms: a single one moves.
      return new SkellamPair(skellam.mu(), skellam.l1Sensitivity() * moves());
    }
    if (event instanceof Skellam) {
      throw refused(event, "the worst vector of such norms is not known; use the rdp accountant");
    }
    throw refused(event, "use the rdp or the zcdp accountant");
  }

  private static DominatingPair laplace(double scale) {
    double epsilon = Math.nextUp(1 / scale);
    return epsilon <= LARGEST_PURE ? new LaplacePair(scale, 1) : pure(epsilon, 0);
  }

  private static DominatingPair pure(double epsilon, double delta) {
    return epsilon == 0 && delta == 0 ? null : AtomPair.epsilonDelta(epsilon, delta);
  }

  private DominatingPair randomizedResponse(RandomizedResponse response) {
    if (relation == NeighborRelation.ADD_OR_REMOVE_ONE) {
      throw refused(
          response, "an absent record gives no answer; ask under REPLACE_ONE or REPLACE_SPECIAL");
    }
    if (response.numBuckets() == 1 || response.noiseParameter() == 1) {
      return null;
    }
    if (response.noiseParameter() == 0) {
      return relation == NeighborRelation.REPLACE_ONE
          ? REVEALING
          : AtomPair.randomizedResponseToSpecial(0, response.numBuckets());
    }
    return relation == NeighborRelation.REPLACE_ONE
        ? AtomPair.randomizedResponse(response.noiseParameter(), response.numBuckets())
        : AtomPair.randomizedResponseToSpecial(response.noiseParameter(), response.numBuckets());
  }

  private DominatingPair mixture(MixtureOfGaussians event) {
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw refused(event, "no dominating pair is known; ask under ADD_OR_REMOVE_ONE");
    }
    double sum = event.samplingProbs().stream().mapToDouble(Double::doubleValue).sum();
    List<Double> shifts = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int index = 0; index < event.sensitivities().size(); index++) {
      if (event.samplingProbs().get(index) > 0) {
        shifts.add(event.sensitivities().get(index));
        weights.add(event.samplingProbs().get(index) / sum);
      }
    }
    if (shifts.stream().allMatch(shift -> shift == 0)) {
      return null;
    }
    return shifts.size() == 1
        ? GaussianMixturePair.gaussian(event.standardDeviation() / shifts.get(0))
        : GaussianMixturePair.mixture(
            event.standardDeviation(),
            shifts.stream().mapToDouble(Double::doubleValue).toArray(),
            weights.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private DominatingPair poissonSampled(double probability, PrivacyEvent event) {
    if (probability == 0) {
      return null;
    }
    if (event instanceof PoissonSampled nested) {
      return poissonSampled(
          Math.nextUp(probability * nested.samplingProbability()), nested.event());
    }
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      if (gaussian.getAsDouble() == 0) {
        return null;
      }
      double sigma = Math.nextDown(1 / Math.sqrt(gaussian.getAsDouble()) * (1 - 0x1p-51));
      return poissonSampledGaussian(sigma, probability, relation);
    }
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw refused(
          new PoissonSampled(probability, event),
          "no dominating pair of a sampled mechanism other than Gaussian noise is known under"
              + " REPLACE_ONE; ask under ADD_OR_REMOVE_ONE");
    }
    if (probability >= 1) {
      return single(event);
    }
    if (event instanceof Laplace laplace) {
      return new LaplacePair(laplace.noiseMultiplier(), probability);
    }
    DominatingPair inner = single(event);
    if (inner == null) {
      return null;
    }
    if (!inner.symmetric()) {
      throw refused(event, "a sampled mechanism has to be symmetric in its neighbours");
    }
    return new SampledPair(inner, probability);
  }

  private DominatingPair single(PrivacyEvent event) {
    Map<PrivacyEvent, Long> counts = EventCounts.of(event);
    if (counts.isEmpty()) {
      return null;
    }
    PrivacyEvent only = counts.keySet().iterator().next();
    if (counts.size() > 1 || counts.get(only) > 1 || only instanceof RandomizedResponse) {
      throw refused(
          event, "inside a sample only Gaussian noise may be composed; sample each part by itself");
    }
    return pair(only);
  }

  /** Gaussian noise on a Poisson sample, for the unit's removal or replacement. */
  static GaussianMixturePair poissonSampledGaussian(
      double sigma, double probability, NeighborRelation relation) {
    boolean replaced = relation == NeighborRelation.REPLACE_ONE;
    if (probability >= 1) {
      return GaussianMixturePair.gaussian(replaced ? sigma / 2 : sigma);
    }
    return replaced
        ? GaussianMixturePair.poissonSampledReplaced(sigma, probability)
        : GaussianMixturePair.poissonSampled(sigma, probability);
  }

  private double squaredMuOfTree(SingleEpochTreeAggregation tree) {
    if (relation != NeighborRelation.REPLACE_SPECIAL) {
      throw refused(tree, "ask under REPLACE_SPECIAL");
    }
    return GaussianCompositions.squaredMuOfTree(tree);
  }

  private UnsupportedEventException refused(PrivacyEvent event, String instead) {
    return new UnsupportedEventException(
        "the pld accountant does not support %s under %s: %s."
            .formatted(EventDocument.of(event).get("type"), relation, instead));
  }
}
