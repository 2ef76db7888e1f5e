package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.tacet.accountant.quantile.TreeShape;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;
import org.tacet.engine.bounding.BoundedDistinct;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundedSum.RowLimit;
import org.tacet.engine.bounding.GivenRanges;
import org.tacet.engine.bounding.RowTerm;
import org.tacet.engine.bounding.RowTerm.Clamped;
import org.tacet.engine.bounding.RowTerm.Square;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.estimate.Estimator;
import org.tacet.engine.estimate.HistogramEstimator;
import org.tacet.engine.estimate.MeanEstimator;
import org.tacet.engine.estimate.NonNegativeEstimator;
import org.tacet.engine.estimate.QuantileEstimator;
import org.tacet.engine.estimate.RegisteredEstimator;
import org.tacet.engine.estimate.TotalEstimator;
import org.tacet.engine.estimate.VarianceEstimator;
import org.tacet.engine.estimate.VectorEstimator;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Vector;

/** Decides what one aggregate needs of each group, and how it is computed from that. */
final class AggregatePlanner {

  /** Squares have units so coarse that the largest square has no more bits than this. */
  private static final int SQUARE_BITS = 40;

  /** A tree tells apart so many values; within a leaf there is no more to see than noise. */
  private static final int MOST_LEAVES = TreeShape.MOST_BRANCHES;

  private final TracedSource source;
  private final StatisticDrafts statistics;
  private final NoiseGrowth noiseGrowth;
  private final ZoneId zone;
  private final int index;
  private final AggregateSpec aggregate;
  private final String field;

  AggregatePlanner(
      TracedSource source,
      StatisticDrafts statistics,
      NoiseGrowth noiseGrowth,
      ZoneId zone,
      int index,
      AggregateSpec aggregate) {
    this.source = source;
    this.statistics = statistics;
    this.noiseGrowth = noiseGrowth;
    this.zone = zone;
    this.index = index;
    this.aggregate = aggregate;
    this.field = "aggregates[" + index + "]." + aggregate.kind().word();
  }

  /** An aggregate whose statistics are drafted and have no noise yet. */
  record Draft(Grid grid, Estimator estimator) {}

  Draft draft() {
    Draft draft = ofKind();
    return aggregate.nonNegative()
        ? new Draft(draft.grid(), new NonNegativeEstimator(draft.estimator()))
        : draft;
  }

  private Draft ofKind() {
    return switch (aggregate.kind()) {
      case PRIVACY_UNITS -> whole(statistics.privacyUnits(aggregate.name()));
      case COUNT -> whole(statistics.sum(aggregate.name(), count()));
      case SUM -> sum();
      case MEAN -> {
        Moments moments = moments();
        yield new Draft(moments.grid, moments.mean);
      }
      case VARIANCE, STDDEV -> variance();
      case QUANTILE, MEDIAN, MIN, MAX -> quantile();
      case HISTOGRAM -> histogram();
      case VECTOR_SUM -> vectorSum();
      case COUNT_DISTINCT ->
          whole(
              statistics.distinct(
                  aggregate.name(),
                  new BoundedDistinct(column(), aggregate.maxDistinct().orElseThrow())));
      case REGISTERED -> registered();
    };
  }

  private static Draft whole(int statistic) {
    return new Draft(Grid.WHOLE, new TotalEstimator(statistic, DataTypes.LongType, 0));
  }

  private BoundedSum count() {
    // Whether a value is there does not depend on its grid.
    RowTerm term =
        aggregate.value().isPresent()
            ? new RowTerm.Present(new ValueColumn(column(), 0))
            : new RowTerm.EachRow();
    return aggregate
        .perGroup()
        .map(Clamp::upper)
        .map(most -> new BoundedSum(term, 0, rows(most.toBigIntegerExact()), null))
        .orElseGet(() -> BoundedSum.ofLimitedRows(term, maxRows()));
  }

  private long maxRows() {
    return rows(BigInteger.valueOf(aggregate.maxRowsPerGroup().orElseThrow()));
  }

  private long rows(BigInteger rows) {
    return Grid.requireWithinRange(rows, field);
  }

  private Draft sum() {
    Clamp clamp = aggregate.perRow().or(aggregate::perGroup).orElseThrow();
    Grid grid = grid(clamp);
    Grid.Steps steps =
        grid.steps(
            clamp,
            field
                + (aggregate.perRow().isPresent()
                    ? ".contribution_bounds_per_row"
                    : ".contribution_bounds_per_group"));
    ValueColumn column = new ValueColumn(column(), grid.exponent());
    BoundedSum sum;
    if (aggregate.perRow().isPresent()) {
      // A unit's m clamped rows add up to something between m min(lower, 0) and m max(upper, 0).
      long lower = timesRows(Math.min(steps.lower(), 0));
      long upper = timesRows(Math.max(steps.upper(), 0));
      sum = BoundedSum.ofValues(column, steps.lower(), steps.upper(), lower, upper);
    } else {
      sum =
          BoundedSum.ofValues(
              column, -BoundedSum.SATURATION, BoundedSum.SATURATION, steps.lower(), steps.upper());
    }
    int statistic = statistics.sum(aggregate.name(), sum);
    return new Draft(grid, new TotalEstimator(statistic, publishedType(type()), grid.exponent()));
  }

  private Draft vectorSum() {
    Vector given = aggregate.vector().orElseThrow();
    DataType element = ((ArrayType) type()).elementType();
    Grid grid = Grid.of(element, aggregate.grid(), given.maxNorm(), field);
    Clamp most = new Clamp(BigDecimal.ZERO, given.maxNorm());
    long maxNorm = grid.steps(most, field + ".max_norm").upper();
    // Under Laplace noise an L2 norm counts by up to the root of the length.
    Grid.requireWithinRange(
        BigInteger.valueOf(maxNorm).multiply(BigInteger.valueOf(given.length())),
        field + ".max_norm");
    List<BoundedSum> components =
        IntStream.range(0, given.length())
            .mapToObj(
                position ->
                    BoundedSum.ofValues(
                        new ValueColumn(column(), grid.exponent(), position),
                        -BoundedSum.SATURATION,
                        BoundedSum.SATURATION,
                        -maxNorm,
                        maxNorm))
            .toList();
    int statistic =
        statistics.vector(aggregate.name(), new PlannedVector(components, given.norm(), maxNorm));
    return new Draft(
        grid,
        new VectorEstimator(
            new TotalEstimator(statistic, publishedType(element), grid.exponent()),
            given.length()));
  }

  /** What mean and variance share. */
  private record Moments(Grid grid, Clamped distance, RowLimit limit, MeanEstimator mean) {}

  private Moments moments() {
    Clamp clamp = aggregate.perRow().orElseThrow();
    Grid grid = grid(clamp);
    Grid.Steps steps = grid.steps(clamp, field + ".contribution_bounds_per_row");
    // Bounds lie within 2^62 steps, so that neither their sum nor a distance overflows.
    long center = Math.floorDiv(steps.lower() + steps.upper(), 2);
    Clamped distance =
        new Clamped(
            new ValueColumn(column(), grid.exponent()), steps.lower(), steps.upper(), center);
    int count =
        statistics.sum(
            aggregate.name() + ": rows",
            BoundedSum.ofLimitedRows(new RowTerm.Present(new ValueColumn(column(), 0)), maxRows()));
    RowLimit limit = new RowLimit(statistics.placeAmongSums(count), maxRows());
    int distances =
        statistics.sum(
            aggregate.name() + ": sum",
            new BoundedSum(
                distance,
                timesRows(steps.lower() - center),
                timesRows(steps.upper() - center),
                limit));
    return new Moments(
        grid,
        distance,
        limit,
        new MeanEstimator(
            count, distances, center, steps.lower(), steps.upper(), grid.step().doubleValue()));
  }

  private Draft variance() {
    Moments moments = moments();
    Clamped distance = moments.distance;
    long largest =
        Math.max(distance.center() - distance.lower(), distance.upper() - distance.center());
    int bits = Long.SIZE - Long.numberOfLeadingZeros(largest);
    Square square = new Square(distance, Math.max(0, 2 * bits - SQUARE_BITS));
    int squares =
        statistics.sum(
            aggregate.name() + ": squares",
            new BoundedSum(
                square,
                timesRows(-square.centerOfSquares()),
                timesRows(square.largestSquare() - square.centerOfSquares()),
                moments.limit));
    return new Draft(
        moments.grid,
        new VarianceEstimator(
            moments.mean,
            squares,
            Math.scalb(1.0, square.shift()),
            square.centerOfSquares(),
            aggregate.kind() == AggregateSpec.Kind.STDDEV));
  }

  private Draft quantile() {
    String bounds = field + ".contribution_bounds_per_row";
    Clamp clamp = numbers(aggregate.perRow().orElseThrow(), bounds);
    Grid grid = grid(clamp);
    Grid.Steps steps = grid.steps(clamp, bounds);
    // Bounds are at most 2^63 steps apart: as an unsigned number that is no overflow.
    long stepsPerLeaf = Long.divideUnsigned(steps.upper() - steps.lower(), MOST_LEAVES) + 1;
    BoundedLeaves leaves =
        new BoundedLeaves(
            new ValueColumn(column(), grid.exponent()),
            steps.lower(),
            steps.upper(),
            stepsPerLeaf,
            aggregate.maxRowsPerGroup().orElseThrow());
    TreeShape shape = TreeShape.forLeaves(leaves.leaves(), noiseGrowth);
    int tree = statistics.tree(aggregate.name() + ": tree", new PlannedTree(leaves, shape));
    return new Draft(
        grid,
        new QuantileEstimator(
            tree,
            shape,
            aggregate.quantileRank().orElseThrow().doubleValue(),
            steps.lower(),
            steps.upper(),
            stepsPerLeaf,
            grid.step().doubleValue(),
            TimePoints.isTime(type()) ? type() : DataTypes.DoubleType));
  }

  private Draft histogram() {
    Bins given = aggregate.bins().orElseThrow();
    List<BigDecimal> edges =
        new TimePoints(type(), zone, field + ".bins")
            .numbers(given.edges(), given.areTimes(), given.written());
    BigDecimal largest = edges.get(0).abs().max(edges.get(edges.size() - 1).abs());
    Grid grid = Grid.of(type(), aggregate.grid(), largest, field);
    BoundedLeaves bins =
        new BoundedLeaves(
            new ValueColumn(column(), grid.exponent()),
            new GivenRanges(grid.edges(edges, field + ".bins")),
            aggregate.maxRowsPerGroup().orElseThrow());
    TreeShape shape = HistogramEstimator.shape(bins.leaves());
    int tree = statistics.tree(aggregate.name(), new PlannedTree(bins, shape));
    // What is published are rows, whatever grid their values lie on.
    return new Draft(Grid.WHOLE, new HistogramEstimator(tree, shape, bins.leaves()));
  }

  /** The sums of a user's terms, each as that of a mean, and the number of rows that have them. */
  private Draft registered() {
    UserAggregate user = aggregate.registered().orElseThrow();
    BigDecimal largest =
        user.termRanges().stream()
            .flatMap(term -> Stream.of(term.lower(), term.upper()))
            .map(bound -> new BigDecimal(bound).abs())
            .reduce(BigDecimal::max)
            .orElseThrow();
    Grid grid = Grid.of(DataTypes.DoubleType, aggregate.grid(), largest, field);
    int count =
        statistics.sum(
            aggregate.name() + ": rows",
            BoundedSum.ofLimitedRows(
                new RowTerm.Present(new ValueColumn(column(), grid.exponent(), 0)), maxRows()));
    RowLimit limit = new RowLimit(statistics.placeAmongSums(count), maxRows());
    List<RegisteredEstimator.Sum> sums = new ArrayList<>();
    for (int index = 0; index < user.termRanges().size(); index++) {
      UserAggregate.Term term = user.termRanges().get(index);
      // Outward: a term at the end of its range is not cut.
      Grid.Steps steps =
          new Grid.Steps(
              steps(term.lower(), grid, RoundingMode.FLOOR),
              steps(term.upper(), grid, RoundingMode.CEILING));
      long center = Math.floorDiv(steps.lower() + steps.upper(), 2);
      Clamped distance =
          new Clamped(
              new ValueColumn(column(), grid.exponent(), index),
              steps.lower(),
              steps.upper(),
              center);
      int distances =
          statistics.sum(
              aggregate.name() + ": " + term.name(),
              new BoundedSum(
                  distance,
                  timesRows(steps.lower() - center),
                  timesRows(steps.upper() - center),
                  limit));
      sums.add(new RegisteredEstimator.Sum(distances, center, steps.lower(), steps.upper()));
    }
    return new Draft(grid, new RegisteredEstimator(user, count, sums, grid.step().doubleValue()));
  }

  private long steps(double bound, Grid grid, RoundingMode rounding) {
    BigDecimal steps = new BigDecimal(bound).divide(grid.step(), 0, rounding);
    return Grid.requireWithinRange(steps.toBigIntegerExact(), field + ".aggregate");
  }

  private Clamp numbers(Clamp clamp, String bounds) {
    List<BigDecimal> numbers =
        new TimePoints(type(), zone, bounds)
            .numbers(List.of(clamp.lower(), clamp.upper()), clamp.areTimes(), clamp.written());
    return new Clamp(numbers.get(0), numbers.get(1));
  }

  private int column() {
    return source.valueColumns().get(index).orElseThrow();
  }

  private DataType type() {
    return source.valueTypes().get(column());
  }

  private Grid grid(Clamp clamp) {
    return Grid.of(type(), aggregate.grid(), clamp.lower().abs().max(clamp.upper().abs()), field);
  }

  private long timesRows(long steps) {
    BigInteger rows = BigInteger.valueOf(aggregate.maxRowsPerGroup().orElseThrow());
    return Grid.requireWithinRange(rows.multiply(BigInteger.valueOf(steps)), field);
  }

  private static DataType publishedType(DataType type) {
    if (type instanceof DecimalType decimal) {
      return DataTypes.createDecimalType(DecimalType.MAX_PRECISION(), decimal.scale());
    }
    return type instanceof DoubleType || type instanceof FloatType
        ? DataTypes.DoubleType
        : DataTypes.LongType;
  }
}
