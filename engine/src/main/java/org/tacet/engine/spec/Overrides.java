package org.tacet.engine.spec;

import java.util.Objects;
import java.util.Optional;

/**
 * The operational fields that the command line may set over the spec. Nothing that bears on the
 * guarantee is among them.
 *
 * @param output where to publish
 * @param ledger the ledger's URI
 * @param format the files' format
 */
public record Overrides(
    Optional<String> output, Optional<String> ledger, Optional<OutputSpec.Format> format) {

  public static final Overrides NONE =
      new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

  public Overrides {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(ledger, "ledger");
    Objects.requireNonNull(format, "format");
  }
}
