package org.tacet.accountant.calibration;

import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/** Compositions of Gaussian noise by their closed form. */
class ClosedForm implements Accountant {

  @Override
  public String name() {
    return "closed form";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return GaussianTradeOff.epsilon(mu(event, relation), delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return GaussianTradeOff.delta(mu(event, relation), epsilon);
  }

  private static double mu(PrivacyEvent event, NeighborRelation relation) {
    double moves = relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
    return moves * Math.sqrt(GaussianCompositions.squaredMu(event).orElseThrow());
  }
}
