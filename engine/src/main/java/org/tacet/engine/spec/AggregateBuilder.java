package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;

/** Makes an aggregate from what the spec says of it. */
final class AggregateBuilder {

  private final Faults faults = new Faults();
  private final Kind kind;
  private final JsonNode body;

  private AggregateBuilder(Kind kind, JsonNode body) {
    this.kind = kind;
    this.body = body;
  }

  static AggregateSpec build(JsonNode node) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(candidate -> node.has(candidate.word()))
            .findFirst()
            .orElseThrow();
    return new AggregateBuilder(kind, node.get(kind.word()))
        .named(node.get("name").textValue(), node);
  }

  private AggregateSpec named(String name, JsonNode aggregate) {
    Optional<Clamp> perGroup = clamp("contribution_bounds_per_group");
    Optional<Clamp> perRow = clamp("contribution_bounds_per_row");
    Optional<AccuracySpec> accuracy =
        faults.collect(
            "",
            () -> new AccuracySpec(number(aggregate, "weight"), number(aggregate, "target_error")));
    faults.throwIfAny();
    JsonNode rows = body.path("max_rows_per_group");
    return new AggregateSpec(
        name,
        kind,
        Optional.ofNullable(body.path("value").textValue()),
        perGroup,
        perRow,
        rows.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(rows.longValue()),
        number(body, "grid"),
        number(body, "rank"),
        accuracy.orElseThrow());
  }

  private static Optional<BigDecimal> number(JsonNode node, String field) {
    return Optional.of(node.path(field)).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
  }

  private Optional<Clamp> clamp(String field) {
    JsonNode range = body.path(field);
    if (range.isMissingNode()) {
      return Optional.empty();
    }
    return faults.collect(
        SpecPath.key(kind.word(), field),
        () -> new Clamp(range.get(0).decimalValue(), range.get(1).decimalValue()));
  }
}
