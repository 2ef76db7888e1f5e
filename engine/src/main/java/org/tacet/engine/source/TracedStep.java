package org.tacet.engine.source;

import java.util.List;

/**
 * A node of the rows that a release bounds, in words: what it does, and why each of its rows
 * belongs to one privacy unit. It says what spec, views and schemas say, so it can be shown before
 * a row is read, and holds no value of the data.
 *
 * @param text one sentence, in words of the docs
 * @param inputs the nodes whose rows it takes; none for a source
 * @param isLimited whether it takes no more rows of a unit than {@code bounds.max_rows_joined}
 */
public record TracedStep(String text, List<TracedStep> inputs, boolean isLimited) {

  /** One that takes all rows of a unit. */
  public TracedStep(String text, List<TracedStep> inputs) {
    this(text, inputs, false);
  }

  public TracedStep {
    inputs = List.copyOf(inputs);
  }

  static TracedStep over(String text, TracedStep... inputs) {
    return new TracedStep(text, List.of(inputs));
  }

  TracedStep saying(String more) {
    return new TracedStep(text + "; " + more, inputs, isLimited);
  }

  /** Whether a node of it, this one or one below, is limited. */
  public boolean holdsLimited() {
    return isLimited || inputs.stream().anyMatch(TracedStep::holdsLimited);
  }
}
