package org.tacet.engine.audit;

import java.util.List;

/**
 * The outcome of an audit.
 *
 * @param epsilon of the claim
 * @param delta of the claim
 * @param falseAlarm the chance that any bound of a release that keeps its claim is above it
 * @param notes what was not audited, and why
 */
public record AuditReport(
    String release,
    double epsilon,
    double delta,
    double falseAlarm,
    int draws,
    List<PairResult> pairs,
    List<String> notes) {

  public AuditReport {
    pairs = List.copyOf(pairs);
    notes = List.copyOf(notes);
  }

  /** Whether any pair contradicts the claim. */
  public boolean contradictsTheClaim() {
    return pairs.stream().anyMatch(PairResult::contradictsTheClaim);
  }

  /** The largest bound of pairs that may differ. */
  public double lowerBound() {
    return pairs.stream().mapToDouble(PairResult::epsilon).max().orElse(0);
  }
}
