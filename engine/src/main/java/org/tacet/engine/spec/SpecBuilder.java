package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tacet.accountant.calibration.NoiseKind;

/** Makes the records from a document that the schema accepts, and gathers what they refuse. */
final class SpecBuilder {

  private final JsonNode spec;
  private final Faults faults = new Faults();
  private final boolean rowsAreUnits;

  private SpecBuilder(JsonNode spec) {
    this.spec = spec;
    this.rowsAreUnits =
        spec.get("sources").properties().stream()
            .anyMatch(source -> source.getValue().path("private").has("rows"));
  }

  /**
   * Makes the spec.
   *
   * @throws InvalidSpecException with the faults of all parts and, as far as the parts they concern
   *     could be made, those between parts
   */
  static ReleaseSpec build(JsonNode spec, String hash) {
    return new SpecBuilder(spec).build(hash);
  }

  private ReleaseSpec build(String hash) {
    Optional<Map<String, SourceSpec>> sources = sources();
    Optional<List<JoinSpec>> joins = list("joins", SpecBuilder::join);
    Optional<List<GroupColumn>> groupBy = list("group_by", SpecBuilder::groupColumn);
    Optional<GroupsSpec> groups =
        groupBy.flatMap(
            by -> faults.collect("", () -> GroupsBuilder.build(spec.path("groups"), by)));
    Optional<BoundsSpec> bounds =
        groupBy.flatMap(by -> faults.collect("", () -> bounds(spec.path("bounds"), by)));
    Optional<List<GroupingSpec>> groupings =
        groupBy.flatMap(
            by ->
                bounds.flatMap(
                    bound ->
                        faults.collect(
                            "", () -> GroupingsBuilder.build(spec.path("groupings"), by, bound))));
    Optional<List<AggregateSpec>> aggregates =
        list("aggregates", node -> AggregateBuilder.build(node, rowsAreUnits));
    Optional<PrivacySpec> privacy = faults.collect("", () -> privacy(spec.path("privacy")));
    Optional<OutputSpec> output =
        faults.collect("", () -> OutputBuilder.build(spec.path("output")));
    if (sources.isPresent() && joins.isPresent() && groups.isPresent()) {
      RowsSpec rows = rows(joins.get());
      new SourceChecks(faults, sources.get(), rows, groups.get()).check();
      RowUnitChecks.checkSources(faults, sources.get(), rows);
    }
    if (groups.isPresent()
        && groupings.isPresent()
        && aggregates.isPresent()
        && sources.isPresent()) {
      new GroupChecks(
              faults,
              groupBy.get(),
              groups.get(),
              groupings.get(),
              bounds.get(),
              aggregates.get(),
              intervals(),
              standardDeviations())
          .check(sources.get());
      RowUnitChecks.checkBounds(
          faults, sources.get(), groups.get(), bounds.get(), groupings.get(), aggregates.get());
    }
    if (groupings.isPresent() && groups.isPresent() && aggregates.isPresent()) {
      new ConsistencyChecks(
              faults, groupBy.get(), groups.get(), groupings.get(), bounds.get(), aggregates.get())
          .check(consistentGroupings());
    }
    if (groupings.isPresent() && output.isPresent()) {
      OutputSpec.check(faults, output.get(), groupBy.get(), groupings.get());
    }
    if (aggregates.isPresent() && output.isPresent()) {
      OutputSpec.checkColumns(faults, output.get(), aggregates.get());
    }
    if (groups.isPresent() && privacy.isPresent()) {
      ReleaseSpec.checkDelta(faults, groups.get(), privacy.get());
    }
    if (aggregates.isPresent() && groupings.isPresent()) {
      ReleaseSpec.checkAutomaticBounds(faults, aggregates.get(), groupings.get());
    }
    if (aggregates.isPresent() && privacy.isPresent()) {
      ReleaseSpec.checkNoise(faults, aggregates.get(), privacy.get());
      ReleaseSpec.checkBoundsShare(faults, aggregates.get(), privacy.get());
    }
    ReleaseSpec.checkWords(
        faults,
        text("release"),
        accounts(),
        word("purpose"),
        word("where"),
        word("ledger"),
        timeZone());
    faults.throwIfAny();
    return new ReleaseSpec(
        text("release"),
        accounts(),
        word("purpose"),
        sources.get(),
        rows(joins.get()),
        word("where"),
        groupBy.get(),
        groups.get(),
        groupings.get(),
        consistentGroupings(),
        bounds.get(),
        aggregates.get(),
        intervals(),
        standardDeviations(),
        privacy.get(),
        output.get(),
        word("ledger"),
        timeZone(),
        hash);
  }

  private RowsSpec rows(List<JoinSpec> joins) {
    faults.require(
        word("query").isEmpty() || joins.isEmpty(),
        "joins",
        "stand beside query",
        joins.stream().map(JoinSpec::table).toList(),
        "from and joins, or query",
        "write the joins into the query");
    return word("query")
        .<RowsSpec>map(RowsSpec.Query::new)
        .orElseGet(() -> new RowsSpec.Joins(text("from"), joins));
  }

  private Optional<BigDecimal> intervals() {
    return Optional.of(spec.path("intervals"))
        .filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue);
  }

  private boolean consistentGroupings() {
    return spec.path("consistent_groupings").booleanValue();
  }

  private boolean standardDeviations() {
    return spec.path("standard_deviations").booleanValue();
  }

  private List<String> accounts() {
    JsonNode account = spec.path("account");
    List<String> ids = new ArrayList<>();
    if (account.isArray()) {
      account.forEach(id -> ids.add(id.textValue()));
    } else {
      ids.add(account.textValue());
    }
    return ids;
  }

  private Optional<Map<String, SourceSpec>> sources() {
    Map<String, SourceSpec> sources = new LinkedHashMap<>();
    boolean complete = true;
    for (Map.Entry<String, JsonNode> entry : spec.get("sources").properties()) {
      String name = entry.getKey();
      Optional<SourceSpec> source =
          faults.collect(
              SpecPath.key("sources", name), () -> SourceBuilder.build(name, entry.getValue()));
      source.ifPresent(made -> sources.put(name, made));
      complete &= source.isPresent();
    }
    return complete ? Optional.of(sources) : Optional.empty();
  }

  private <T> Optional<List<T>> list(String field, Function<JsonNode, T> part) {
    JsonNode nodes = spec.path(field);
    List<T> parts = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      JsonNode node = nodes.get(i);
      faults.collect(SpecPath.index(field, i), () -> part.apply(node)).ifPresent(parts::add);
    }
    return parts.size() == nodes.size() ? Optional.of(parts) : Optional.empty();
  }

  private static JoinSpec join(JsonNode node) {
    return new JoinSpec(node.get("table").textValue(), pairs(node.get("on")));
  }

  private static GroupColumn groupColumn(JsonNode node) {
    return node.isTextual()
        ? GroupColumn.plain(node.textValue())
        : new GroupColumn(node.get("name").textValue(), node.get("expression").textValue());
  }

  private BoundsSpec bounds(JsonNode node, List<GroupColumn> groupBy) {
    JsonNode maxGroups = node.path("max_groups_contributed");
    if (!maxGroups.isMissingNode() || groupBy.isEmpty() || rowsAreUnits) {
      return new BoundsSpec(
          maxGroups.asInt(BoundsSpec.ONE_GROUP.maxGroupsContributed()),
          optionalInt(node, "max_rows_contributed"),
          optionalInt(node, "max_rows_joined"),
          node.path("min_privacy_units_per_group").asLong(1));
    }
    throw new InvalidSpecException(
        new Fault(
            "bounds.max_groups_contributed",
            "is missing beside group_by",
            "",
            "1 to " + Integer.MAX_VALUE,
            "give the number of groups that a typical privacy unit appears in"));
  }

  private static OptionalInt optionalInt(JsonNode node, String field) {
    return node.has(field) ? OptionalInt.of(node.get(field).intValue()) : OptionalInt.empty();
  }

  private static PrivacySpec privacy(JsonNode node) {
    JsonNode population = node.path("population");
    return new PrivacySpec(
        node.get("epsilon").decimalValue(),
        Optional.of(node.path("delta")).filter(JsonNode::isNumber).map(JsonNode::decimalValue),
        NoiseKind.valueOf(node.path("noise").asText("laplace").toUpperCase(Locale.ROOT)),
        population.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(population.longValue()),
        node.path("allow_large_epsilon").booleanValue(),
        node.path("allow_large_delta").booleanValue(),
        Optional.of(node.path("automatic_bounds_share"))
            .filter(JsonNode::isNumber)
            .map(JsonNode::decimalValue),
        NoiseSource.valueOf(node.path("noise_source").asText("tacet").toUpperCase(Locale.ROOT)));
  }

  static Map<String, String> pairs(JsonNode node) {
    Map<String, String> pairs = new LinkedHashMap<>();
    node.properties().forEach(entry -> pairs.put(entry.getKey(), entry.getValue().textValue()));
    return pairs;
  }

  private String text(String field) {
    return spec.get(field).textValue();
  }

  private Optional<String> word(String field) {
    return Optional.ofNullable(spec.path(field).textValue());
  }

  private String timeZone() {
    return word("time_zone").orElse(ReleaseSpec.DEFAULT_TIME_ZONE);
  }
}
