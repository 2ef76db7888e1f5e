package org.tacet.accountant.renyi;

import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * Zero-concentrated differential privacy, approximate if need be: what events cost ({@link
 * ZcdpLoss}) adds up in three numbers, converted at the best order ({@link RenyiConversion}). Less
 * tight than others, but a filter may be made of it (P16).
 */
public final class ZcdpAccountant implements Accountant {

  @Override
  public String name() {
    return "zcdp";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return conversion(ZcdpLoss.of(event, relation)).epsilon(delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return conversion(ZcdpLoss.of(event, relation)).delta(epsilon);
  }

  private static RenyiConversion conversion(ZcdpLoss loss) {
    return new RenyiConversion(new LinearCurve(loss.xi(), loss.rho()), loss.delta());
  }
}
