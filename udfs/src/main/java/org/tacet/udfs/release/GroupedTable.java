package org.tacet.udfs.release;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private table by groups: which of them are published, and how many a privacy unit may have a
 * part in. Immutable.
 */
public final class GroupedTable {

  /** As in a SELECT; the last AS is the one that names the column. */
  private static final Pattern NAMED =
      Pattern.compile("(.+)\\s+AS\\s+(\\w+)\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final SpecDocument document;

  private GroupedTable(SpecDocument document) {
    this.document = document;
  }

  static GroupedTable by(SpecDocument document, List<String> columns) {
    return new GroupedTable(
        document
            .with("group_by", columns.stream().map(GroupedTable::column).toList())
            .with("groups", "private"));
  }

  private static Object column(String text) {
    Matcher named = NAMED.matcher(text);
    return named.matches()
        ? Map.of("name", named.group(2), "expression", named.group(1).strip())
        : text;
  }

  /** In how many groups one unit counts at most, of each grouping; needed. At least 1. */
  public GroupedTable maxGroupsContributed(int groups) {
    return new GroupedTable(document.with("bounds", "max_groups_contributed", groups));
  }

  /** For how many rows a unit counts over all groups; at least 1. */
  public GroupedTable maxRowsContributed(int rows) {
    return new GroupedTable(document.with("bounds", "max_rows_contributed", rows));
  }

  /** Groups of fewer units are never published, where groups are private; at least 1. */
  public GroupedTable minPrivacyUnitsPerGroup(long units) {
    return new GroupedTable(document.with("bounds", "min_privacy_units_per_group", units));
  }

  /**
   * Publishes just these groups, whoever is in them. Without public groups those are published that
   * are found to have units enough, under differential privacy, which takes a delta.
   *
   * @param groups for each a value of every group column, by its name
   */
  public GroupedTable publicGroups(List<? extends Map<String, ?>> groups) {
    return publicGroups("values", groups);
  }

  /**
   * Publishes every combination of values.
   *
   * @param domains the values of each group column, by its name
   */
  public GroupedTable publicGroups(Map<String, ? extends List<?>> domains) {
    return publicGroups("product", domains);
  }

  /** Publishes the groups that the columns of the same names in a public table hold. */
  public GroupedTable publicGroups(PublicTable table) {
    return publicGroups(table, Map.of());
  }

  /**
   * Publishes the groups that a public table holds, which may be one that is joined too.
   *
   * @param columns of the groups, and those of the table where they are called otherwise
   */
  public GroupedTable publicGroups(PublicTable table, Map<String, String> columns) {
    Map<String, Object> groups = new LinkedHashMap<>();
    groups.put("table", table.name());
    if (!columns.isEmpty()) {
      groups.put("columns", columns);
    }
    return new GroupedTable(
        document.withSourcesOf(table.document()).with("groups", Map.of("public", groups)));
  }

  private GroupedTable publicGroups(String kind, Object groups) {
    return new GroupedTable(document.with("groups", Map.of("public", Map.of(kind, groups))));
  }

  /** Publishes totals over the last columns, the last two, and so on, in the same release. */
  public GroupedTable rollup() {
    return new GroupedTable(document.with("groupings", "rollup"));
  }

  /** Publishes a grouping by each subset of the columns in the same release. */
  public GroupedTable cube() {
    return new GroupedTable(document.with("groupings", "cube"));
  }

  /**
   * Publishes a grouping by each of these lists of columns in the same release.
   *
   * @param groupings names of group columns; an empty list is all of the table
   */
  public GroupedTable groupings(List<? extends List<String>> groupings) {
    List<Object> listed = new ArrayList<>();
    groupings.forEach(columns -> listed.add(Map.of("by", columns)));
    return new GroupedTable(document.with("groupings", listed));
  }

  /** Makes counts and sums of finer groups add up to those of the coarser ones. */
  public GroupedTable consistent() {
    return new GroupedTable(document.with("consistent_groupings", true));
  }

  /** What is published of each group. */
  public ReleaseRequest aggregate(Aggregate... aggregates) {
    return aggregate(List.of(aggregates));
  }

  /** What is published of each group; the aggregates in a list. */
  public ReleaseRequest aggregate(List<Aggregate> aggregates) {
    return ReleaseRequest.of(document, aggregates);
  }
}
