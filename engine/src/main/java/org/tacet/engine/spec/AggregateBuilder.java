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
    return new AggregateBuilder(kind, node.get(kind.word())).named(node.get("name").textValue());
  }

  private AggregateSpec named(String name) {
    Optional<Clamp> perGroup = clamp("contribution_bounds_per_group");
    Optional<Clamp> perRow = clamp("contribution_bounds_per_row");
    faults.throwIfAny();
    JsonNode rows = body.path("max_rows_per_group");
    return new AggregateSpec(
        name,
        kind,
        Optional.ofNullable(body.path("value").textValue()),
        perGroup,
        perRow,
        rows.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(rows.longValue()),
        number("grid"),
        number("rank"));
  }

  private Optional<BigDecimal> number(String field) {
    return Optional.of(body.path(field)).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
  }

  private Optional<Clamp> clamp(String field) {
    JsonNode range = body.path(field);
    if (range.isMissingNode()) {
      return Optional.empty();
    }
    boolean isAutomatic = range.isObject();
    JsonNode bounds = isAutomatic ? range.path("auto").path("fallback") : range;
    String path = SpecPath.key(kind.word(), field) + (isAutomatic ? ".auto.fallback" : "");
    return faults.collect(
        path,
        () -> new Clamp(bounds.get(0).decimalValue(), bounds.get(1).decimalValue(), isAutomatic));
  }
}
