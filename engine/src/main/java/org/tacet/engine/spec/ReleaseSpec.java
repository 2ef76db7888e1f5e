package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.noise.VectorNorm;

/**
 * What is to be released, from what, and at what price: a spec whose every field has been checked
 * as far as that needs no data. Immutable. An instance that exists is valid: the constructor throws
 * {@link InvalidSpecException} with every fault otherwise.
 *
 * @param name the release's name, an id
 * @param accounts the ledger accounts that pay, each the whole price; ids, at least one
 * @param purpose what it is for, where an account has limits of purposes; an id
 * @param sources the tables by name, in the spec's order; every one is used
 * @param rows which of their rows, joined or queried
 * @param where an SQL condition over those rows
 * @param groupBy the grouping; empty for one total
 * @param groups which groups are published; {@link GroupsSpec.PublicList#WHOLE} when {@code
 *     groupBy} is empty
 * @param groupings by which of those columns, each by itself, from the spec's order; one by all
 *     columns unless it asks for several
 * @param consistentGroupings whether counts and sums of the finer groupings add up to those of the
 *     coarser ones
 * @param bounds what a unit may contribute; {@link BoundsSpec#ONE_GROUP} when {@code groupBy} is
 *     empty
 * @param aggregates what is published of every group, at least one
 * @param intervals the confidence of an interval that is published beside each value, above 0 and
 *     below 1; empty where none is
 * @param standardDeviations whether that of its noise is published beside each value that has one
 * @param privacy the guarantee
 * @param output where it is published
 * @param ledger the ledger's URI, if the spec or the command line names one
 * @param timeZone the zone of the session's dates and timestamps
 * @param hash SHA-256, hex, of the resolved spec ({@link ReleaseSpecReader})
 */
public record ReleaseSpec(
    String name,
    List<String> accounts,
    Optional<String> purpose,
    Map<String, SourceSpec> sources,
    RowsSpec rows,
    Optional<String> where,
    List<GroupColumn> groupBy,
    GroupsSpec groups,
    List<GroupingSpec> groupings,
    boolean consistentGroupings,
    BoundsSpec bounds,
    List<AggregateSpec> aggregates,
    Optional<BigDecimal> intervals,
    boolean standardDeviations,
    PrivacySpec privacy,
    OutputSpec output,
    Optional<String> ledger,
    String timeZone,
    String hash) {

  public static final String DEFAULT_TIME_ZONE = "UTC";

  public ReleaseSpec {
    accounts = List.copyOf(accounts);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    Objects.requireNonNull(rows, "rows");
    groupBy = List.copyOf(groupBy);
    Objects.requireNonNull(groups, "groups");
    groupings = List.copyOf(groupings);
    Objects.requireNonNull(bounds, "bounds");
    aggregates = List.copyOf(aggregates);
    Objects.requireNonNull(privacy, "privacy");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(hash, "hash");
    Faults faults = new Faults();
    checkWords(faults, name, accounts, purpose, where, ledger, timeZone);
    new SourceChecks(faults, sources, rows, groups).check();
    RowUnitChecks.checkSources(faults, sources, rows);
    new GroupChecks(
            faults, groupBy, groups, groupings, bounds, aggregates, intervals, standardDeviations)
        .check(sources);
    RowUnitChecks.checkBounds(faults, sources, groups, bounds, groupings, aggregates);
    OutputSpec.check(faults, output, groupBy, groupings);
    OutputSpec.checkColumns(faults, output, aggregates);
    checkDelta(faults, groups, privacy);
    checkNoise(faults, aggregates, privacy);
    checkNoiseSource(faults, aggregates, privacy);
    checkBoundsShare(faults, aggregates, privacy);
    checkAutomaticBounds(faults, aggregates, groupings);
    new ConsistencyChecks(faults, groupBy, groups, groupings, bounds, aggregates)
        .check(consistentGroupings);
    faults.throwIfAny();
  }

  /** What the author should know before the release runs, one sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(privacy.warnings());
    if (privacy.delta().isPresent() && privacy.noise() == NoiseKind.LAPLACE && !needsDelta()) {
      warnings.add(
          "privacy.delta is given, but nothing needs it: noise is laplace and the groups are public; it"
              + " is charged only where it makes the noise 5 % smaller");
    }
    for (GroupingSpec grouping : groupings) {
      if (!consistentGroupings && maxGroups(grouping) < grouping.maxGroupsContributed()) {
        warnings.add(
            "max_groups_contributed of %s is %d, but there are %d public groups: %d is used"
                .formatted(
                    grouping.name(groupBy),
                    grouping.maxGroupsContributed(),
                    maxGroups(grouping),
                    maxGroups(grouping)));
      }
    }
    warnings.addAll(rowsThatBoundNothing());
    return List.copyOf(warnings);
  }

  /** The privacy unit, where it is the row; empty where columns say whose a row is. */
  public Optional<Ownership.RowUnit> rowUnit() {
    return RowUnitChecks.source(sources).map(source -> (Ownership.RowUnit) source.ownership());
  }

  /** How many units neighbours differ by: 1, or more where rows are the units (P1). */
  public int rowsTogether() {
    return rowUnit().map(Ownership.RowUnit::rows).orElse(1);
  }

  /** What neighbouring data sets differ by, added or removed (P1). */
  public String difference() {
    return rowUnit()
        .map(unit -> unit.rows() == 1 ? "one row" : "up to %d rows".formatted(unit.rows()))
        .orElse("all rows of one privacy unit");
  }

  /**
   * One for each bound on rows over all groups that a unit's groups and rows in each keep anyway:
   * in every grouping and aggregate that it is meant for.
   */
  private List<String> rowsThatBoundNothing() {
    return groupings.stream()
        .flatMapToInt(grouping -> grouping.maxRowsContributed().stream())
        .distinct()
        .filter(
            rows ->
                groupings.stream()
                    .filter(grouping -> grouping.maxRowsContributed().equals(OptionalInt.of(rows)))
                    .allMatch(grouping -> rows >= mostRowsOf(grouping)))
        .mapToObj(
            ("max_rows_contributed is %d, and bounds nothing: max_groups_contributed times"
                    + " max_rows_per_group is no more in any aggregate")
                ::formatted)
        .toList();
  }

  /** The most rows that a unit has over all groups by the bounds of each. */
  private double mostRowsOf(GroupingSpec grouping) {
    // At most 2^31 matters, and doubles multiply such numbers exactly.
    return aggregates.stream()
        .filter(AggregateSpec::limitsRows)
        .mapToDouble(
            each -> (double) maxGroups(grouping) * (double) each.maxRowsPerGroup().orElseThrow())
        .max()
        .orElse(0);
  }

  /**
   * L0 of a grouping: no more than there are groups, where the spec lists them, and no more than
   * there are finer ones that a unit keeps, where groupings are consistent.
   */
  public int maxGroups(GroupingSpec grouping) {
    long listed = groups.listed(grouping.columns()).orElse(Long.MAX_VALUE);
    GroupingSpec bounding = consistentGroupings ? finestGrouping() : grouping;
    long most = bounding.equals(grouping) ? grouping.maxGroupsContributed() : maxGroups(bounding);
    return (int) Math.min(most, listed);
  }

  /** The grouping of most columns. */
  public GroupingSpec finestGrouping() {
    return groupings.stream()
        .max(Comparator.comparingInt(each -> each.columns().size()))
        .orElseThrow();
  }

  /** Whether there is no such release without a delta. */
  public boolean needsDelta() {
    return privacy.noise() == NoiseKind.GAUSSIAN || groups instanceof GroupsSpec.PrivateGroups;
  }

  /** Whether the bounds of any aggregate are chosen from the data. */
  public boolean hasAutomaticBounds() {
    return hasAutomaticBounds(aggregates);
  }

  private static boolean hasAutomaticBounds(List<AggregateSpec> aggregates) {
    return aggregates.stream().anyMatch(each -> each.automaticBounds().isPresent());
  }

  /** This release with other bounds; its hash stays that of the file. */
  public ReleaseSpec withAggregates(List<AggregateSpec> bounded) {
    return new ReleaseSpec(
        name,
        accounts,
        purpose,
        sources,
        rows,
        where,
        groupBy,
        groups,
        groupings,
        consistentGroupings,
        bounds,
        bounded,
        intervals,
        standardDeviations,
        privacy,
        output,
        ledger,
        timeZone,
        hash);
  }

  /** This release of other tables; its hash stays that of the file. */
  public ReleaseSpec withSources(Map<String, SourceSpec> replaced) {
    return new ReleaseSpec(
        name,
        accounts,
        purpose,
        replaced,
        rows,
        where,
        groupBy,
        groups,
        groupings,
        consistentGroupings,
        bounds,
        aggregates,
        intervals,
        standardDeviations,
        privacy,
        output,
        ledger,
        timeZone,
        hash);
  }

  /** What the pass before the main one counts is of one grouping. */
  static void checkAutomaticBounds(
      Faults faults, List<AggregateSpec> aggregates, List<GroupingSpec> groupings) {
    for (int i = 0; i < aggregates.size() && groupings.size() > 1; i++) {
      faults.require(
          aggregates.get(i).automaticBounds().isEmpty(),
          SpecPath.key(SpecPath.index("aggregates", i), aggregates.get(i).kind().word()),
          "has automatic bounds beside several groupings",
          "auto",
          "[lower, upper]",
          "give the bounds, or publish each grouping by a release of its own");
    }
  }

  static void checkBoundsShare(Faults faults, List<AggregateSpec> aggregates, PrivacySpec privacy) {
    faults.require(
        privacy.automaticBoundsShare().isEmpty() || hasAutomaticBounds(aggregates),
        "privacy.automatic_bounds_share",
        "is given, and no aggregate has automatic bounds",
        privacy.automaticBoundsShare().orElse(null),
        "",
        "remove it, or write {auto: {fallback: [lower, upper]}} for the bounds of an aggregate");
  }

  static void checkDelta(Faults faults, GroupsSpec groups, PrivacySpec privacy) {
    faults.require(
        !(groups instanceof GroupsSpec.PrivateGroups) || privacy.delta().isPresent(),
        "privacy.delta",
        "is missing, and private groups need it",
        null,
        "a number > 0 and < 1, at most 1e-6 as a rule",
        "add delta, such as 1e-9, or make the groups public");
  }

  /** The two families cover an L2 norm by different amounts, which are not compared. */
  static void checkNoise(Faults faults, List<AggregateSpec> aggregates, PrivacySpec privacy) {
    faults.require(
        privacy.noise() != NoiseKind.AUTO
            || aggregates.stream()
                .flatMap(aggregate -> aggregate.vector().stream())
                .noneMatch(vector -> vector.norm() == VectorNorm.L2),
        "privacy.noise",
        "can't be chosen beside a vector_sum of norm l2",
        NoiseKind.AUTO.word(),
        "laplace, gaussian",
        "write gaussian, which fits that norm");
  }

  /** A target sets discrete noise to the step; noise that is rounded keeps to it only about. */
  static void checkNoiseSource(Faults faults, List<AggregateSpec> aggregates, PrivacySpec privacy) {
    for (int i = 0; i < aggregates.size() && privacy.noiseSource() == NoiseSource.GOOGLE; i++) {
      Optional<BigDecimal> target = aggregates.get(i).accuracy().targetError();
      faults.require(
          target.isEmpty(),
          SpecPath.key(SpecPath.index("aggregates", i), "target_error"),
          "can't be kept to the step by noise of Google's library",
          target.orElse(null),
          "no target beside noise_source: google",
          "give a weight in its place, or remove noise_source");
    }
  }

  static void checkWords(
      Faults faults,
      String name,
      List<String> accounts,
      Optional<String> purpose,
      Optional<String> where,
      Optional<String> ledger,
      String timeZone) {
    faults.require(
        Names.isId(name),
        "release",
        "is not a name for a release",
        name,
        Names.ID_LEGAL,
        "rename it");
    faults.require(
        !accounts.isEmpty() && Set.copyOf(accounts).size() == accounts.size(),
        "account",
        accounts.isEmpty() ? "names no account" : "names an account twice",
        String.join(", ", accounts),
        "one id, or a list of different ids",
        "name each account that the tables belong to once");
    for (String account : accounts) {
      faults.require(
          Names.isId(account),
          "account",
          "is not the id of a ledger account",
          account,
          Names.ID_LEGAL,
          "give the id under which the account was created");
    }
    faults.require(
        purpose.map(Names::isId).orElse(true),
        "purpose",
        "is not the name of a purpose",
        purpose.orElse(""),
        Names.ID_LEGAL,
        "give one of the account's purposes, as budget show lists them");
    faults.require(
        where.map(condition -> !condition.isBlank()).orElse(true),
        "where",
        "is blank",
        where.orElse(""),
        "an SQL condition over the joined sources",
        "write the condition, or remove the field");
    faults.require(
        ledger.map(uri -> !uri.isBlank()).orElse(true),
        "ledger",
        "is blank",
        ledger.orElse(""),
        "a URI, such as file:tacet-ledger",
        "name the ledger, or remove the field");
    faults.require(
        Names.isTimeZone(timeZone),
        "time_zone",
        "is not a time zone",
        timeZone,
        "a zone id, such as UTC, Europe/Berlin or +02:00",
        "correct it, or remove the field for UTC");
  }
}
