package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Distinct;
import org.tacet.engine.spec.OwnFields.Vector;

/** The records refuse what a spec may not hold, whoever makes them. */
class RecordChecksTest {

  private static final Optional<Clamp> CLAMP =
      Optional.of(new Clamp(BigDecimal.ZERO, BigDecimal.ONE));
  private static final Optional<Clamp> TIMES =
      Optional.of(new Clamp(BigDecimal.ZERO, BigDecimal.ONE, true, false));
  private static final Optional<String> VALUE = Optional.of("x");

  private static Arguments refused(String path, Supplier<Object> record) {
    return Arguments.of(path, record);
  }

  static Stream<Arguments> refuses() {
    return Stream.of(
        refused("", () -> new Clamp(BigDecimal.ONE, BigDecimal.ZERO)),
        refused("", () -> new Clamp(BigDecimal.ZERO, new BigDecimal("0.00"))),
        refused("bounds.max_groups_contributed", () -> new BoundsSpec(0, 1)),
        refused("bounds.min_privacy_units_per_group", () -> new BoundsSpec(1, 0)),
        refused(
            "bounds.max_rows_contributed",
            () -> new BoundsSpec(1, OptionalInt.of(0), OptionalInt.empty(), 1)),
        refused(
            "bounds.max_rows_joined",
            () -> new BoundsSpec(1, OptionalInt.empty(), OptionalInt.of(0), 1)),
        refused(
            "bounds.max_rows_joined",
            () -> new BoundsSpec(1, OptionalInt.empty(), OptionalInt.of(1_000_001), 1)),
        refused("count.value", () -> aggregate(Kind.COUNT, Optional.of(" "), CLAMP, none())),
        refused(
            "mean.contribution_bounds_per_group",
            () -> rows(Kind.MEAN, VALUE, CLAMP, CLAMP, OptionalLong.of(1))),
        refused(
            "mean.contribution_bounds_per_row",
            () -> rows(Kind.MEAN, VALUE, none(), none(), OptionalLong.of(1))),
        refused(
            "variance.max_rows_per_group",
            () -> rows(Kind.VARIANCE, VALUE, none(), CLAMP, OptionalLong.empty())),
        refused(
            "variance.max_rows_per_group",
            () -> rows(Kind.VARIANCE, VALUE, none(), CLAMP, OptionalLong.of(0))),
        refused(
            "stddev.value",
            () -> rows(Kind.STDDEV, Optional.empty(), none(), CLAMP, OptionalLong.of(1))),
        refused(
            "stddev.contribution_bounds_per_row",
            () ->
                rows(
                    Kind.STDDEV,
                    VALUE,
                    none(),
                    Optional.of(new Clamp(BigDecimal.ONE, BigDecimal.ONE)),
                    OptionalLong.of(1))),
        refused("quantile.rank", () -> quantile(Kind.QUANTILE, null, CLAMP, 1)),
        refused("quantile.rank", () -> quantile(Kind.QUANTILE, "1.01", CLAMP, 1)),
        refused("quantile.rank", () -> quantile(Kind.QUANTILE, "-0.1", CLAMP, 1)),
        refused("median.rank", () -> quantile(Kind.MEDIAN, "0.5", CLAMP, 1)),
        refused("min.contribution_bounds_per_row", () -> quantile(Kind.MIN, null, none(), 1)),
        refused("max.max_rows_per_group", () -> quantile(Kind.MAX, null, CLAMP, (1L << 22) + 1)),
        refused("histogram.bins", () -> histogram(Kind.HISTOGRAM, null, 1)),
        refused("count.bins", () -> histogram(Kind.COUNT, bins(0, 1), 1)),
        refused(
            "histogram.max_rows_per_group",
            () -> histogram(Kind.HISTOGRAM, bins(0, 1), (1L << 22) + 1)),
        refused("[2]", () -> bins(0, 5, 5)),
        refused(
            "count.contribution_bounds_per_group",
            () -> aggregate(Kind.COUNT, VALUE, TIMES, none())),
        refused(
            "sum.contribution_bounds_per_group", () -> aggregate(Kind.SUM, VALUE, TIMES, none())),
        refused(
            "mean.contribution_bounds_per_row",
            () -> rows(Kind.MEAN, VALUE, none(), TIMES, OptionalLong.of(1))),
        refused("", () -> bins(3)),
        refused("max_distinct_per_group", () -> new Distinct(0)),
        refused("length", () -> new Vector(0, BigDecimal.ONE, VectorNorm.L1)),
        refused("max_norm", () -> new Vector(1, BigDecimal.ZERO, VectorNorm.L1)),
        refused(
            "count.contribution_bounds_per_row",
            () -> aggregate(Kind.COUNT, Optional.empty(), CLAMP, CLAMP)),
        refused(
            "privacy_units.contribution_bounds_per_group",
            () -> aggregate(Kind.PRIVACY_UNITS, Optional.empty(), CLAMP, none())),
        refused("sum", () -> aggregate(Kind.SUM, VALUE, none(), none())),
        refused("sum.value", () -> aggregate(Kind.SUM, Optional.empty(), CLAMP, none())),
        refused("sum.max_rows_per_group", () -> aggregate(Kind.SUM, VALUE, none(), CLAMP)),
        refused("groups.public.values", () -> new PublicList(List.of())),
        refused("groups.public.values[0]", () -> new PublicList(List.of(Arrays.asList(null, 'x')))),
        refused("groups.public.values[0]", () -> new PublicList(List.of(List.of(1.5)))),
        refused(
            "groups.public.values[1]", () -> new PublicList(List.of(List.of("x"), List.of("x")))),
        refused("private.unit", () -> new Ownership.PrivateUnit(List.of())),
        refused("owned_by.foreign_key", () -> new Ownership.OwnedBy("orders", Map.of())),
        refused("on", () -> new JoinSpec("orders", Map.of())),
        refused("name", () -> GroupColumn.plain("a b")),
        refused("output.path", () -> new OutputSpec.Files("", OutputSpec.Format.CSV, List.of())),
        refused("privacy.epsilon", () -> privacy("0", "1e-9")),
        refused("privacy.epsilon", () -> privacy("100.0001", "1e-9")),
        refused("privacy.delta", () -> privacy("1", "0")),
        refused("privacy.delta", () -> privacy("1", "1")),
        refused("privacy.delta", () -> privacy("1", "0.0000010001")));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(String path, Supplier<Object> record) {
    InvalidSpecException invalid = catchThrowableOfType(InvalidSpecException.class, record::get);

    assertThat(invalid).as("refused").isNotNull();
    assertThat(invalid.faults()).as(invalid.getMessage()).hasSize(1);
    assertThat(invalid.path()).isEqualTo(path);
  }

  /** P22: delta up to 1/(10 population), the bound included. */
  @Test
  void deltaMayReachATenthOfOneUnit() {
    BigDecimal delta = new BigDecimal("0.0001");

    assertThat(privacy(delta, OptionalLong.of(1000)).delta()).contains(delta);
    assertThat(
            catchThrowableOfType(
                InvalidSpecException.class, () -> privacy(delta, OptionalLong.of(1001))))
        .hasMessageContaining("for a population of 1001; given 0.0001");
    assertThat(privacy("1", "1e-6").delta()).contains(new BigDecimal("1e-6"));
  }

  @Test
  void recordsKeepTheirOwnCopies() {
    Map<String, String> pairs = new LinkedHashMap<>(Map.of("a", "b"));
    List<Object> group = new ArrayList<>(List.of("x"));
    List<List<Object>> groups = new ArrayList<>(List.of(group));
    JoinSpec join = new JoinSpec("t", pairs);
    PublicList list = new PublicList(groups);

    pairs.clear();
    groups.clear();
    group.clear();

    assertThat(join.on()).containsEntry("a", "b");
    assertThat(list.values()).containsExactly(List.of("x"));
  }

  @Test
  void anExceptionSurvivesSerialization() throws IOException, ClassNotFoundException {
    InvalidSpecException invalid = SpecExample.rejected("{}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(invalid);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((InvalidSpecException) in.readObject()).faults()).isEqualTo(invalid.faults());
    }
  }

  private static Optional<Clamp> none() {
    return Optional.empty();
  }

  private static AggregateSpec aggregate(
      Kind kind, Optional<String> value, Optional<Clamp> perGroup, Optional<Clamp> perRow) {
    return rows(kind, value, perGroup, perRow, OptionalLong.empty());
  }

  private static AggregateSpec rows(
      Kind kind,
      Optional<String> value,
      Optional<Clamp> perGroup,
      Optional<Clamp> perRow,
      OptionalLong maxRows) {
    return new AggregateSpec(
        "a",
        kind,
        value,
        perGroup,
        perRow,
        maxRows,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static AggregateSpec quantile(
      Kind kind, String rank, Optional<Clamp> perRow, long maxRows) {
    return new AggregateSpec(
        "a",
        kind,
        VALUE,
        Optional.empty(),
        perRow,
        OptionalLong.of(maxRows),
        Optional.empty(),
        Optional.ofNullable(rank).map(BigDecimal::new),
        Optional.empty());
  }

  private static AggregateSpec histogram(Kind kind, Bins bins, long maxRows) {
    return new AggregateSpec(
        "a",
        kind,
        VALUE,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.of(maxRows),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(bins));
  }

  private static Bins bins(long... edges) {
    return new Bins(Arrays.stream(edges).mapToObj(BigDecimal::valueOf).toList(), false);
  }

  private static PrivacySpec privacy(String epsilon, String delta) {
    return new PrivacySpec(
        new BigDecimal(epsilon),
        Optional.of(new BigDecimal(delta)),
        NoiseKind.LAPLACE,
        OptionalLong.empty(),
        false,
        false);
  }

  private static PrivacySpec privacy(BigDecimal delta, OptionalLong population) {
    return new PrivacySpec(
        BigDecimal.ONE, Optional.of(delta), NoiseKind.GAUSSIAN, population, false, false);
  }
}
