package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.engine.spec.AggregateSpec.Kind;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.Ownership.RowUnit;

/**
 * What a release may be made of whose privacy units are rows. A row carries no name that says it is
 * the same row, so whatever could make several of one is refused; and a row lies in one group of
 * each grouping, with one value.
 */
final class RowUnitChecks {

  private static final String UNIT_FIX =
      "declare the columns that identify a row as private: {unit: [...]} in place of rows";

  private final Faults faults;
  private final SourceSpec source;
  private final RowUnit unit;

  private RowUnitChecks(Faults faults, SourceSpec source, RowUnit unit) {
    this.faults = faults;
    this.source = source;
    this.unit = unit;
  }

  /** The source whose rows are the units, if there is one. */
  static Optional<SourceSpec> source(Map<String, SourceSpec> sources) {
    return sources.values().stream()
        .filter(source -> source.ownership() instanceof RowUnit)
        .findFirst();
  }

  /** Checks that the rows of a source can be told apart from all others without a name. */
  static void checkSources(Faults faults, Map<String, SourceSpec> sources, RowsSpec rows) {
    source(sources)
        .map(source -> new RowUnitChecks(faults, source, (RowUnit) source.ownership()))
        .ifPresent(checks -> checks.standsAlone(sources, rows));
  }

  /** Checks that nothing is said of a row's contributions but that it is one. */
  static void checkBounds(
      Faults faults,
      Map<String, SourceSpec> sources,
      GroupsSpec groups,
      BoundsSpec bounds,
      List<GroupingSpec> groupings,
      List<AggregateSpec> aggregates) {
    source(sources)
        .map(source -> new RowUnitChecks(faults, source, (RowUnit) source.ownership()))
        .ifPresent(
            checks -> {
              checks.selection(groups);
              checks.oneGroup(bounds, groupings);
              for (int index = 0; index < aggregates.size(); index++) {
                checks.oneRow(SpecPath.index("aggregates", index), aggregates.get(index));
              }
            });
  }

  private String rowsField() {
    return SpecPath.key("sources", source.name()) + ".private.rows";
  }

  private void standsAlone(Map<String, SourceSpec> sources, RowsSpec rows) {
    faults.require(
        rows instanceof RowsSpec.Joins,
        "query",
        "stands beside rows that are privacy units, and a query can make several rows of one",
        null,
        "from and where beside " + rowsField(),
        UNIT_FIX);
    List<JoinSpec> joins = rows.joins();
    faults.require(
        joins.isEmpty(),
        "joins",
        "stand beside rows that are privacy units, and a join can make several rows of one",
        Given.of(joins.stream().map(JoinSpec::table).toList()),
        "no joins beside " + rowsField(),
        UNIT_FIX);
    for (SourceSpec other : sources.values()) {
      if (!other.name().equals(source.name())) {
        faults.require(
            !other.isPrivate(),
            SpecPath.key("sources", other.name()),
            "is private beside " + source.name() + ", whose rows are privacy units",
            null,
            "one private source beside " + rowsField(),
            UNIT_FIX);
      }
    }
  }

  /** Its events are of one unit, and nothing is known of k at once but k times one's. */
  private void selection(GroupsSpec groups) {
    faults.require(
        unit.rows() == 1 || !(groups instanceof PrivateGroups),
        "groups",
        "are selected privately, which hides one row and not several",
        "private, with %s %d".formatted(rowsField(), unit.rows()),
        "public groups, or rows: 1",
        "list the groups under public, or " + UNIT_FIX);
  }

  private void oneGroup(BoundsSpec bounds, List<GroupingSpec> groupings) {
    String field = "max_groups_contributed";
    boolean severalOfAll = bounds.maxGroupsContributed() != 1;
    boolean hasGroups = groupings.stream().anyMatch(grouping -> !grouping.columns().isEmpty());
    faults.require(
        !severalOfAll || !hasGroups, // else it is refused without group_by already
        "bounds." + field,
        "is above 1, and a row is in one group",
        bounds.maxGroupsContributed(),
        "1",
        "remove it");
    faults.require(
        bounds.maxRowsContributed().isEmpty(),
        "bounds.max_rows_contributed",
        "has no meaning where a privacy unit is one row",
        bounds.maxRowsContributed().orElse(1),
        "",
        "remove it");
    faults.require(
        bounds.maxRowsJoined().isEmpty(),
        "bounds.max_rows_joined",
        "has no meaning where a privacy unit is one row, which no join may repeat",
        bounds.maxRowsJoined().orElse(1),
        "",
        "remove it");
    for (int index = 0; index < groupings.size(); index++) {
      faults.require(
          groupings.get(index).maxRowsContributed().equals(bounds.maxRowsContributed()),
          SpecPath.key(SpecPath.index("groupings", index), "max_rows_contributed"),
          "has no meaning where a privacy unit is one row",
          groupings.get(index).maxRowsContributed().orElse(1),
          "",
          "remove it");
      int given = groupings.get(index).maxGroupsContributed();
      faults.require(
          given == 1 || severalOfAll,
          SpecPath.key(SpecPath.index("groupings", index), field),
          "is above 1, and a row is in one group",
          given,
          "1",
          "remove it");
    }
  }

  private void oneRow(String at, AggregateSpec aggregate) {
    String kind = SpecPath.key(at, aggregate.kind().word());
    faults.require(
        aggregate.maxRowsPerGroup().orElse(1) == 1,
        SpecPath.key(kind, "max_rows_per_group"),
        "is above 1, and a privacy unit is one row",
        aggregate.maxRowsPerGroup().orElse(1),
        "1",
        "remove it; how many rows are protected together is said by " + rowsField());
    faults.require(
        aggregate.maxDistinct().orElse(1) == 1,
        SpecPath.key(kind, OwnFields.Distinct.FIELD),
        "is above 1, and a row has one value",
        aggregate.maxDistinct().orElse(1),
        "1",
        "remove it");
    if (aggregate.kind() == Kind.COUNT) {
      aggregate
          .perGroup()
          .ifPresent(
              clamp ->
                  faults.require(
                      clamp.upper().compareTo(BigDecimal.ONE) == 0,
                      SpecPath.key(kind, "contribution_bounds_per_group"),
                      "is above 1, and a privacy unit is one row",
                      clamp.written(),
                      "[0, 1]",
                      "remove it"));
    }
  }
}
