package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.ZeroConcentratedDp;
import org.tacet.accountant.renyi.ZcdpLoss;

/**
 * Sums of rho and delta of approximate zero-concentrated privacy (Whitehouse, Ramdas, Rogers, Wu
 * 2023, "Fully-adaptive composition in differential privacy", Theorem 1): if they are within limits
 * fixed beforehand on every path, all is delta-approximately rho-zCDP, and becomes (epsilon, delta)
 * by Canonne, Kamath, Steinke 2020, Proposition 12, at the order that suits the limits. An event
 * with a divergence of xi + rho alpha is charged xi + rho, as alpha is above 1.
 *
 * @param total what the limits amount to, epsilon above 0
 * @param failureDelta the part of the total's delta that failures may use up, such as those of
 *     group selections; the rest, at least 1e-300, converts rho
 * @param relation the neighbours
 * @param rhoTotal the limit of rho: with the rest of delta it has to be within the total
 * @param charged rho and delta, within the limits
 */
public record ZcdpFilter(
    ApproximateDp total,
    BigDecimal failureDelta,
    NeighborRelation relation,
    BigDecimal rhoTotal,
    Charge charged)
    implements PrivacyFilter {

  private static final String MEASURE = "rho";

  public ZcdpFilter {
    Objects.requireNonNull(relation, "relation");
    FilterParameters.requireRho(rhoTotal);
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    ApproximateDp limit = new ZeroConcentratedDp(rhoTotal).toApproximateDp(rest);
    if (limit.epsilon().compareTo(total.epsilon()) > 0) {
      throw new IllegalArgumentException(
          "rho_total must be within the total's epsilon, %s, at delta %s. Provided value: %s."
              .formatted(total.epsilon(), rest, rhoTotal));
    }
    FilterParameters.requireWithin(charged, new Charge(rhoTotal, failureDelta), MEASURE);
  }

  /** A filter of which nothing is charged, with the largest rho. */
  public static ZcdpFilter within(
      ApproximateDp total, BigDecimal failureDelta, NeighborRelation relation) {
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    BigDecimal rho = ZeroConcentratedDp.within(new ApproximateDp(total.epsilon(), rest)).rho();
    return new ZcdpFilter(total, failureDelta, relation, rho, Charge.NONE);
  }

  @Override
  public Charge limit() {
    return new Charge(rhoTotal, failureDelta);
  }

  @Override
  public String measure() {
    return MEASURE;
  }

  @Override
  public Optional<Charge> cost(PrivacyEvent next) {
    ZcdpLoss loss = ZcdpLoss.of(next, relation);
    double rho = Math.nextUp(loss.rho() + loss.xi());
    if (loss.rho() + loss.xi() == 0) {
      rho = 0;
    }
    return rho < Double.POSITIVE_INFINITY
        ? Optional.of(Charge.roundedUp(rho, loss.delta()))
        : Optional.empty();
  }

  @Override
  public ApproximateDp asApproximateDp(Charge charge) {
    if (charge.loss().signum() == 0) {
      return new ApproximateDp(BigDecimal.ZERO, charge.delta());
    }
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    BigDecimal epsilon = new ZeroConcentratedDp(charge.loss()).toApproximateDp(rest).epsilon();
    return new ApproximateDp(epsilon, rest.add(charge.delta()));
  }

  @Override
  public ZcdpFilter withCharged(Charge charge) {
    return new ZcdpFilter(total, failureDelta, relation, rhoTotal, charge);
  }
}
