package org.tacet.accountant.distribution;

import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;

/**
 * Poisson samples cut to a largest size (Ganesh 2025, arXiv 2508.15089). Whether the sample of the
 * other records fills the batch is independent of the unit. If not, the unit is sampled as usual.
 * If so, it takes another record's place: with the probability that it is in the batch then, the
 * sum moves by twice the norm bound.
 */
final class TruncatedBatches {

  private TruncatedBatches() {}

  static DominatingPair pair(TruncatedSubsampledGaussian event, NeighborRelation relation) {
    long size = event.datasetSize();
    long batch = event.truncatedBatchSize();
    double q = event.samplingProbability();
    if (size == 0 || batch == 0 || q == 0) {
      return null;
    }
    GaussianMixturePair usual =
        DominatingPairs.poissonSampledGaussian(event.noiseMultiplier(), q, relation);
    double full = BinomialTail.atLeast(size - 1, q, batch);
    if (full == 0) {
      return usual;
    }
    // P(unit in the batch | others fill it), from E[min(sample, batch)] / size over all records.
    double sampled =
        Math.min(q, BinomialTail.atLeast(size, q, batch + 1) * batch / full / size * (1 + 1e-9));
    GaussianMixturePair crowded =
        DominatingPairs.poissonSampledGaussian(
            event.noiseMultiplier() / 2, sampled, NeighborRelation.REPLACE_ONE);
    return new MixedPair(Math.min(1, full * (1 + 1e-9)), crowded, usual);
  }
}
