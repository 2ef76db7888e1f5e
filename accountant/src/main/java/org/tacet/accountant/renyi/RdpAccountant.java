package org.tacet.accountant.renyi;

import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * Renyi differential privacy: divergences D_alpha of each event add up at each order, and the best
 * order is converted ({@link RenyiConversion}). The orders are real numbers, refined for each
 * question, so that none has to be chosen.
 */
public final class RdpAccountant implements Accountant {

  @Override
  public String name() {
    return "rdp";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return conversion(event, relation).epsilon(delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return conversion(event, relation).delta(epsilon);
  }

  private static RenyiConversion conversion(PrivacyEvent event, NeighborRelation relation) {
    RenyiCurves curves = RenyiCurves.of(event, relation);
    return new RenyiConversion(curves.curve(), curves.additiveDelta());
  }
}
