package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.GroupsSpec.PublicProduct;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.Ownership.PrivateUnit;

/** How grouping, groups, bounds and aggregates fit each other. */
final class GroupChecks {

  private final Faults faults;
  private final List<GroupColumn> groupBy;
  private final GroupsSpec groups;
  private final List<GroupingSpec> groupings;
  private final BoundsSpec bounds;
  private final List<AggregateSpec> aggregates;
  private final Optional<BigDecimal> intervals;
  private final boolean standardDeviations;

  GroupChecks(
      Faults faults,
      List<GroupColumn> groupBy,
      GroupsSpec groups,
      List<GroupingSpec> groupings,
      BoundsSpec bounds,
      List<AggregateSpec> aggregates,
      Optional<BigDecimal> intervals,
      boolean standardDeviations) {
    this.faults = faults;
    this.groupBy = groupBy;
    this.groups = groups;
    this.groupings = groupings;
    this.bounds = bounds;
    this.aggregates = aggregates;
    this.intervals = intervals;
    this.standardDeviations = standardDeviations;
  }

  void check(Map<String, SourceSpec> sources) {
    outputNames();
    if (groupBy.isEmpty()) {
      withoutGroupBy();
    } else if (groups instanceof PublicList list) {
      valuesForEveryColumn(list);
    } else if (groups instanceof PublicProduct product) {
      domainForEveryColumn(product);
    } else if (groups instanceof PublicTable table) {
      columnsOfTable(table);
    }
    minimumOfPrivateGroups();
    rowsOverAllGroups();
    unitsAreNoGroups(sources);
  }

  private void minimumOfPrivateGroups() {
    faults.require(
        bounds.minPrivacyUnitsPerGroup() == 1 || groups instanceof PrivateGroups,
        "bounds.min_privacy_units_per_group",
        "has no meaning for public groups, which are published whatever they hold",
        bounds.minPrivacyUnitsPerGroup(),
        "1",
        groupBy.isEmpty() ? "remove it" : "remove it, or write groups: private");
  }

  private void rowsOverAllGroups() {
    boolean ofAll = bounds.maxRowsContributed().isPresent();
    boolean isGiven =
        ofAll || groupings.stream().anyMatch(each -> each.maxRowsContributed().isPresent());
    String field = ofAll ? "bounds.max_rows_contributed" : "groupings.max_rows_contributed";
    faults.require(
        !isGiven || !groupBy.isEmpty(),
        field,
        "has no meaning without group_by, where max_rows_per_group bounds all rows",
        ofAll ? bounds.maxRowsContributed().getAsInt() : null,
        "",
        "remove it, or group by something");
    faults.require(
        !isGiven
            || groupBy.isEmpty()
            || aggregates.isEmpty()
            || aggregates.stream().anyMatch(AggregateSpec::limitsRows),
        field,
        "bounds no aggregate: none counts rows, at most max_rows_per_group of a unit in a group",
        ofAll ? bounds.maxRowsContributed().getAsInt() : null,
        "beside a count with max_rows_per_group, mean, variance, stddev, quantile, median, min,"
            + " max or histogram",
        "remove it; sums, vector_sum, privacy_units and count_distinct are bounded in each group");
  }

  private void outputNames() {
    faults.require(
        !aggregates.isEmpty(),
        "aggregates",
        "asks for nothing",
        aggregates,
        "at least one of count, privacy_units, sum, mean, variance, stddev, quantile,"
            + " median, min, max, histogram, vector_sum, count_distinct",
        "add an aggregate");
    Map<String, String> seen = new HashMap<>();
    if (groupings.size() > 1) {
      seen.put(Names.folded(GroupingSpec.COLUMN), "the column that names a row's grouping");
    }
    for (int i = 0; i < groupBy.size(); i++) {
      unique(seen, SpecPath.index("group_by", i), groupBy.get(i).name());
    }
    for (int i = 0; i < aggregates.size(); i++) {
      unique(seen, SpecPath.index("aggregates", i), aggregates.get(i).name());
    }
    intervals.ifPresent(confidence -> intervalNames(confidence, seen));
    for (int i = 0; standardDeviations && i < aggregates.size(); i++) {
      if (aggregates.get(i).kind().hasStandardDeviation()) {
        unique(seen, SpecPath.index("aggregates", i), aggregates.get(i).standardDeviationName());
      }
    }
  }

  private void intervalNames(BigDecimal confidence, Map<String, String> seen) {
    faults.require(
        confidence.signum() > 0 && confidence.compareTo(BigDecimal.ONE) < 0,
        "intervals",
        "is no confidence",
        confidence,
        "0 < intervals < 1",
        "write 0.95 for intervals that hold the value without noise 95 times of 100");
    for (int i = 0; i < aggregates.size(); i++) {
      String at = SpecPath.index("aggregates", i);
      unique(seen, at, aggregates.get(i).lowerName());
      unique(seen, at, aggregates.get(i).upperName());
    }
  }

  private void unique(Map<String, String> seen, String at, String name) {
    String before = seen.putIfAbsent(Names.folded(name), at);
    faults.require(
        before == null,
        SpecPath.key(at, "name"),
        "is the name of " + before + " too",
        name,
        "names that differ, case aside, over group_by and aggregates together",
        "rename one of the two");
  }

  private void withoutGroupBy() {
    faults.require(
        groups.equals(PublicList.WHOLE),
        "groups",
        "has no meaning without group_by",
        null,
        "",
        "remove it, or group by something");
    faults.require(
        bounds.maxGroupsContributed() == 1,
        "bounds.max_groups_contributed",
        "is above 1 without group_by, and there is one group",
        bounds.maxGroupsContributed(),
        "1",
        "remove it, or group by something");
  }

  private void valuesForEveryColumn(PublicList list) {
    for (int i = 0; i < list.values().size(); i++) {
      faults.require(
          list.values().get(i).size() == groupBy.size(),
          SpecPath.index("groups.public.values", i),
          "does not give every group_by column one value",
          list.values().get(i),
          "values for " + names(),
          "give each column its value");
    }
  }

  private void domainForEveryColumn(PublicProduct product) {
    faults.require(
        List.copyOf(product.domains().keySet())
            .equals(groupBy.stream().map(GroupColumn::name).toList()),
        "groups.public.product",
        "does not give every group_by column its values, in their order",
        product.domains().keySet(),
        "values for " + names(),
        "give each column its values");
  }

  private void columnsOfTable(PublicTable table) {
    Set<String> legal = groupBy.stream().map(GroupColumn::name).collect(Collectors.toSet());
    for (String name : table.columns().keySet()) {
      faults.require(
          legal.contains(name),
          SpecPath.key("groups.public.columns", name),
          "is not a group_by column",
          name,
          names(),
          Nearest.advice(name, legal, "remove it"));
    }
  }

  /**
   * A group for every privacy unit holds one unit each, so no group could ever be published. A part
   * of a unit of several columns (the country of a customer) may group. Sees plain names only; the
   * engine looks again once it has resolved the columns.
   */
  private void unitsAreNoGroups(Map<String, SourceSpec> sources) {
    for (SourceSpec source : sources.values()) {
      if (source.ownership() instanceof PrivateUnit owner) {
        Map<String, Integer> unitColumns = new HashMap<>();
        for (int i = 0; i < groupBy.size(); i++) {
          String column = plainColumn(groupBy.get(i).expression(), source.name());
          unitColumns.putIfAbsent(column, i);
        }
        Set<String> unit = owner.unit().stream().map(Names::folded).collect(Collectors.toSet());
        if (unitColumns.keySet().containsAll(unit)) {
          int first = unit.stream().mapToInt(unitColumns::get).min().orElse(0);
          faults.add(
              SpecPath.index("group_by", first),
              "groups by the privacy unit of " + source.name(),
              Given.of(groupBy.get(first).expression()),
              "columns and expressions that many privacy units share",
              "group by a property of the unit, such as its country");
        }
      }
    }
  }

  private static String plainColumn(String expression, String source) {
    String column = Names.folded(expression).replace("`", "").replace(" ", "");
    String qualifier = Names.folded(source) + ".";
    return column.startsWith(qualifier) ? column.substring(qualifier.length()) : column;
  }

  private String names() {
    return groupBy.stream().map(GroupColumn::name).collect(Collectors.joining(", "));
  }
}
