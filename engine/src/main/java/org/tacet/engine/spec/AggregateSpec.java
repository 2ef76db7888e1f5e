package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.spec.OwnFields.Bins;
import org.tacet.engine.spec.OwnFields.Distinct;
import org.tacet.engine.spec.OwnFields.Registered;
import org.tacet.engine.spec.OwnFields.Vector;

/**
 * One published column. A count is bounded by {@code perGroup} or {@code maxRowsPerGroup}, a sum by
 * {@code perGroup} or by {@code perRow} with {@code maxRowsPerGroup}, mean, variance, standard
 * deviation and quantiles by the latter two, a histogram by {@code maxRowsPerGroup}, a sum of
 * vectors by what it has of its own; privacy units need no bound.
 *
 * @param name its name in the output
 * @param kind what is computed
 * @param value the SQL expression that is summed, averaged or sorted; for a count, optional: the
 *     one that must not be null
 * @param perGroup the range into which a unit's total in a group is clamped
 * @param perRow the range into which a row's value is clamped
 * @param maxRowsPerGroup how many rows a unit counts for in a group, at least 1
 * @param grid the step to which values are rounded before they are summed or sorted, above 0
 * @param rank of a quantile: the share of rows with a value below it, 0 to 1
 * @param accuracy how much noise it is content with
 * @param own what its kind alone has
 * @param nonNegative whether what is published below 0 becomes 0
 */
public record AggregateSpec(
    String name,
    Kind kind,
    Optional<String> value,
    Optional<Clamp> perGroup,
    Optional<Clamp> perRow,
    OptionalLong maxRowsPerGroup,
    Optional<BigDecimal> grid,
    Optional<BigDecimal> rank,
    AccuracySpec accuracy,
    Optional<OwnFields> own,
    boolean nonNegative) {

  /** What an aggregate computes. */
  public enum Kind {
    /** Rows. */
    COUNT("count"),
    /** Distinct privacy units. */
    PRIVACY_UNITS("privacy_units"),
    /** The sum of an expression. */
    SUM("sum"),
    /** The mean of an expression over rows. */
    MEAN("mean"),
    /** The variance of an expression over rows, divided by their number. */
    VARIANCE("variance"),
    /** The root of the variance. */
    STDDEV("stddev"),
    /** The value below which a share of the rows lies. */
    QUANTILE("quantile"),
    /** The quantile of rank 0.5. */
    MEDIAN("median"),
    /** The quantile of rank 0. */
    MIN("min"),
    /** The quantile of rank 1. */
    MAX("max"),
    /** The number of rows in each of given bins. */
    HISTOGRAM("histogram"),
    /** The sum of vectors. */
    VECTOR_SUM("vector_sum"),
    /** Distinct values of an expression. */
    COUNT_DISTINCT("count_distinct"),
    /** What a user has written. */
    REGISTERED("registered");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word that a spec uses. */
    public String word() {
      return word;
    }

    /** Whether its column holds an array. */
    boolean isArray() {
      return this == HISTOGRAM || this == VECTOR_SUM;
    }

    /** Whether the standard deviation of its noise is one number that noised statistics tell. */
    boolean hasStandardDeviation() {
      return switch (this) {
        case COUNT, PRIVACY_UNITS, SUM, MEAN, VARIANCE, STDDEV, COUNT_DISTINCT, REGISTERED -> true;
        case QUANTILE, MEDIAN, MIN, MAX, HISTOGRAM, VECTOR_SUM -> false;
      };
    }
  }

  /**
   * A range into which values are clamped, in the unit of the value.
   *
   * @param lower at most {@code upper}
   * @param upper the bounds may not both be 0
   * @param areTimes whether they are dates or times, which are kept as microseconds since
   *     1970-01-01 as a clock on the wall shows them
   * @param isAutomatic whether the range is chosen from the data, in a pass of its own that is
   *     charged (P15); until then, and where the data shows none, it is the spec's fallback
   */
  public record Clamp(BigDecimal lower, BigDecimal upper, boolean areTimes, boolean isAutomatic) {

    /** A range of numbers that the spec gives. */
    public Clamp(BigDecimal lower, BigDecimal upper) {
      this(lower, upper, false, false);
    }

    /** The bounds as a spec writes them: numbers, or texts of dates and times. */
    public List<Object> written() {
      return new Points(List.of(lower, upper), areTimes).written();
    }

    public Clamp {
      Faults faults = new Faults();
      List<Object> given = new Points(List.of(lower, upper), areTimes).written();
      faults.require(
          lower.compareTo(upper) <= 0,
          "",
          "has a lower bound above the upper bound",
          given,
          "[lower, upper] with lower <= upper",
          "swap the bounds");
      faults.require(
          areTimes || lower.signum() != 0 || upper.signum() != 0,
          "",
          "clamps every value to 0",
          given,
          "[lower, upper], not both 0",
          "give the range in which typical values lie");
      faults.throwIfAny();
    }
  }

  public AggregateSpec {
    Objects.requireNonNull(kind, "kind");
    AggregateChecks.check(name, kind, value, perGroup, perRow, maxRowsPerGroup, grid, rank, own);
    accuracy.checkFor(kind);
    NonNegativeChecks.check(nonNegative, kind, perGroup.or(() -> perRow));
  }

  /** An aggregate with an even share of the noise, published as it is. */
  public AggregateSpec(
      String name,
      Kind kind,
      Optional<String> value,
      Optional<Clamp> perGroup,
      Optional<Clamp> perRow,
      OptionalLong maxRowsPerGroup,
      Optional<BigDecimal> grid,
      Optional<BigDecimal> rank,
      Optional<OwnFields> own) {
    this(
        name,
        kind,
        value,
        perGroup,
        perRow,
        maxRowsPerGroup,
        grid,
        rank,
        AccuracySpec.EVEN,
        own,
        false);
  }

  /** The bins of a histogram; empty for what is none. */
  public Optional<Bins> bins() {
    return own.filter(Bins.class::isInstance).map(Bins.class::cast);
  }

  /** How many distinct values a unit counts for in a group; empty for what counts none. */
  public OptionalInt maxDistinct() {
    return own.filter(Distinct.class::isInstance)
        .map(Distinct.class::cast)
        .map(each -> OptionalInt.of(each.maxValues()))
        .orElseGet(OptionalInt::empty);
  }

  /** The user's aggregate that is meant; empty for what is none. */
  public Optional<UserAggregate> registered() {
    return own.filter(Registered.class::isInstance)
        .map(Registered.class::cast)
        .map(Registered::aggregate);
  }

  /** The bounds of a sum of vectors; empty for what is none. */
  public Optional<Vector> vector() {
    return own.filter(Vector.class::isInstance).map(Vector.class::cast);
  }

  /**
   * Whether it counts rows, of a unit at most {@link #maxRowsPerGroup} in a group, so that a bound
   * on a unit's rows over all groups is one on it. A sum clamps totals to what so many rows add up
   * to, however many there are.
   */
  public boolean limitsRows() {
    return maxRowsPerGroup.isPresent() && kind != Kind.SUM;
  }

  /** The range that is chosen from the data, or its fallback; empty where the spec gives it. */
  public Optional<Clamp> automaticBounds() {
    return perRow.or(() -> perGroup).filter(Clamp::isAutomatic);
  }

  /** This aggregate with another range in place of the one it has. */
  public AggregateSpec withBounds(Clamp bounds) {
    return new AggregateSpec(
        name,
        kind,
        value,
        perGroup.map(replaced -> bounds),
        perRow.map(replaced -> bounds),
        maxRowsPerGroup,
        grid,
        rank,
        accuracy,
        own,
        nonNegative);
  }

  /** The rank of a quantile, given or by its kind's name; empty for what is none. */
  public Optional<BigDecimal> quantileRank() {
    return switch (kind) {
      case QUANTILE -> rank;
      case MEDIAN -> Optional.of(new BigDecimal("0.5"));
      case MIN -> Optional.of(BigDecimal.ZERO);
      case MAX -> Optional.of(BigDecimal.ONE);
      default -> Optional.empty();
    };
  }

  /** The name of the column that holds the lower end of its interval, where one is published. */
  public String lowerName() {
    return name + "_lower";
  }

  /** The same for the upper end. */
  public String upperName() {
    return name + "_upper";
  }

  /** The same for the standard deviation of its noise. */
  public String standardDeviationName() {
    return name + "_stddev";
  }
}
