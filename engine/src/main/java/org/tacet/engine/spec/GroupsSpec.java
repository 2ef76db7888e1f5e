package org.tacet.engine.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which groups are published. */
public sealed interface GroupsSpec {

  /**
   * The groups found in the data, selected privately (truncated geometric selection; needs delta).
   */
  record PrivateGroups() implements GroupsSpec {}

  /**
   * The groups listed in the spec, whether or not the data has them (P13). A release without {@code
   * group_by} has one such group, with no values.
   *
   * @param values one list a group, in the order of {@code group_by}; each value a {@link String},
   *     {@link java.math.BigDecimal} or {@link Boolean}, none null
   */
  record PublicList(List<List<Object>> values) implements GroupsSpec {

    /** The one group of a release without {@code group_by}. */
    public static final PublicList WHOLE = new PublicList(List.of(List.of()));

    public PublicList {
      Faults faults = new Faults();
      PublicValues.check(faults, "groups.public.values", values);
      faults.throwIfAny();
      values = values.stream().map(List::copyOf).toList();
    }
  }

  /**
   * The groups that a public table lists, whether or not the data has them (P13).
   *
   * @param table a source declared public
   * @param columns name of a {@code group_by} column to the table's column; a name left out means a
   *     column of that name
   */
  record PublicTable(String table, Map<String, String> columns) implements GroupsSpec {
    public PublicTable {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** The column of the table that lists the values of a {@code group_by} column. */
    public String columnFor(String groupColumn) {
      return columns.getOrDefault(groupColumn, groupColumn);
    }
  }
}
