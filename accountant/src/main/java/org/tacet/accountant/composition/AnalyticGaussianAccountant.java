package org.tacet.accountant.composition;

import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * Compositions of Gaussian noise in closed form (Balle, Wang 2018, "Improving the Gaussian
 * mechanism", Theorem 8): exact but for rounding, up, of about 1e-12 of delta. Gaussian events, and
 * trees under REPLACE_SPECIAL, compose to one of mu^2 = the sum of 1 / multiplier^2 (Dong, Roth, Su
 * 2022, "Gaussian differential privacy", Corollary 3.3); under REPLACE_ONE each counts twice as
 * far.
 */
public final class AnalyticGaussianAccountant implements Accountant {

  @Override
  public String name() {
    return "analytic";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return GaussianTradeOff.epsilon(mu(event, relation), delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return GaussianTradeOff.delta(mu(event, relation), epsilon);
  }

  private double mu(PrivacyEvent event, NeighborRelation relation) {
    for (PrivacyEvent part : EventCounts.of(event).keySet()) {
      if (part instanceof NonPrivate) {
        return Double.POSITIVE_INFINITY;
      }
      if (GaussianCompositions.squaredMu(part, relation).isEmpty()) {
        throw new UnsupportedEventException(
            "the analytic accountant does not support %s under %s: it answers for compositions of Gaussian, and for SingleEpochTreeAggregation under REPLACE_SPECIAL; use the pld or the best accountant."
                .formatted(EventDocument.of(part).get("type"), relation));
      }
    }
    return GaussianCompositions.mu(event, relation).orElseThrow();
  }
}
