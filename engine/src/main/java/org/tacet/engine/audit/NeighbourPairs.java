package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.tacet.engine.audit.MadeUpRows.Tables;
import org.tacet.engine.audit.MadeUpRows.Template;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.ReleaseSpec;

/** Makes the pairs of neighbours of an audit: each tries one way to give a unit away. */
final class NeighbourPairs {

  /** Units behind each group that is to be published; more take too long. */
  static final int MOST_UNITS = 150;

  /** Groups that have other units in them. */
  private static final int BACKGROUND_GROUPS = 3;

  private static final int MOST_ROWS = 40;
  private static final int GIANT_ROWS = 64;

  private final ReleasePlan plan;
  private final MadeUpRows rows;
  private final List<List<Template>> groups;
  private final Map<String, List<Row>> publicRows;

  /** The first number of the units that stand behind groups; the unit that differs has number 0. */
  private static final int OTHERS = 1;

  NeighbourPairs(
      ReleasePlan plan, MadeUpRows rows, FoundRows found, Map<String, List<Row>> publicRows) {
    this.plan = plan;
    this.rows = rows;
    this.groups = found.templates();
    this.publicRows = publicRows;
  }

  List<NeighbourPair> all() {
    List<NeighbourPair> pairs = new ArrayList<>();
    if (groups.isEmpty()) {
      return pairs;
    }
    List<Template> largest = firstOf(true, BACKGROUND_GROUPS);
    List<Template> least = firstOf(false, BACKGROUND_GROUPS);
    pairs.add(
        pair(
            "UnitRemoved",
            "a unit of the largest values in groups of many units",
            behind(),
            times(largest, fullRows())));
    pairs.add(
        new NeighbourPair(
            "LaterRelease",
            "the same beside an earlier release of the data with the unit",
            pairs.get(0).with(),
            pairs.get(0).without(),
            true,
            true));
    pairs.add(
        pair(
            "LeastValues",
            "a unit of the least values in groups of many units",
            behind(),
            times(least, fullRows())));
    pairs.add(
        pair(
            "ManyValues", "a unit of many different values in one group", behind(), groups.get(0)));
    pairs.add(pair("OneRow", "a unit of one row", behind(), largest.subList(0, 1)));
    pairs.add(
        pair(
            "GroupAppears",
            "a unit alone in its groups, or one more than may be published",
            fewUnits(),
            // Of many rows: with one, a choice by rows would look like one by units (P12).
            times(everyGroup(true), fullRows())));
    pairs.add(
        pair(
            "GiantUnit",
            "a unit of many rows in more groups than count",
            behind(),
            times(everyGroup(true), GIANT_ROWS)));
    List<Template> odd = new ArrayList<>();
    largest.stream().limit(2).forEach(template -> odd.addAll(rows.odd(template)));
    if (!odd.isEmpty()) {
      pairs.add(
          pair(
              "NotANumber",
              "a unit of nulls, NaN, infinities and the largest numbers",
              behind(),
              times(odd, 3)));
      pairs.add(
          pair("NullValue", "a unit of one row without a value", behind(), odd.subList(0, 1)));
    }
    pairs.add(
        pair("EmptySource", "a unit, and no row at all", List.of(), times(largest, fullRows())));
    if (!plan.spec().rows().joins().isEmpty()) {
      pairs.add(fanOut(largest));
    }
    if (plan.spec().rowUnit().isEmpty()) {
      pairs.add(nullUnit(largest));
    }
    return pairs;
  }

  /** Many rows a key on both sides of a join; a public table that holds each row twice. */
  private NeighbourPair fanOut(List<Template> largest) {
    NeighbourPair pair =
        pair(
            "JoinFanOut",
            "a unit of many rows on each side of a join, public rows there twice",
            behind(),
            times(largest, 8));
    boolean groupsArePublic =
        plan.spec().groups() instanceof org.tacet.engine.spec.GroupsSpec.PublicTable;
    if (!groupsArePublic) {
      publicRows.forEach(
          (source, of) -> {
            pair.with().get(source).addAll(of);
            pair.without().get(source).addAll(of);
          });
    }
    return pair;
  }

  /** Rows of nobody are dropped: whoever stands behind them moves nothing (P2). */
  private NeighbourPair nullUnit(List<Template> largest) {
    Tables with = tables(behind());
    times(largest, 8).forEach(template -> with.add(template, MadeUpRows.NOBODY));
    return new NeighbourPair(
        "NullUnit",
        "rows whose unit is null, which may not show at all",
        with.rows(),
        tables(behind()).rows(),
        false,
        false);
  }

  /** A row of a unit other than the one that differs. */
  private record Other(Template template, int unit) {}

  private NeighbourPair pair(
      String name, String description, List<Other> others, List<Template> own) {
    Tables with = tables(others);
    plan.spec().rowUnit().stream()
        .mapToInt(unit -> unit.rows())
        .boxed()
        .findFirst()
        .map(most -> own.subList(0, Math.min(most, own.size())))
        .orElse(own)
        .forEach(template -> with.add(template, 0));
    return new NeighbourPair(name, description, with.rows(), tables(others).rows(), true, false);
  }

  private Tables tables(List<Other> others) {
    Tables tables = rows.tables().addPublic(publicRows);
    others.forEach(other -> tables.add(other.template(), other.unit()));
    return tables;
  }

  /** As many units in each of the first groups as it takes to be published. */
  private List<Other> behind() {
    return inGroups(Math.min(groups.size(), BACKGROUND_GROUPS), unitsBehind());
  }

  /** One unit less in each group than may be published. */
  private List<Other> fewUnits() {
    boolean isPrivate = plan.groupings().get(0).selection().isPresent();
    long few = isPrivate ? plan.spec().bounds().minPrivacyUnitsPerGroup() - 1 : 0;
    return inGroups(groups.size(), (int) Math.min(few, MOST_UNITS));
  }

  private List<Other> inGroups(int ofGroups, int units) {
    List<Other> others = new ArrayList<>();
    for (int group = 0; group < ofGroups; group++) {
      for (int unit = 0; unit < units; unit++) {
        others.add(new Other(groups.get(group).get(0), OTHERS + others.size()));
      }
    }
    return others;
  }

  private int unitsBehind() {
    boolean isPrivate = plan.groupings().get(0).selection().isPresent();
    return isPrivate ? (int) Math.min(unitsToBePublished(plan), MOST_UNITS) : 2;
  }

  /** From how many units on a group is nearly always published. */
  static long unitsToBePublished(ReleasePlan plan) {
    return plan.groupings().stream()
        .flatMap(grouping -> grouping.selection().stream())
        .mapToLong(
            selection -> {
              long units = 1;
              while (units <= MOST_UNITS && selection.keepProbability(units) < 0.999) {
                units++;
              }
              return units;
            })
        .max()
        .orElse(1);
  }

  private List<Template> firstOf(boolean largest, int most) {
    return everyGroup(largest).subList(0, Math.min(groups.size(), most));
  }

  private List<Template> everyGroup(boolean largest) {
    return groups.stream().map(of -> of.get(largest ? of.size() - 1 : 0)).toList();
  }

  private static List<Template> times(List<Template> templates, int times) {
    List<Template> all = new ArrayList<>();
    for (int time = 0; time < times; time++) {
      all.addAll(templates);
    }
    return all;
  }

  /** As many rows in a group as take every aggregate to its bound, where that is in reach. */
  private int fullRows() {
    ReleaseSpec spec = plan.spec();
    long most = 1;
    for (AggregateSpec aggregate : spec.aggregates()) {
      most = Math.max(most, aggregate.maxRowsPerGroup().orElse(1));
      if (aggregate.kind() == AggregateSpec.Kind.COUNT) {
        most =
            Math.max(most, aggregate.perGroup().map(clamp -> clamp.upper().longValue()).orElse(1L));
      }
    }
    long privateTables = spec.sources().values().stream().filter(each -> each.isPrivate()).count();
    // Rows on both sides of a join multiply.
    return (int) Math.min(most, privateTables > 1 ? 6 : MOST_ROWS);
  }

  /** How many groups are of use: more than a unit counts in. */
  static int groupsOfUse(ReleasePlan plan) {
    return plan.groupings().stream()
        .mapToInt(PlannedGrouping::maxGroups)
        .map(most -> Math.max(BACKGROUND_GROUPS, Math.min(most, MadeUpValues.NUMBERED) + 2))
        .max()
        .orElse(BACKGROUND_GROUPS);
  }
}
