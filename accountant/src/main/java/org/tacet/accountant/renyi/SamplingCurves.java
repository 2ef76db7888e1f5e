package org.tacet.accountant.renyi;

import java.util.Map;
import java.util.OptionalDouble;
import org.tacet.accountant.distribution.BinomialTail;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SampledWithoutReplacement;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;
import org.tacet.accountant.event.Zcdp;

/** Curves of mechanisms on a random sample of the units. */
record SamplingCurves(NeighborRelation relation) {

  RenyiCurve poissonSampled(PoissonSampled sampled) {
    double q = probability(sampled);
    PrivacyEvent event = inside(sampled);
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (q == 0 || gaussian.orElse(1) == 0) {
      return RenyiCurves.FREE;
    }
    if (gaussian.isPresent()) {
      double mu = Math.sqrt(gaussian.getAsDouble()) * (1 + 0x1p-51);
      return sampledGaussian(mu, q, relation == NeighborRelation.REPLACE_ONE);
    }
    if (relation == NeighborRelation.REPLACE_ONE) {
      throw RenyiCurves.refused(
          sampled,
          relation,
          "under REPLACE_ONE only Gaussian noise may be sampled; ask under ADD_OR_REMOVE_ONE");
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return sampledPure(mechanism.epsilon(), q);
    }
    if (event instanceof Zcdp concentrated) {
      RenyiCurve inner = new LinearCurve(concentrated.xi(), concentrated.rho());
      return SampledCurves.poissonSampled(inner, q, false);
    }
    RenyiCurve inner = new NoiseCurves(relation).symmetric(event);
    if (inner instanceof AtomCurve atoms) {
      return atoms.poissonSampled(q);
    }
    if (inner == null) {
      throw RenyiCurves.refused(
          sampled,
          relation,
          "inside a sample only Gaussian noise may be composed; sample parts one by one");
    }
    return SampledCurves.poissonSampled(inner, q, true);
  }

  static RenyiCurve sampledPure(double epsilon, double q) {
    AtomCurve pure = AtomCurve.pure(epsilon);
    return q == 0 ? RenyiCurves.FREE : q == 1 ? pure : pure.poissonSampled(q);
  }

  /** The probability of samples of samples, rounded up. */
  static double probability(PoissonSampled sampled) {
    return sampled.event() instanceof PoissonSampled nested
        ? Math.min(1, Math.nextUp(sampled.samplingProbability() * probability(nested)))
        : sampled.samplingProbability();
  }

  /** What is sampled; a composition of one event is that event. */
  static PrivacyEvent inside(PoissonSampled sampled) {
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
  RenyiCurve withoutReplacement(SampledWithoutReplacement sampled) {
    if (relation != NeighborRelation.REPLACE_ONE) {
      throw RenyiCurves.refused(sampled, relation, "ask under REPLACE_ONE");
    }
    RenyiCurves inner = RenyiCurves.of(sampled.event(), relation);
    if (inner.additiveDelta() > 0) {
      throw RenyiCurves.refused(
          sampled, relation, "a sampled mechanism must have no delta of its own");
    }
    if (sampled.sampleSize() == 0) {
      return RenyiCurves.FREE;
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
      RenyiCurve mixture =
          mu == 0 ? RenyiCurves.FREE : GaussianMixtureCurve.sampledReplaced(mu, gamma);
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
  RenyiCurve truncated(TruncatedSubsampledGaussian event) {
    long size = event.datasetSize();
    long batch = event.truncatedBatchSize();
    double q = event.samplingProbability();
    if (size == 0 || batch == 0 || q == 0) {
      return RenyiCurves.FREE;
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
}
