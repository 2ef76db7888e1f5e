package org.tacet.engine.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An inner join.
 *
 * @param table the source that is joined
 * @param on column of the tables so far to the column of {@code table} it has to equal; at least
 *     one pair
 */
public record JoinSpec(String table, Map<String, String> on) {

  public JoinSpec {
    on = Collections.unmodifiableMap(new LinkedHashMap<>(on));
    Faults faults = new Faults();
    Columns.requirePairs(faults, "on", on);
    faults.throwIfAny();
  }
}
