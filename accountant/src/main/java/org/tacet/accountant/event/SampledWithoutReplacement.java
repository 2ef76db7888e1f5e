package org.tacet.accountant.event;

import java.util.Objects;

/**
 * A mechanism on a uniformly drawn subset of m of n records (Wang, Balle, Kasiviswanathan 2019,
 * "Subsampled Renyi differential privacy and analytical moments accountant", Theorem 27).
 *
 * @param sourceDatasetSize n, at least 1
 * @param sampleSize m, from 0 to n
 * @param event what is done to the sample
 */
public record SampledWithoutReplacement(long sourceDatasetSize, long sampleSize, PrivacyEvent event)
    implements PrivacyEvent {

  public SampledWithoutReplacement {
    EventParameters.requireAtLeastOne("source_dataset_size", sourceDatasetSize);
    EventParameters.requireBetween("sample_size", sampleSize, 0, sourceDatasetSize);
    Objects.requireNonNull(event, "event");
  }
}
