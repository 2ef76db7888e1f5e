package org.tacet.engine.audit;

import java.util.Locale;
import java.util.stream.Collectors;

/** An audit as lines that a test reads in another process. */
final class AuditTexts {

  /** What begins a line of a pair that contradicts the claim. */
  static final String CAUGHT = "CAUGHT ";

  private AuditTexts() {}

  static String of(AuditReport report) {
    return report.pairs().stream().map(AuditTexts::line).collect(Collectors.joining("\n"))
        + "\nnotes: "
        + report.notes();
  }

  private static String line(PairResult pair) {
    return "%s%s: bound %s, claim %s%s%s"
        .formatted(
            pair.contradictsTheClaim() ? CAUGHT : "",
            pair.pair(),
            String.format(Locale.ROOT, "%.3f", pair.epsilon()),
            pair.claim(),
            pair.largest()
                .map(
                    bound ->
                        ", %s (%s, %d against %d of %d)"
                            .formatted(
                                bound.event(),
                                bound.likelierSide(),
                                bound.seenLikelier(),
                                bound.seenOther(),
                                bound.draws()))
                .orElse(""),
            pair.findings().isEmpty() ? "" : ", findings " + pair.findings());
  }
}
