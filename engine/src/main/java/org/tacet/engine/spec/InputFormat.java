package org.tacet.engine.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A format of the files that a source reads. */
public enum InputFormat {
  PARQUET("Parquet"),
  ORC("ORC"),
  CSV("CSV"),
  JSON("JSON");

  private final String title;

  InputFormat(String title) {
    this.title = title;
  }

  /** The word for it in a spec. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its name in messages. */
  public String title() {
    return title;
  }

  /** Whether a file is lines of text, which say nothing of the types of its columns. */
  public boolean isText() {
    return this == CSV || this == JSON;
  }

  static Optional<InputFormat> of(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  static String words() {
    return Arrays.stream(values()).map(InputFormat::word).collect(Collectors.joining(", "));
  }
}
