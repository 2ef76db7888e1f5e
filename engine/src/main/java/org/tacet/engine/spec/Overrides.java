package org.tacet.engine.spec;

import java.util.Objects;
import java.util.Optional;

/**
 * The operational fields that the command line may set over the spec. Nothing that bears on the
 * guarantee is among them.
 *
 * @param output the folder to publish to
 * @param table the table to publish to; not beside {@code output}
 * @param ledger the ledger's URI
 * @param format the files' format
 */
public record Overrides(
    Optional<String> output,
    Optional<String> table,
    Optional<String> ledger,
    Optional<OutputSpec.Format> format) {

  public static final Overrides NONE =
      new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

  public Overrides {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(table, "table");
    Objects.requireNonNull(ledger, "ledger");
    Objects.requireNonNull(format, "format");
    if (output.isPresent() && table.isPresent()) {
      throw new IllegalArgumentException("a release is published to a folder or to a table");
    }
  }

  /** Overrides without a table. */
  public Overrides(
      Optional<String> output, Optional<String> ledger, Optional<OutputSpec.Format> format) {
    this(output, Optional.empty(), ledger, format);
  }
}
