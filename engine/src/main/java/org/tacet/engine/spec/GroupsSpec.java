package org.tacet.engine.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Which groups are published. */
public sealed interface GroupsSpec {

  /**
   * How many groups there are by these columns alone, as positions in {@code group_by}; empty where
   * the spec does not list them.
   */
  default OptionalLong listed(List<Integer> columns) {
    return OptionalLong.empty();
  }

  /**
   * The groups found in the data, selected privately (truncated geometric selection; needs delta).
   */
  record PrivateGroups() implements GroupsSpec {}

  /** A copy that may hold nulls, which {@link List#copyOf} does not. */
  private static List<Object> copied(List<Object> values) {
    return Collections.unmodifiableList(new ArrayList<>(values));
  }

  /**
   * The groups listed in the spec, whether or not the data has them (P13). A release without {@code
   * group_by} has one such group, with no values.
   *
   * @param values one list a group, in the order of {@code group_by}; each value a {@link String},
   *     {@link java.math.BigDecimal} or {@link Boolean}, or null, which is a group of its own
   */
  record PublicList(List<List<Object>> values) implements GroupsSpec {

    /** The one group of a release without {@code group_by}. */
    public static final PublicList WHOLE = new PublicList(List.of(List.of()));

    public PublicList {
      Faults faults = new Faults();
      PublicValues.check(faults, "groups.public.values", values);
      faults.throwIfAny();
      values = values.stream().map(GroupsSpec::copied).toList();
    }

    @Override
    public OptionalLong listed(List<Integer> columns) {
      return OptionalLong.of(
          values.stream()
              .map(group -> columns.stream().map(group::get).toList())
              .distinct()
              .count());
    }
  }

  /**
   * The groups of every choice of one listed value a column, whether or not the data has them
   * (P13).
   *
   * @param domains the values of each {@code group_by} column, by its name and in that order; each
   *     value as in a list of groups
   */
  record PublicProduct(Map<String, List<Object>> domains) implements GroupsSpec {

    /** The most groups: each of them is published, in memory of the driver's and of every task. */
    public static final int MOST_GROUPS = 1_000_000;

    private static final String FIELD = "groups.public.product";

    public PublicProduct {
      Faults faults = new Faults();
      domains.forEach(
          (name, values) -> PublicValues.checkDomain(faults, SpecPath.key(FIELD, name), values));
      faults.throwIfAny();
      Map<String, List<Object>> copied = new LinkedHashMap<>();
      domains.forEach((name, values) -> copied.put(name, GroupsSpec.copied(values)));
      domains = Collections.unmodifiableMap(copied);
      BigInteger groups =
          domains.values().stream()
              .map(values -> BigInteger.valueOf(values.size()))
              .reduce(BigInteger.ONE, BigInteger::multiply);
      if (groups.compareTo(BigInteger.valueOf(MOST_GROUPS)) > 0) {
        faults.add(
            FIELD,
            "makes more groups than a release lists",
            Given.written(groups + " groups"),
            "at most " + MOST_GROUPS + " groups",
            "list fewer values, leave a column out of group_by, or write groups: private");
      }
      faults.throwIfAny();
    }

    @Override
    public OptionalLong listed(List<Integer> columns) {
      List<List<Object>> values = new ArrayList<>(domains.values());
      return OptionalLong.of(
          columns.stream()
              .mapToLong(column -> values.get(column).size())
              .reduce(1, Math::multiplyExact));
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
