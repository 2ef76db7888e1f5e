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
 * <p>Equality is that of all parameters and of what is charged.
 */
public final class ZcdpFilter implements PrivacyFilter {

  private static final String MEASURE = "rho";

  private final ApproximateDp total;
  private final BigDecimal failureDelta;
  private final NeighborRelation relation;
  private final BigDecimal rhoTotal;
  private final Charge charged;

  /**
   * A state.
   *
   * @param total what the limits amount to, epsilon above 0
   * @param failureDelta the part of the total's delta that failures may use up, such as those of
   *     group selections; the rest, at least 1e-300, converts rho
   * @param relation the neighbours
   * @param rhoTotal the limit of rho: with the rest of delta it has to be within the total
   * @param charged rho and delta, within the limits
   */
  public ZcdpFilter(
      ApproximateDp total,
      BigDecimal failureDelta,
      NeighborRelation relation,
      BigDecimal rhoTotal,
      Charge charged) {
    this.total = total;
    this.failureDelta = failureDelta;
    this.relation = Objects.requireNonNull(relation, "relation");
    this.rhoTotal = rhoTotal;
    this.charged = charged;
    FilterParameters.requireRho(rhoTotal);
    BigDecimal rest = FilterParameters.conversionDelta(total, failureDelta);
    ApproximateDp limit = new ZeroConcentratedDp(rhoTotal).toApproximateDp(rest);
    if (limit.epsilon().compareTo(total.epsilon()) > 0) {
      throw new IllegalArgumentException(
          "rho_total must be within the total's epsilon, %s, at delta %s. Provided value: %s."
              .formatted(total.epsilon(), rest, rhoTotal));
    }
    FilterParameters.requireWithin(charged, limit(), MEASURE);
  }

  /** The limits of another state, which were checked; the conversion of rho takes its time. */
  private ZcdpFilter(ZcdpFilter limits, Charge charged) {
    this.total = limits.total;
    this.failureDelta = limits.failureDelta;
    this.relation = limits.relation;
    this.rhoTotal = limits.rhoTotal;
    this.charged = charged;
    FilterParameters.requireWithin(charged, limit(), MEASURE);
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
    return new ZcdpFilter(this, charge);
  }

  @Override
  public ApproximateDp total() {
    return total;
  }

  /** The part of the total's delta that failures may use up. */
  public BigDecimal failureDelta() {
    return failureDelta;
  }

  @Override
  public NeighborRelation relation() {
    return relation;
  }

  /** The limit of rho. */
  public BigDecimal rhoTotal() {
    return rhoTotal;
  }

  @Override
  public Charge charged() {
    return charged;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ZcdpFilter that
        && total.equals(that.total)
        && failureDelta.equals(that.failureDelta)
        && relation == that.relation
        && rhoTotal.equals(that.rhoTotal)
        && charged.equals(that.charged);
  }

  @Override
  public int hashCode() {
    return Objects.hash(total, failureDelta, relation, rhoTotal, charged);
  }

  @Override
  public String toString() {
    return "ZcdpFilter[total=%s, failureDelta=%s, relation=%s, rhoTotal=%s, charged=%s]"
        .formatted(total, failureDelta, relation, rhoTotal, charged);
  }
}
