package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Distinct;
import org.tacet.engine.spec.OwnFields.Registered;
import org.tacet.engine.spec.OwnFields.Vector;

/** Makes an aggregate from what the spec says of it. */
final class AggregateBuilder {

  private final Faults faults = new Faults();
  private final Kind kind;
  private final JsonNode body;
  private final boolean rowsAreUnits;

  private AggregateBuilder(Kind kind, JsonNode body, boolean rowsAreUnits) {
    this.kind = kind;
    this.body = body;
    this.rowsAreUnits = rowsAreUnits;
  }

  /**
   * @param rowsAreUnits whether each row is a privacy unit, so that bounds on how many rows and
   *     values a unit has may be left out: they are 1
   */
  static AggregateSpec build(JsonNode node, boolean rowsAreUnits) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(candidate -> node.has(candidate.word()))
            .findFirst()
            .orElseThrow();
    return new AggregateBuilder(kind, node.get(kind.word()), rowsAreUnits)
        .named(node.get("name").textValue(), node);
  }

  private AggregateSpec named(String name, JsonNode aggregate) {
    Optional<Clamp> perGroup = clamp("contribution_bounds_per_group");
    Optional<Clamp> perRow = clamp("contribution_bounds_per_row");
    Optional<AccuracySpec> accuracy =
        faults.collect(
            "",
            () -> new AccuracySpec(number(aggregate, "weight"), number(aggregate, "target_error")));
    Optional<OwnFields> own =
        bins().map(OwnFields.class::cast).or(this::vector).or(this::distinct).or(this::registered);
    faults.throwIfAny();
    return new AggregateSpec(
        name,
        kind,
        Optional.ofNullable(body.path("value").textValue()),
        perGroup,
        perRow,
        maxRowsPerGroup(perGroup, perRow),
        number(body, "grid"),
        number(body, "rank"),
        accuracy.orElseThrow(),
        own,
        aggregate.path(NonNegativeChecks.FIELD).booleanValue());
  }

  private OptionalLong maxRowsPerGroup(Optional<Clamp> perGroup, Optional<Clamp> perRow) {
    JsonNode rows = body.path("max_rows_per_group");
    if (!rows.isMissingNode()) {
      return OptionalLong.of(rows.longValue());
    }
    boolean isNeeded =
        switch (kind) {
          case COUNT -> perGroup.isEmpty();
          case SUM -> perRow.isPresent();
          case MEAN, VARIANCE, STDDEV, QUANTILE, MEDIAN, MIN, MAX, HISTOGRAM, REGISTERED -> true;
          case PRIVACY_UNITS, VECTOR_SUM, COUNT_DISTINCT -> false;
        };
    return rowsAreUnits && isNeeded ? OptionalLong.of(1) : OptionalLong.empty();
  }

  private static Optional<BigDecimal> number(JsonNode node, String field) {
    return Optional.of(node.path(field)).filter(JsonNode::isNumber).map(JsonNode::decimalValue);
  }

  private Optional<Bins> bins() {
    JsonNode edges = body.path(Bins.FIELD);
    if (edges.isMissingNode()) {
      return Optional.empty();
    }
    return faults.collect(
        SpecPath.key(kind.word(), Bins.FIELD),
        () -> {
          Points points = Points.of(edges);
          return new Bins(points.numbers(), points.areTimes());
        });
  }

  private Optional<OwnFields> registered() {
    JsonNode name = body.path(Registered.FIELD);
    return name.isMissingNode()
        ? Optional.empty()
        : faults.collect(kind.word(), () -> new Registered(name.textValue()));
  }

  private Optional<OwnFields> distinct() {
    JsonNode most = body.path(Distinct.FIELD);
    if (most.isMissingNode() && rowsAreUnits && kind == Kind.COUNT_DISTINCT) {
      return Optional.of(new Distinct(1));
    }
    return most.isMissingNode()
        ? Optional.empty()
        : faults.collect(kind.word(), () -> new Distinct(most.intValue()));
  }

  private Optional<OwnFields> vector() {
    JsonNode length = body.path(Vector.FIELD);
    if (length.isMissingNode()) {
      return Optional.empty();
    }
    VectorNorm norm =
        Arrays.stream(VectorNorm.values())
            .filter(each -> each.word().equals(body.path("norm").textValue()))
            .findFirst()
            .orElseThrow();
    return faults.collect(
        kind.word(),
        () -> new Vector(length.intValue(), body.path("max_norm").decimalValue(), norm));
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
        () -> {
          Points points = Points.of(bounds);
          return new Clamp(
              points.numbers().get(0), points.numbers().get(1), points.areTimes(), isAutomatic);
        });
  }
}
