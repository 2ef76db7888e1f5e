package org.tacet.accountant.renyi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.distribution.BinomialTail;
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
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.RepeatAndSelect;
import org.tacet.accountant.event.SampledWithoutReplacement;
import org.tacet.accountant.event.SelectionEvents;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.Skellam;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;
import org.tacet.accountant.event.Zcdp;

/**
 * From events to bounds of their Renyi divergences. A replaced unit moves a sum twice as far as an
 * added one, so that noise counts half there.
 */
final class RenyiCurves {

  /** What costs nothing. */
  private static final RenyiCurve FREE = new LinearCurve(0, 0);

  /** Discrete Laplace noise further apart is summed in closed form. */
  private static final int MOST_ATOMS = 512;

  private final NeighborRelation relation;
  private final List<ComposedCurve.Part> parts = new ArrayList<>();
  private double squaredMu;
  private double additiveDelta;

  private RenyiCurves(NeighborRelation relation) {
    this.relation = relation;
  }

  /**
   * @throws UnsupportedEventException if nothing is proved of an event under the relation
   */
  static RenyiCurves of(PrivacyEvent event, NeighborRelation relation) {
    RenyiCurves found = new RenyiCurves(relation);
    found.addAll(event, 1);
    if (found.squaredMu > 0) {
      found.parts.add(new ComposedCurve.Part(new LinearCurve(0, found.squaredMu / 2), 1));
    }
    return found;
  }

  /** The curve of all, given that no failure of {@link #additiveDelta} happens. */
  RenyiCurve curve() {
    return parts.size() == 1 && parts.get(0).count() == 1
        ? parts.get(0).curve()
        : new ComposedCurve(parts);
  }

  /** The probability that any of the (epsilon, delta) mechanisms fails, rounded up. */
  double additiveDelta() {
    return additiveDelta;
  }

  private void addAll(PrivacyEvent event, long count) {
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      add(entry.getKey(), Math.multiplyExact(count, entry.getValue()));
    }
  }

  private void add(PrivacyEvent event, long count) {
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      // Not 0 even where that underflows: NoOp is not among the events.
      addGaussian(Math.max(Double.MIN_NORMAL, gaussian.getAsDouble() * moves() * moves()), count);
    } else if (event instanceof EpsilonDelta parameters) {
      addPure(parameters.epsilon(), parameters.delta(), count);
    } else if (relation != NeighborRelation.REPLACE_ONE
        && event instanceof PoissonSampled sampled
        && inside(sampled) instanceof EpsilonDelta parameters) {
      // Amplified to (log(1 + q (e^epsilon - 1)), q delta) (Balle, Barthe, Gaboardi 2018, Theorem
      // 8), and exactly computed where delta is 0.
      double q = probability(sampled);
      if (parameters.delta() == 0) {
        addCurve(sampledPure(parameters.epsilon(), q), count);
      } else {
        double epsilon = AtomCurve.sampledLoss(parameters.epsilon(), q) * (1 + 0x1p-49);
        addPure(epsilon, Math.min(1, Math.nextUp(parameters.delta() * q)), count);
      }
    } else if (SelectionEvents.expand(event, relation) != event) {
      addAll(SelectionEvents.expand(event, relation), count);
    } else {
      addCurve(curve(event), count);
    }
  }

  private void addPure(double epsilon, double delta, long count) {
    double failing = FailureProbability.ofAny(delta, count);
    additiveDelta = FailureProbability.ofEither(additiveDelta, failing);
    addCurve(AtomCurve.pure(epsilon), count);
  }

  private void addCurve(RenyiCurve curve, long count) {
    if (curve != FREE) {
      parts.add(new ComposedCurve.Part(curve, count));
    }
  }

  private void addGaussian(double more, long count) {
    squaredMu = (squaredMu + more * count * (1 + 0x1p-51)) * (1 + 0x1p-52);
  }

  private double moves() {
    return relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
  }

  private RenyiCurve curve(PrivacyEvent event) {
    if (event instanceof NonPrivate) {
      return new LinearCurve(Double.POSITIVE_INFINITY, 0);
    }
    if (event instanceof Zcdp concentrated) {
      return new LinearCurve(concentrated.xi(), concentrated.rho());
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return new BoundedRangeCurve(mechanism.epsilon());
    }
    if (event instanceof RandomizedResponse response) {
      return randomizedResponse(response);
    }
    if (event instanceof SingleEpochTreeAggregation tree) {
      return new LinearCurve(0, TreeNoise.squaredMu(tree, relation, "rdp") / 2);
    }
    if (event instanceof MixtureOfGaussians mixture) {
      return mixture(mixture);
    }
    if (event instanceof PoissonSampled sampled) {
      return poissonSampled(sampled);
    }
    if (event instanceof SampledWithoutReplacement sampled) {
      return withoutReplacement(sampled);
    }
    if (event instanceof TruncatedSubsampledGaussian sampled) {
      return truncated(sampled);
    }
    if (event instanceof RepeatAndSelect repeated) {
      return repeated(repeated);
    }
    RenyiCurve additive = symmetricNoise(event);
    if (additive == null) {
      throw refused(event, "use the pld accountant");
    }
    return additive;
  }

  /** Noise added to a sum, symmetric around it: an involution swaps any two shifts. Else null. */
  private RenyiCurve symmetricNoise(PrivacyEvent event) {
    if (event instanceof Laplace laplace) {
      return new LaplaceCurve(moves() / laplace.noiseMultiplier());
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return new LaplaceCurve(mechanism.epsilon());
    }
    if (event instanceof DiscreteLaplace laplace) {
      double shift = laplace.sensitivity() * moves();
      return shift <= MOST_ATOMS
          ? AtomCurve.discreteLaplace(laplace.noiseParameter(), (int) shift)
          : new WideDiscreteLaplaceCurve(laplace.noiseParameter(), shift);
    }
    if (event instanceof DiscreteGaussian gaussian) {
      double mu = gaussian.sensitivity() * moves() / gaussian.sigma();
      return new LinearCurve(0, mu * mu / 2 * (1 + 0x1p-50) + Double.MIN_VALUE);
    }
    if (event instanceof Skellam skellam) {
      return SkellamCurve.of(
          skellam.mu(), skellam.l1Sensitivity() * moves(), skellam.l2Sensitivity() * moves());
    }
    return null;
  }

  private RenyiCurve randomizedResponse(RandomizedResponse response) {
    double p = response.noiseParameter();
    long answers = response.numBuckets();
    if (relation == NeighborRelation.ADD_OR_REMOVE_ONE) {
      throw refused(
          response, "an absent record gives no answer; ask under REPLACE_ONE or REPLACE_SPECIAL");
    }
    if (answers == 1 || p == 1) {
      return FREE;
    }
    if (p == 0) {
      return new LinearCurve(Double.POSITIVE_INFINITY, 0);
    }
    return relation == NeighborRelation.REPLACE_ONE
        ? AtomCurve.randomizedResponse(p, answers)
        : AtomCurve.randomizedResponseToSpecial(p, answers);
  }

  private RenyiCurve mixture(MixtureOfGaussians event) {
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw refused(event, "ask under ADD_OR_REMOVE_ONE");
    }
    double sum = event.samplingProbs().stream().mapToDouble(Double::doubleValue).sum();
    int[] possible =
        IntStream.range(0, event.sensitivities().size())
            .filter(index -> event.samplingProbs().get(index) > 0)
            .toArray();
    double[] shifts =
        Arrays.stream(possible)
            .mapToDouble(index -> event.sensitivities().get(index) / event.standardDeviation())
            .toArray();
    double[] weights =
        Arrays.stream(possible).mapToDouble(i -> event.samplingProbs().get(i) / sum).toArray();
    double largest = Arrays.stream(shifts).max().orElseThrow();
    if (largest == 0) {
      return FREE;
    }
    return shifts.length == 1
        ? new LinearCurve(0, largest * largest / 2 * (1 + 0x1p-50))
        : GaussianMixtureCurve.mixture(shifts, weights);
  }

  private RenyiCurve poissonSampled(PoissonSampled sampled) {
    double q = probability(sampled);
    PrivacyEvent event = inside(sampled);
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (q == 0 || gaussian.orElse(1) == 0) {
      return FREE;
    }
    if (gaussian.isPresent()) {
      double mu = Math.sqrt(gaussian.getAsDouble()) * (1 + 0x1p-51);
      return sampledGaussian(mu, q, relation == NeighborRelation.REPLACE_ONE);
    }
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw refused(
          sampled,
          "under REPLACE_ONE only Gaussian noise may be sampled; ask under ADD_OR_REMOVE_ONE");
    }
    if (q == 1) {
      return curve(event);
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return sampledPure(mechanism.epsilon(), q);
    }
    if (event instanceof Zcdp concentrated) {
      RenyiCurve inner = new LinearCurve(concentrated.xi(), concentrated.rho());
      return SampledCurves.poissonSampled(inner, q, false);
    }
    RenyiCurve inner = symmetricNoise(event);
    if (inner instanceof AtomCurve atoms) {
      return atoms.poissonSampled(q);
    }
    if (inner == null) {
      throw refused(
          sampled, "inside a sample only Gaussian noise may be composed; sample parts one by one");
    }
    return SampledCurves.poissonSampled(inner, q, true);
  }

  private static RenyiCurve sampledPure(double epsilon, double q) {
    AtomCurve pure = AtomCurve.pure(epsilon);
    return q == 0 ? FREE : q == 1 ? pure : pure.poissonSampled(q);
  }

  /** The probability of samples of samples, rounded up. */
  private static double probability(PoissonSampled sampled) {
    return sampled.event() instanceof PoissonSampled nested
        ? Math.min(1, Math.nextUp(sampled.samplingProbability() * probability(nested)))
        : sampled.samplingProbability();
  }

  /** What is sampled; a composition of one event is that event. */
  private static PrivacyEvent inside(PoissonSampled sampled) {
    if (sampled.event() instanceof PoissonSampled nested) {
      return inside(nested);
    }
    Map<PrivacyEvent, Long> counts = EventCounts.of(sampled.event());
    boolean single = counts.size() == 1 && counts.containsValue(1L);
    return single ? counts.keySet().iterator().next() : sampled.event();
  }

  private static RenyiCurve sampledGaussian(double mu, double q, boolean replaced) {
    if (q >= 1) {
      double shift = replaced ? 2 * mu : mu;
      return new LinearCurve(0, shift * shift / 2 * (1 + 0x1p-50));
    }
    return replaced
        ? GaussianMixtureCurve.sampledReplaced(mu, q)
        : GaussianMixtureCurve.poissonSampled(mu, q);
  }

  /**
   * A sample of m of n records without the one in question is m - 1 of the others and, with
   * probability m / n, that record, else another. Given all but the last, and by quasi-convexity,
   * (1 - gamma) N(y) + gamma N(x) stands beside (1 - gamma) N(y) + gamma N(x'), with x - y and x' -
   * y of at most twice the norm bound: as a Poisson sample with a unit replaced and half the noise.
   */
  private RenyiCurve withoutReplacement(SampledWithoutReplacement sampled) {
    if (relation != NeighborRelation.REPLACE_ONE) {
      throw refused(sampled, "ask under REPLACE_ONE");
    }
    RenyiCurves inner = of(sampled.event(), relation);
    if (inner.additiveDelta() > 0) {
      throw refused(sampled, "a sampled mechanism must have no delta of its own");
    }
    if (sampled.sampleSize() == 0) {
      return FREE;
    }
    if (sampled.sampleSize() == sampled.sourceDatasetSize()) {
      return inner.curve();
    }
    double gamma =
        Math.min(
            Math.nextDown(1.0),
            Math.nextUp((double) sampled.sampleSize() / sampled.sourceDatasetSize()));
    OptionalDouble gaussian = GaussianCompositions.squaredMu(sampled.event());
    if (gaussian.isPresent()) {
      double mu = 2 * Math.sqrt(gaussian.getAsDouble()) * (1 + 0x1p-51);
      RenyiCurve mixture = mu == 0 ? FREE : GaussianMixtureCurve.sampledReplaced(mu, gamma);
      return new SmallerCurve(mixture, inner.curve());
    }
    return SampledCurves.withoutReplacement(inner.curve(), gamma);
  }

  /**
   * Whether the sample T of the other records fills the batch is independent of the unit (Ganesh
   * 2025). If not, the unit is sampled as usual. If so, the batch without it is a uniform subset S
   * of T, and with it, with probability q batch / (|T| + 1), the same but for a uniform y of S that
   * the unit takes the place of: the sum moves by twice the norm bound. As S and y tell nothing of
   * |T|, that is a mixture with the mean probability. Where the special record or another one may
   * be in that place, both laws are such mixtures.
   */
  private RenyiCurve truncated(TruncatedSubsampledGaussian event) {
    long size = event.datasetSize();
    long batch = event.truncatedBatchSize();
    double q = event.samplingProbability();
    if (size == 0 || batch == 0 || q == 0) {
      return FREE;
    }
    double mu = 1 / event.noiseMultiplier() * (1 + 0x1p-51);
    RenyiCurve usual = sampledGaussian(mu, q, relation == NeighborRelation.REPLACE_ONE);
    double full = BinomialTail.atLeast(size - 1, q, batch);
    if (full == 0) {
      return usual;
    }
    // P(unit in the batch | others fill it), from E[min(sample, batch)] / size over all records.
    double sampled =
        Math.min(q, BinomialTail.atLeast(size, q, batch + 1) * batch / full / size * (1 + 1e-9));
    if (sampled == 0) {
      return usual;
    }
    boolean replaced = relation != NeighborRelation.ADD_OR_REMOVE_ONE;
    RenyiCurve crowded = sampledGaussian(2 * mu, sampled, replaced);
    return new KnownMixtureCurve(Math.min(1, full * (1 + 1e-9)), crowded, usual);
  }

  private RenyiCurve repeated(RepeatAndSelect event) {
    RenyiCurves run = of(event.event(), relation);
    if (run.additiveDelta() > 0) {
      throw refused(event, "a repeated mechanism must have no delta of its own");
    }
    boolean once = event.mean() == 1 && event.shape() < Double.POSITIVE_INFINITY;
    return once ? run.curve() : new RepeatedCurve(run.curve(), event.mean(), event.shape());
  }

  private UnsupportedEventException refused(PrivacyEvent event, String instead) {
    return new UnsupportedEventException(
        "the rdp accountant does not support %s under %s: %s."
            .formatted(EventDocument.of(event).get("type"), relation, instead));
  }
}
