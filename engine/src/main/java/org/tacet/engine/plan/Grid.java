package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * The public grid of an aggregate (P5): values are whole multiples of {@code step}. Whole numbers
 * have step 1, decimals the unit of their last place, floats and doubles a power of two. Dates are
 * numbers of days, timestamps numbers of seconds in steps of a microsecond.
 *
 * @param exponent for floats and doubles, step = 2^exponent; 0 otherwise
 * @param isPowerOfTwo whether it is the grid of a float or double
 */
public record Grid(BigDecimal step, int exponent, boolean isPowerOfTwo) {

  /** The grid of counts and whole numbers. */
  public static final Grid WHOLE = new Grid(BigDecimal.ONE, 0, false);

  /** Without a grid of its own a double keeps this many bits below its largest bound. */
  private static final int DEFAULT_BITS = 24;

  /** Half of the 62 bits of steps lie below the fallback, half above. */
  private static final int BITS_BELOW_FALLBACK = 31;

  /** Grids from 2^-300 to 2^300: their multiples are exact as doubles. */
  private static final int MAX_EXPONENT = 300;

  /** How far off an advised bound may be, in exchange for fewer digits. */
  private static final BigDecimal ADVISED_TOLERANCE = new BigDecimal("0.02");

  private static final BigDecimal MICROSECOND = new BigDecimal("0.000001");

  private static final BigInteger MAX_STEPS = BigInteger.valueOf(BoundedSum.SATURATION);

  /**
   * @param requested the spec's grid, if any
   * @param largestBound the largest magnitude among the bounds
   */
  static Grid of(
      DataType type, Optional<BigDecimal> requested, BigDecimal largestBound, String field) {
    if (type instanceof DoubleType || type instanceof FloatType) {
      int exponent =
          requested
              .map(step -> powerOfTwo(step, field))
              .orElseGet(() -> defaultExponent(largestBound, field));
      return new Grid(twoTo(exponent), exponent, true);
    }
    BigDecimal own =
        type instanceof DecimalType decimal
            ? BigDecimal.ONE.movePointLeft(decimal.scale())
            : TimePoints.isTime(type) && !(type instanceof DateType) ? MICROSECOND : BigDecimal.ONE;
    if (requested.isPresent() && requested.get().compareTo(own) != 0) {
      throw fault(
          field + ".grid",
          "is not the grid of a column of type " + type.sql(),
          requested.get().toPlainString(),
          own.toPlainString(),
          "remove it");
    }
    return new Grid(own, 0, false);
  }

  /**
   * The grid on which a range is looked for: without a grid of its own a double is told apart from
   * 2^-31 to 2^31 times the fallback's largest magnitude, beyond which it saturates.
   */
  static Grid forSearch(
      DataType type, Optional<BigDecimal> requested, BigDecimal largestFallback, String field) {
    Grid grid = of(type, requested, largestFallback, field);
    if (!grid.isPowerOfTwo || requested.isPresent()) {
      return grid;
    }
    int exponent = Math.max(-MAX_EXPONENT, grid.exponent + DEFAULT_BITS - BITS_BELOW_FALLBACK);
    return new Grid(twoTo(exponent), exponent, true);
  }

  /**
   * The range between two numbers of steps of a search grid, rounded outward to the grid that these
   * bounds will have.
   *
   * @param hasOwnGrid whether the spec says which grid that is
   */
  Clamp outward(long lower, long upper, boolean hasOwnGrid) {
    long unit = 1;
    if (isPowerOfTwo && !hasOwnGrid) {
      // Rounding may double the largest bound, whose grid is then that much coarser.
      long largest = Math.max(Math.abs(lower), Math.abs(upper));
      int bits = Long.SIZE - Long.numberOfLeadingZeros(largest);
      unit = 1L << Math.max(0, bits - DEFAULT_BITS);
    }
    long down = Math.floorDiv(lower, unit) * unit;
    long up = -Math.floorDiv(-upper, unit) * unit;
    return new Clamp(inValue(down), inValue(down == up ? up + unit : up), false, true);
  }

  private BigDecimal inValue(long steps) {
    BigDecimal value = step.multiply(BigDecimal.valueOf(steps)).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }

  private static int defaultExponent(BigDecimal largestBound, String field) {
    int exponent = Math.getExponent(largestBound.doubleValue()) - DEFAULT_BITS;
    if (Math.abs(exponent) > MAX_EXPONENT) {
      throw fault(
          field,
          "has bounds for which no grid can be chosen",
          largestBound.stripTrailingZeros().toString(),
          "bounds whose largest magnitude lies between 2^-276 and 2^324",
          "measure the value in another unit");
    }
    return exponent;
  }

  private static int powerOfTwo(BigDecimal step, String field) {
    double value = step.doubleValue();
    int exponent = Math.getExponent(value);
    boolean inRange = Math.abs(exponent) <= MAX_EXPONENT;
    if (!inRange || twoTo(exponent).compareTo(step) != 0) {
      String near = inRange ? twoTo(exponent).stripTrailingZeros().toPlainString() : "1";
      throw fault(
          field + ".grid",
          "is not a power of two",
          step.toPlainString(),
          "2^-300 to 2^300, such as 0.25, 0.0078125, 1, 64",
          "use " + near);
    }
    return exponent;
  }

  private static BigDecimal twoTo(int exponent) {
    BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(exponent)));
    return exponent >= 0 ? power : BigDecimal.ONE.divide(power);
  }

  /** The clamp in steps; both bounds have to lie on the grid and within 2^62 steps. */
  Steps steps(Clamp clamp, String field) {
    return new Steps(steps(clamp.lower(), field), steps(clamp.upper(), field));
  }

  /** Edges of bins in steps: on the grid, and within what values saturate at. */
  long[] edges(List<BigDecimal> edges, String field) {
    long[] steps = new long[edges.size()];
    for (int index = 0; index < steps.length; index++) {
      String at = field + "[" + index + "]";
      steps[index] = steps(edges.get(index), at);
      if (Math.abs(steps[index]) == BoundedSum.SATURATION) {
        throw fault(
            at,
            "lies where values saturate",
            edges.get(index).toPlainString(),
            "edges of less than 2^62 steps of the grid",
            "move the edge inward, or use a coarser grid");
      }
    }
    return steps;
  }

  private long steps(BigDecimal bound, String field) {
    BigDecimal[] parts = bound.divideAndRemainder(step);
    if (parts[1].signum() != 0) {
      throw fault(
          field,
          "has a bound that does not lie on the grid of " + plain(step),
          bound.toPlainString(),
          "whole multiples of the grid",
          advice(bound));
    }
    return requireWithinRange(parts[0].toBigIntegerExact(), field);
  }

  private String advice(BigDecimal bound) {
    if (!isPowerOfTwo) {
      return "use %s or %s"
          .formatted(
              plain(multiple(bound, step, RoundingMode.FLOOR)),
              plain(multiple(bound, step, RoundingMode.CEILING)));
    }
    return "use %s or %s, or sum the value cast to a decimal of %d places, whose grid holds %s"
        .formatted(
            plain(nearby(bound, RoundingMode.FLOOR)),
            plain(nearby(bound, RoundingMode.CEILING)),
            bound.stripTrailingZeros().scale(),
            plain(bound));
  }

  /** The multiple of the largest power of two that is near the bound: the one of fewest digits. */
  private BigDecimal nearby(BigDecimal bound, RoundingMode side) {
    BigDecimal tolerance = bound.abs().multiply(ADVISED_TOLERANCE);
    BigDecimal near = multiple(bound, step, side);
    for (int coarser = Math.getExponent(bound.doubleValue()); coarser > exponent; coarser--) {
      BigDecimal candidate = multiple(bound, twoTo(coarser), side);
      if (candidate.subtract(bound).abs().compareTo(tolerance) <= 0) {
        return candidate;
      }
    }
    return near;
  }

  private static BigDecimal multiple(BigDecimal bound, BigDecimal step, RoundingMode side) {
    return bound.divide(step, 0, side).multiply(step);
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  static long requireWithinRange(BigInteger steps, String field) {
    if (steps.abs().compareTo(MAX_STEPS) > 0) {
      throw fault(
          field,
          "allows a sum that could overflow",
          steps + " steps of the grid",
          "at most 2^62 steps",
          "tighten the bounds or use a coarser grid");
    }
    return steps.longValueExact();
  }

  private static InvalidSpecException fault(
      String field, String problem, String given, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, given, legal, fix));
  }

  /** A range in steps. */
  record Steps(long lower, long upper) {}
}
