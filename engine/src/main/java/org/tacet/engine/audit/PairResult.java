package org.tacet.engine.audit;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What came of one pair of neighbours.
 *
 * @param claim what epsilon may be: 0 where nothing may differ
 * @param bounds one an event that was tested
 * @param findings what contradicts the guarantee whatever the draws, in words
 */
public record PairResult(
    String pair,
    String description,
    double claim,
    List<EpsilonBound> bounds,
    List<String> findings) {

  public PairResult {
    bounds = List.copyOf(bounds);
    findings = List.copyOf(findings);
  }

  /** The largest of its bounds. */
  public Optional<EpsilonBound> largest() {
    return bounds.stream().max(Comparator.comparingDouble(EpsilonBound::epsilon));
  }

  public double epsilon() {
    return largest().map(EpsilonBound::epsilon).orElse(0.0);
  }

  public boolean isAboveClaim() {
    return epsilon() > claim;
  }

  public boolean contradictsTheClaim() {
    return isAboveClaim() || !findings.isEmpty();
  }
}
