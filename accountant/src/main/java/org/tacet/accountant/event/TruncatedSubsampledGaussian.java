package org.tacet.accountant.event;

/**
 * Gaussian noise on a Poisson sample of which, if it is larger than B, a uniformly drawn subset of
 * size B is kept (Ganesh 2025, "Tight privacy accounting for truncated Poisson sampling", arXiv
 * 2508.15089).
 *
 * @param datasetSize n, at least 0
 * @param samplingProbability q, in [0, 1]
 * @param truncatedBatchSize B, the largest batch; at least 0
 * @param noiseMultiplier standard deviation of the noise over the largest L2 norm of what one
 *     record adds; above 0
 */
public record TruncatedSubsampledGaussian(
    long datasetSize, double samplingProbability, long truncatedBatchSize, double noiseMultiplier)
    implements PrivacyEvent {

  public TruncatedSubsampledGaussian {
    EventParameters.requireNotNegative("dataset_size", datasetSize);
    EventParameters.requireProbability("sampling_probability", samplingProbability);
    EventParameters.requireNotNegative("truncated_batch_size", truncatedBatchSize);
    EventParameters.requirePositive("noise_multiplier", noiseMultiplier);
  }
}
