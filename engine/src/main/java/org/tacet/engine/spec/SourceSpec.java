package org.tacet.engine.spec;

import java.util.Objects;

/**
 * A table that a release reads.
 *
 * @param name the name it has in the spec and in expressions
 * @param input where its rows come from
 * @param ownership how its rows belong to privacy units
 */
public record SourceSpec(String name, SourceInput input, Ownership ownership) {

  public SourceSpec {
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(ownership, "ownership");
    Faults faults = new Faults();
    faults.require(
        Names.isColumn(name),
        "",
        "is not a name that expressions can use",
        name,
        Names.COLUMN_LEGAL,
        "rename the source");
    faults.throwIfAny();
  }

  /** Whether a neighbouring data set may have other rows in this source. */
  public boolean isPrivate() {
    return !(ownership instanceof Ownership.Public);
  }

  /** The path in the spec of the field that says where the rows come from. */
  public String inputField() {
    return SpecPath.key(SpecPath.key("sources", name), input.field());
  }
}
