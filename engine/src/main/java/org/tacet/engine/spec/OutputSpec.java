package org.tacet.engine.spec;

import java.util.Objects;

/**
 * Where and how a release is published.
 *
 * @param path a path or URI that does not exist yet
 * @param format the files' format
 */
public record OutputSpec(String path, Format format) {

  /** File formats of a published result. */
  public enum Format {
    PARQUET("parquet"),
    CSV("csv");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    /** The word that a spec uses. */
    public String word() {
      return word;
    }
  }

  public OutputSpec {
    Objects.requireNonNull(format, "format");
    Faults faults = new Faults();
    faults.require(
        !path.isBlank(),
        "output.path",
        "is blank",
        path,
        "a path or URI that does not exist yet",
        "say where to publish, here or with --output");
    faults.throwIfAny();
  }
}
