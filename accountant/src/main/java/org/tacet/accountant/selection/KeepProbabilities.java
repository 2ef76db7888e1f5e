package org.tacet.accountant.selection;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import org.tacet.accountant.arithmetic.ExponentialBracket;
import org.tacet.accountant.arithmetic.Fraction;

/**
 * The probabilities N(n) / 2^64 with which a group of n privacy units is kept.
 *
 * <p>The decision about one group is (epsilon, delta)-DP if and only if, for every n,
 *
 * <pre>
 *   p(n + 1) &lt;= e^epsilon p(n) + delta                    (kept)
 *   p(n + 1) &lt;= 1 - e^-epsilon (1 - p(n) - delta)         (dropped)
 * </pre>
 *
 * and p never falls; the two inequalities in the other direction follow from that. The optimal rule
 * takes the smaller right side, or 1. Here it is computed on the numbers that are drawn against,
 * not on ideal ones: with G = 2^64, each N(n + 1) is the floor of
 *
 * <pre>
 *   min(growth N(n) + addition,  G - shrinkage max(0, G - N(n) - addition),  G)
 * </pre>
 *
 * with growth at most e^epsilon, addition at most delta G and shrinkage at least e^-epsilon. Each
 * of the three roundings and the floor make the right sides smaller, and G - N(n) - addition, where
 * it is negative, leaves the second bound above G. So the inequalities hold exactly for N(n) / G.
 * The table never falls since growth >= 1 >= shrinkage. It ends, since each step adds at least
 * floor(addition) >= 1 to N(n) as long as that is the smaller bound, and takes as much off the
 * remainder afterwards.
 */
final class KeepProbabilities {

  /** How many counts below certainty a table may hold: 8 megabytes. */
  static final int LARGEST_TABLE = 1 << 20;

  private static final BigInteger GRID = BigInteger.ONE.shiftLeft(Long.SIZE);

  /** Fraction bits of growth and shrinkage, and, beyond the grid's own, of the addition. */
  private static final int FRACTION_BITS = 128;

  /** Beyond, e^epsilon only matters by being at least 2^64: taking less is a lower bound. */
  private static final BigDecimal LARGEST_EPSILON = new BigDecimal(64);

  /** Entry n is N(n) as an unsigned number, for n below {@link #alwaysKeptFrom}. */
  private final long[] table;

  private KeepProbabilities(long[] table) {
    this.table = table;
  }

  static KeepProbabilities of(GroupBudget budget) {
    Fraction epsilon = Fraction.of(budget.epsilon().min(LARGEST_EPSILON));
    BigInteger one = BigInteger.ONE.shiftLeft(FRACTION_BITS);
    BigInteger growth =
        ExponentialBracket.ofPositive(epsilon.numerator(), epsilon.denominator(), FRACTION_BITS)
            .lower();
    BigInteger shrinkage =
        ExponentialBracket.ofNegative(epsilon.numerator(), epsilon.denominator(), FRACTION_BITS)
            .upper()
            .min(one);
    BigInteger addition = Fraction.of(budget.delta()).floorOfShifted(Long.SIZE + FRACTION_BITS);
    if (addition.compareTo(one) < 0) {
      throw new IllegalArgumentException(
          "the delta of one group must be at least 2^-64 (about 5.5e-20). Provided value: "
              + budget.delta().round(MathContext.DECIMAL32)
              + ". Raise delta or lower max_groups_contributed.");
    }
    long[] table = new long[1024];
    BigInteger kept = BigInteger.ZERO;
    int count = 0;
    while (kept.compareTo(GRID) < 0) {
      if (count == LARGEST_TABLE) {
        throw tooLong(budget);
      }
      if (count == table.length) {
        table = Arrays.copyOf(table, 2 * count);
      }
      table[count] = kept.longValue();
      count++;
      kept = next(kept, growth, shrinkage, addition);
    }
    return new KeepProbabilities(Arrays.copyOf(table, count));
  }

  /** One step; the two bounds carry FRACTION_BITS more bits than {@code kept}. */
  private static BigInteger next(
      BigInteger kept, BigInteger growth, BigInteger shrinkage, BigInteger addition) {
    BigInteger grid = GRID.shiftLeft(FRACTION_BITS);
    BigInteger grown = kept.multiply(growth).add(addition);
    BigInteger dropped =
        grid.subtract(kept.shiftLeft(FRACTION_BITS)).subtract(addition).max(BigInteger.ZERO);
    // Negating before the shift, which rounds down, makes the subtracted product a ceiling.
    BigInteger complement =
        grid.add(dropped.multiply(shrinkage).negate().shiftRight(FRACTION_BITS));
    return grown.min(complement).min(grid).shiftRight(FRACTION_BITS);
  }

  /** The smallest count that is kept for certain, at least 1. */
  int alwaysKeptFrom() {
    return table.length;
  }

  /** Whether a uniform word keeps a group: it does with probability N(n) / 2^64. */
  boolean keep(long privacyUnits, long word) {
    if (privacyUnits <= 0) {
      return false;
    }
    return privacyUnits >= table.length
        || Long.compareUnsigned(word, table[(int) privacyUnits]) < 0;
  }

  double probability(long privacyUnits) {
    if (privacyUnits <= 0) {
      return 0;
    }
    return privacyUnits >= table.length ? 1 : numerator(privacyUnits).doubleValue() * 0x1p-64;
  }

  /** N(n) itself, from 0 to 2^64. */
  BigInteger numerator(long privacyUnits) {
    if (privacyUnits >= table.length) {
      return GRID;
    }
    BigInteger signed = BigInteger.valueOf(table[(int) privacyUnits]);
    return signed.signum() < 0 ? signed.add(GRID) : signed;
  }

  private static IllegalArgumentException tooLong(GroupBudget budget) {
    double delta = budget.delta().doubleValue();
    double low = budget.epsilon().doubleValue();
    double high = LARGEST_EPSILON.doubleValue();
    while (high - low > 1e-6 * high) {
      double middle = (low + high) / 2;
      if (approximateLength(middle, delta) > LARGEST_TABLE) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new IllegalArgumentException(
        "the group selection would keep groups for certain only above 2^20 privacy units: the"
            + " epsilon of one group is too small. Provided value: "
            + budget.epsilon().round(MathContext.DECIMAL32)
            + "; smallest workable value: about "
            + new BigDecimal(high, new MathContext(3, RoundingMode.CEILING))
            + ". Raise epsilon or delta, or lower max_groups_contributed.");
  }

  /**
   * The table's length without rounding. The first bound gives p(n) = delta (e^(n epsilon) - 1) /
   * (e^epsilon - 1) and is the smaller one up to p = (1 - delta) / (e^epsilon + 1); the second one
   * then takes as many steps to 1.
   */
  private static double approximateLength(double epsilon, double delta) {
    double excess = Math.expm1(epsilon);
    return 2 * Math.log1p((1 - delta) / (excess + 2) * excess / delta) / epsilon + 1;
  }
}
