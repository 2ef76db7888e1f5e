package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes the groupings of a release: one by all columns, unless the spec asks for several. */
final class GroupingsBuilder {

  private static final String FIELD = "groupings";

  private final Faults faults = new Faults();
  private final List<String> names;
  private final BoundsSpec bounds;

  private GroupingsBuilder(List<GroupColumn> groupBy, BoundsSpec bounds) {
    this.names = groupBy.stream().map(GroupColumn::name).toList();
    this.bounds = bounds;
  }

  static List<GroupingSpec> build(
      JsonNode groupings, List<GroupColumn> groupBy, BoundsSpec bounds) {
    return new GroupingsBuilder(groupBy, bounds).build(groupings);
  }

  private List<GroupingSpec> build(JsonNode groupings) {
    List<Integer> all = IntStream.range(0, names.size()).boxed().toList();
    if (groupings.isMissingNode()) {
      return List.of(
          new GroupingSpec(all, bounds.maxGroupsContributed(), bounds.maxRowsContributed()));
    }
    faults.require(
        !names.isEmpty(),
        FIELD,
        "has no meaning without group_by",
        Given.of(groupings),
        "",
        "remove it, or list under group_by all columns that a grouping has");
    faults.throwIfAny();
    List<GroupingSpec> built =
        groupings.isTextual() ? ofWord(groupings.textValue(), all) : ofList(groupings);
    faults.throwIfAny();
    checkTogether(built, all);
    faults.throwIfAny();
    return built;
  }

  /** From the finest to the whole: rollup leaves out columns from the end, cube any of them. */
  private List<GroupingSpec> ofWord(String word, List<Integer> all) {
    List<List<Integer>> sets = new ArrayList<>();
    if (word.equals("rollup")) {
      for (int size = all.size(); size >= 0; size--) {
        sets.add(all.subList(0, size));
      }
    } else if (all.size() < Integer.numberOfTrailingZeros(GroupingSpec.MOST) + 1) {
      for (int members = 0; members < 1 << all.size(); members++) {
        int set = members;
        sets.add(all.stream().filter(column -> (set >> column & 1) == 1).toList());
      }
      sets.sort(Comparator.comparing((List<Integer> set) -> -set.size()).thenComparing(this::text));
    } else {
      faults.add(
          FIELD,
          "asks for more groupings than a release has",
          "cube of " + all.size() + " columns",
          "at most " + GroupingSpec.MOST + " groupings, a cube of 6 columns",
          "list the groupings that are needed");
    }
    return sets.stream()
        .map(set -> new GroupingSpec(set, maxGroups(set), bounds.maxRowsContributed()))
        .toList();
  }

  /** So that of sets of one size the one that has the earlier columns comes first. */
  private String text(List<Integer> set) {
    return set.stream().map("%02d"::formatted).reduce("", String::concat);
  }

  private int maxGroups(List<Integer> set) {
    return set.isEmpty() ? 1 : bounds.maxGroupsContributed();
  }

  private List<GroupingSpec> ofList(JsonNode groupings) {
    List<GroupingSpec> built = new ArrayList<>();
    for (int index = 0; index < groupings.size(); index++) {
      JsonNode grouping = groupings.get(index);
      String at = SpecPath.index(FIELD, index);
      List<Integer> columns = columns(SpecPath.key(at, "by"), grouping.get("by"));
      JsonNode given = grouping.path("max_groups_contributed");
      int maxGroups = given.isMissingNode() ? maxGroups(columns) : given.intValue();
      faults.require(
          !columns.isEmpty() || maxGroups == 1 || !grouping.get("by").isEmpty(),
          SpecPath.key(at, "max_groups_contributed"),
          "is above 1, and the grouping has one group, the whole",
          maxGroups,
          "1",
          "remove it");
      JsonNode rows = grouping.path("max_rows_contributed");
      built.add(
          new GroupingSpec(
              columns,
              Math.max(1, maxGroups),
              rows.isMissingNode()
                  ? bounds.maxRowsContributed()
                  : OptionalInt.of(rows.intValue())));
    }
    return built;
  }

  private List<Integer> columns(String at, JsonNode by) {
    List<Integer> columns = new ArrayList<>();
    for (int index = 0; index < by.size(); index++) {
      String name = by.get(index).textValue();
      int column = names.indexOf(name);
      String field = SpecPath.index(at, index);
      faults.require(
          column >= 0,
          field,
          "is not a group_by column",
          name,
          String.join(", ", names),
          Nearest.advice(name, names, "add it to group_by, or remove it"));
      faults.require(
          !columns.contains(column),
          field,
          "is named twice",
          name,
          "each column once",
          "remove it");
      if (column >= 0 && !columns.contains(column)) {
        columns.add(column);
      }
    }
    return columns;
  }

  private void checkTogether(List<GroupingSpec> groupings, List<Integer> all) {
    faults.require(
        groupings.size() >= 2 && groupings.size() <= GroupingSpec.MOST,
        FIELD,
        "are not several groupings",
        groupings.size(),
        "2 to " + GroupingSpec.MOST + " groupings",
        "list more, or remove the field: without it there is one, by all columns of group_by");
    Set<List<Integer>> seen = new HashSet<>();
    for (int index = 0; index < groupings.size(); index++) {
      faults.require(
          seen.add(groupings.get(index).columns()),
          SpecPath.index(FIELD, index),
          "is there twice",
          groupings.get(index).columns().stream().map(names::get).toList(),
          "each grouping once",
          "remove one of the two");
    }
    for (int column : all) {
      faults.require(
          groupings.stream().anyMatch(grouping -> grouping.columns().contains(column)),
          SpecPath.index("group_by", column),
          "is in no grouping",
          names.get(column),
          "columns that some grouping has",
          "add it to a grouping, or remove it from group_by");
    }
  }
}
