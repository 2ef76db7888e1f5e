package org.tacet.engine.spec;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that is wrong with a spec, as its author reads it.
 *
 * @param path the field, as in {@code aggregates[1].sum.value}; for a file that is not YAML, the
 *     place in the file
 * @param problem what is wrong
 * @param given the value found, as written; empty when there is none
 * @param legal the legal values or keys; empty when the problem says it all
 * @param fix what to do; empty when that is plain
 */
public record Fault(String path, String problem, String given, String legal, String fix)
    implements Serializable {

  public Fault {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(given, "given");
    Objects.requireNonNull(legal, "legal");
    Objects.requireNonNull(fix, "fix");
  }

  /** The same fault of a part that stands at {@code prefix} in a larger spec. */
  Fault under(String prefix) {
    return new Fault(SpecPath.join(prefix, path), problem, given, legal, fix);
  }

  /** One line: {@code path: problem; given value; legal: range; fix: advice}. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(path).append(": ").append(problem);
    append(line, "; given ", given);
    append(line, "; legal: ", legal);
    append(line, "; fix: ", fix);
    return line.toString();
  }

  private static void append(StringBuilder line, String lead, String text) {
    if (!text.isEmpty()) {
      line.append(lead).append(text);
    }
  }
}
