package org.tacet.accountant.loss;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.renyi.OrderConversion;

/**
 * rho-zero-concentrated differential privacy (Bun, Steinke 2016, Definition 1.1).
 *
 * @param rho at least 0, with a decimal exponent from -2000 to 2000
 */
public record ZeroConcentratedDp(BigDecimal rho) implements PrivacyLoss {

  /** Each order alpha gives a valid bound; the search only picks a good one. */
  private static final int SEARCH_STEPS = 200;

  /** Keeps a rho found by search clear of the rounding of the conversion that judges it. */
  private static final double SEARCH_MARGIN = 1e-9;

  private static final BigDecimal SMALLEST_DELTA = new BigDecimal("1e-300");

  private static final MathContext UP = new MathContext(17, RoundingMode.CEILING);

  public ZeroConcentratedDp {
    DecimalRange.requireNotNegative("rho", rho);
  }

  /** Composition: rhos add (Bun, Steinke 2016, Lemma 1.7). */
  public ZeroConcentratedDp plus(ZeroConcentratedDp other) {
    return new ZeroConcentratedDp(rho.add(other.rho));
  }

  /**
   * Returns the (epsilon, delta) guarantee, epsilon rounded up, for the given delta.
   *
   * <p>rho-zCDP is a Renyi divergence of at most alpha rho at every order alpha > 1, and each order
   * gives epsilon = alpha rho + ln(1 / (alpha delta)) / (alpha - 1) + ln(1 - 1 / alpha) (Canonne,
   * Kamath, Steinke 2020, Proposition 12). The smallest one found is returned, enlarged by 1e-12 of
   * the sum of its terms' magnitudes, which is more than double arithmetic can have lost.
   *
   * @param delta in [1e-300, 1)
   * @throws IllegalArgumentException if delta is outside its range
   */
  @Override
  public ApproximateDp toApproximateDp(BigDecimal delta) {
    if (delta.compareTo(SMALLEST_DELTA) < 0 || delta.compareTo(BigDecimal.ONE) >= 0) {
      throw new IllegalArgumentException(
          "zero-concentrated privacy needs a delta in [1e-300, 1) to become (epsilon, delta)."
              + " Provided value: "
              + delta);
    }
    if (rho.signum() == 0) {
      return new ApproximateDp(BigDecimal.ZERO, delta);
    }
    double loss = Math.max(rho.doubleValue(), Double.MIN_NORMAL);
    // A smaller delta asks for more: rounding it to a double must not make it larger.
    double roundedDelta = Math.nextDown(delta.doubleValue());
    double epsilon = smallestEpsilon(loss, -Math.log(roundedDelta));
    if (Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "rho must be at most 1e300 to become (epsilon, delta). Provided value: " + rho);
    }
    return new ApproximateDp(new BigDecimal(epsilon, UP), delta);
  }

  /**
   * Returns a rho whose {@link #toApproximateDp} lies within the target: the largest one, rounded
   * down by about 1e-9 of itself.
   *
   * @param target epsilon above 0, delta in [1e-300, 1)
   * @throws IllegalArgumentException if epsilon or delta is outside its range
   */
  public static ZeroConcentratedDp within(ApproximateDp target) {
    if (target.epsilon().signum() == 0) {
      throw new IllegalArgumentException(
          "epsilon must be above 0 to leave room for noise. Provided value: " + target.epsilon());
    }
    double low = 0;
    double high = Math.max(target.epsilon().doubleValue(), Double.MIN_NORMAL);
    while (isWithin(high, target)) {
      low = high;
      high *= 2;
    }
    while (high - low > high * SEARCH_MARGIN / 4) {
      double middle = (low + high) / 2;
      if (isWithin(middle, target)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    MathContext down = new MathContext(15, RoundingMode.FLOOR);
    BigDecimal rho = new BigDecimal(low * (1 - SEARCH_MARGIN / 2)).round(down);
    return new ZeroConcentratedDp(rho);
  }

  private static boolean isWithin(double rho, ApproximateDp target) {
    return new ZeroConcentratedDp(new BigDecimal(rho, MathContext.DECIMAL64))
        .toApproximateDp(target.delta())
        .isWithin(target);
  }

  /** Golden-section search over ln(alpha - 1); the function falls, then rises. */
  private static double smallestEpsilon(double rho, double logInverseDelta) {
    double goldenRatio = (Math.sqrt(5) - 1) / 2;
    double low = -700;
    double high = 700;
    double best = Double.POSITIVE_INFINITY;
    for (int step = 0; step < SEARCH_STEPS; step++) {
      double left = high - goldenRatio * (high - low);
      double right = low + goldenRatio * (high - low);
      double atLeft = epsilonAt(Math.exp(left), rho, logInverseDelta);
      double atRight = epsilonAt(Math.exp(right), rho, logInverseDelta);
      best = Math.min(best, Math.min(atLeft, atRight));
      if (atLeft <= atRight) {
        high = right;
      } else {
        low = left;
      }
    }
    return best;
  }

  /** Proposition 12 at alpha = 1 + excess, rounded up; 0 where the bound is negative. */
  private static double epsilonAt(double excess, double rho, double logInverseDelta) {
    return Math.max(0, OrderConversion.epsilon(excess, rho * (1 + excess), logInverseDelta));
  }
}
