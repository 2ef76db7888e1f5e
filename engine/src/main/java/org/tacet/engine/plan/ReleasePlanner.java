package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;

/** Makes the plan of a release from its spec and the schema of its sources. */
public final class ReleasePlanner {

  private final ReleaseSpec spec;
  private final TracedSource source;
  private final List<Integer> gridExponents = new ArrayList<>();

  private ReleasePlanner(ReleaseSpec spec, TracedSource source) {
    this.spec = spec;
    this.source = source;
  }

  /**
   * @throws InvalidSpecException when bounds don't fit the grid, a sum could overflow, or no noise
   *     of the asked scale can be drawn
   */
  public static ReleasePlan plan(ReleaseSpec spec, TracedSource source) {
    return new ReleasePlanner(spec, source).plan();
  }

  private ReleasePlan plan() {
    int maxGroups = spec.bounds().maxGroupsContributed();
    int mostGroups =
        Math.min(
            BoundingSettings.MAX_GROUPS_LIMIT,
            BoundingSettings.TOTALS_LIMIT / spec.aggregates().size());
    if (maxGroups > mostGroups) {
      throw fault(
          "bounds.max_groups_contributed",
          "is more than a task can hold for one unit",
          String.valueOf(maxGroups),
          "1 to " + mostGroups,
          "lower it; few units contribute to so many groups");
    }
    List<Bounds> bounds = new ArrayList<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      bounds.add(bounds(index));
    }
    List<Sensitivity> sensitivities =
        bounds.stream().map(each -> new Sensitivity(maxGroups, each.lInf())).toList();
    ReleaseCalibration calibration = calibrate(sensitivities, maxGroups);
    List<PlannedAggregate> aggregates = new ArrayList<>();
    for (int index = 0; index < bounds.size(); index++) {
      aggregates.add(
          new PlannedAggregate(
              spec.aggregates().get(index),
              bounds.get(index).grid(),
              Optional.ofNullable(bounds.get(index).sum()),
              sensitivities.get(index),
              calibration.mechanisms().get(index),
              bounds.get(index).publishedType()));
    }
    return new ReleasePlan(
        spec,
        source.unitNames(),
        source.groups(),
        aggregates,
        gridExponents,
        calibration,
        source.assumptions());
  }

  private ReleaseCalibration calibrate(List<Sensitivity> sensitivities, int maxGroups) {
    ApproximateDp total =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
    try {
      return ReleaseCalibration.of(
          total,
          spec.privacy().noise(),
          sensitivities,
          spec.groups() instanceof PrivateGroups,
          maxGroups,
          spec.bounds().minPrivacyUnitsPerGroup());
    } catch (IllegalArgumentException e) {
      throw new InvalidSpecException(
          new Fault(
              "privacy",
              "can't be met: " + e.getMessage(),
              total.toString(),
              "a guarantee that noise within its range can keep",
              "change epsilon, delta or the bounds as it says"),
          e);
    }
  }

  private Bounds bounds(int index) {
    AggregateSpec aggregate = spec.aggregates().get(index);
    String field = "aggregates[" + index + "]." + aggregate.kind().word();
    return switch (aggregate.kind()) {
      case PRIVACY_UNITS -> new Bounds(Grid.WHOLE, null, 1, DataTypes.LongType);
      case COUNT -> {
        long most = countBound(aggregate, field);
        yield new Bounds(
            Grid.WHOLE,
            new BoundedSum(BoundedSum.EACH_ROW_IS_ONE, 1, 1, 0, most),
            most,
            DataTypes.LongType);
      }
      case SUM -> sumBounds(index, aggregate, field);
    };
  }

  private static long countBound(AggregateSpec aggregate, String field) {
    BigDecimal most =
        aggregate
            .perGroup()
            .map(Clamp::upper)
            .orElseGet(() -> BigDecimal.valueOf(aggregate.maxRowsPerGroup().orElseThrow()));
    return Grid.requireWithinRange(most.toBigIntegerExact(), field);
  }

  private Bounds sumBounds(int index, AggregateSpec aggregate, String field) {
    int column = source.valueColumns().get(index).orElseThrow();
    DataType type = source.valueTypes().get(column);
    Clamp clamp = aggregate.perRow().or(aggregate::perGroup).orElseThrow();
    Grid grid =
        Grid.of(type, aggregate.grid(), clamp.lower().abs().max(clamp.upper().abs()), field);
    gridExponents.add(grid.exponent());
    Grid.Steps steps =
        grid.steps(
            clamp,
            field
                + (aggregate.perRow().isPresent()
                    ? ".contribution_bounds_per_row"
                    : ".contribution_bounds_per_group"));
    BoundedSum sum;
    if (aggregate.perRow().isPresent()) {
      // A unit's m clamped rows add up to something between m min(lower, 0) and m max(upper, 0).
      BigInteger rows = BigInteger.valueOf(aggregate.maxRowsPerGroup().orElseThrow());
      long lower =
          Grid.requireWithinRange(
              rows.multiply(BigInteger.valueOf(Math.min(steps.lower(), 0))), field);
      long upper =
          Grid.requireWithinRange(
              rows.multiply(BigInteger.valueOf(Math.max(steps.upper(), 0))), field);
      sum = new BoundedSum(column, steps.lower(), steps.upper(), lower, upper);
    } else {
      sum =
          new BoundedSum(
              column, -BoundedSum.SATURATION, BoundedSum.SATURATION, steps.lower(), steps.upper());
    }
    return new Bounds(grid, sum, sum.lInfSensitivity(), publishedType(type));
  }

  private static DataType publishedType(DataType type) {
    if (type instanceof DecimalType decimal) {
      return DataTypes.createDecimalType(DecimalType.MAX_PRECISION(), decimal.scale());
    }
    return type instanceof DoubleType || type instanceof FloatType
        ? DataTypes.DoubleType
        : DataTypes.LongType;
  }

  private static InvalidSpecException fault(
      String field, String problem, String given, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, given, legal, fix));
  }

  /** What is known of an aggregate before its noise is. */
  private record Bounds(Grid grid, BoundedSum sum, long lInf, DataType publishedType) {}
}
