package org.tacet.engine.plan;

import java.util.List;

/**
 * What the pass before the main one gives: after noise, so that whatever is made of it costs
 * nothing.
 *
 * @param counts of the bins of each histogram
 * @param groups how many groups are published: known where they are public, else a noised count of
 *     those of a size that is published
 */
public record NoisedBins(List<long[]> counts, long groups) {

  public NoisedBins {
    counts = List.copyOf(counts);
  }
}
