package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.renyi.RenyiDivergence;

/**
 * Sums of Renyi divergences of one order, which is fixed at creation (Feldman, Zrnic 2021,
 * "Individual privacy accounting via a Renyi filter", Theorem 4.3): within the limit R on every
 * path, all has a divergence of at most R, and costs
 *
 * <pre>epsilon = R + log(1 / delta) / (alpha - 1) + log(1 - 1 / alpha) - log(alpha) / (alpha - 1)
 * </pre>
 *
 * (Canonne, Kamath, Steinke 2020, Proposition 12). It takes sampled mechanisms, of which zCDP knows
 * nothing. The order may not be chosen afterwards: which one is best depends on what was charged.
 *
 * @param total what the limits amount to, epsilon above 0
 * @param failureDelta the part of the total's delta that failures may use up; the rest, at least
 *     1e-300, converts the divergence
 * @param relation the neighbours
 * @param order alpha, above 1 and finite
 * @param charged divergence and delta, within the limits
 */
public record RenyiFilter(
    ApproximateDp total,
    BigDecimal failureDelta,
    NeighborRelation relation,
    double order,
    Charge charged)
    implements PrivacyFilter {

  private static final String MEASURE = "renyi_divergence";

  /** Covers some 20 roundings of 2^-53 a term, with a factor of 400 to spare. */
  private static final double ROUNDING_MARGIN = 1e-12;

  private static final MathContext DOWN = new MathContext(17, RoundingMode.FLOOR);

  public RenyiFilter {
    Objects.requireNonNull(relation, "relation");
    if (!(order > 1 && order < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "order must be a finite number above 1. Provided value: " + order + ".");
    }
    BigDecimal limit = divergence(total, failureDelta, order);
    if (limit.signum() <= 0) {
      throw new IllegalArgumentException(
          "order must be large enough to leave a divergence above 0 within %s; %s is the best for Gaussian noise. Provided value: %s."
              .formatted(total, orderForGaussianNoise(total, failureDelta), order));
    }
    FilterParameters.requireWithin(charged, new Charge(limit, failureDelta), MEASURE);
  }

  /** A filter of which nothing is charged. */
  public static RenyiFilter within(
      ApproximateDp total, BigDecimal failureDelta, NeighborRelation relation, double order) {
    return new RenyiFilter(total, failureDelta, relation, order, Charge.NONE);
  }

  /**
   * About the order at which most Gaussian noise fits into the total: the one with the largest
   * limit over alpha. For other mechanisms another one may be better, and any one is valid.
   */
  public static double orderForGaussianNoise(ApproximateDp total, BigDecimal failureDelta) {
    double best = 2;
    double most = Double.NEGATIVE_INFINITY;
    for (int step = -400; step <= 600; step++) {
      double order = 1 + Math.exp(step / 40.0);
      double fits = divergence(total, failureDelta, order).doubleValue() / order;
      if (fits > most) {
        most = fits;
        best = order;
      }
    }
    return best;
  }

  private static BigDecimal divergence(ApproximateDp total, BigDecimal failureDelta, double order) {
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    return total.epsilon().subtract(new BigDecimal(conversion(rest, order))).round(DOWN);
  }

  /** What is added to a divergence, rounded up. */
  private static double conversion(BigDecimal delta, double order) {
    double excess = order - 1;
    double failure = -Math.log(Math.nextDown(delta.doubleValue())) / excess;
    double logOrder = Math.log(order) / excess;
    double complement = Math.log1p(1 / excess);
    double magnitudes = failure + logOrder + complement;
    return failure - logOrder - complement + ROUNDING_MARGIN * magnitudes;
  }

  @Override
  public Charge limit() {
    return new Charge(divergence(total, failureDelta, order), failureDelta);
  }

  @Override
  public String measure() {
    return MEASURE;
  }

  @Override
  public Optional<Charge> cost(PrivacyEvent next) {
    double divergence = RenyiDivergence.of(next, relation, order);
    return divergence < Double.POSITIVE_INFINITY
        ? Optional.of(Charge.roundedUp(divergence, RenyiDivergence.additiveDelta(next, relation)))
        : Optional.empty();
  }

  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    if (charge.loss().signum() == 0) {
      return new ApproximateDp(BigDecimal.ZERO, charge.delta());
    }
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    BigDecimal epsilon = charge.loss().add(new BigDecimal(conversion(rest, order)));
    return new ApproximateDp(epsilon.max(BigDecimal.ZERO), rest.add(charge.delta()));
  }

  @Override
  public RenyiFilter withCharged(Charge charge) {
    return new RenyiFilter(total, failureDelta, relation, order, charge);
  }
}
