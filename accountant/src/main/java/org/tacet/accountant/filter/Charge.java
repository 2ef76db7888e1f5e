package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * What a filter counts: a loss in its own measure and the probability of failures beside it. Sums
 * are exact decimals, so that their order does not matter and nothing is lost by storing them.
 *
 * @param loss epsilon, rho or a Renyi divergence; at least 0
 * @param delta at least 0
 */
public record Charge(BigDecimal loss, BigDecimal delta) {

  public static final Charge NONE = new Charge(BigDecimal.ZERO, BigDecimal.ZERO);

  private static final MathContext UP = new MathContext(20, RoundingMode.CEILING);

  public Charge {
    requireNotNegative("loss", loss);
    requireNotNegative("delta", delta);
  }

  /**
   * Rounded up to 20 digits.
   *
   * @param loss finite and at least 0
   * @param delta finite and at least 0
   */
  static Charge roundedUp(double loss, double delta) {
    return new Charge(new BigDecimal(loss).round(UP), new BigDecimal(delta).round(UP));
  }

  /** Both add. */
  public Charge plus(Charge other) {
    return new Charge(loss.add(other.loss), delta.add(other.delta));
  }

  /** Both as often as {@code count} says. */
  public Charge times(long count) {
    BigDecimal factor = BigDecimal.valueOf(count);
    return new Charge(loss.multiply(factor), delta.multiply(factor));
  }

  /** What is left of this after {@code charged}, which has to be within it. */
  public Charge minus(Charge charged) {
    return new Charge(loss.subtract(charged.loss), delta.subtract(charged.delta));
  }

  /** Whether both parts are 0, of whatever scale. */
  public boolean isNothing() {
    return loss.signum() == 0 && delta.signum() == 0;
  }

  /** Whether both parts are at most those of {@code limit}. */
  public boolean isWithin(Charge limit) {
    return loss.compareTo(limit.loss) <= 0 && delta.compareTo(limit.delta) <= 0;
  }

  /** The exponents are limited as 1e-999999999 would fill the memory of a sum. */
  static void requireNotNegative(String field, BigDecimal value) {
    long exponent = (long) value.precision() - value.scale();
    if (value.signum() < 0 || Math.abs((long) value.scale()) > 4000 || Math.abs(exponent) > 4000) {
      throw new IllegalArgumentException(
          field
              + " must be at least 0, with a decimal exponent from -4000 to 4000. Provided value: "
              + value.round(MathContext.DECIMAL64)
              + ".");
    }
  }
}
