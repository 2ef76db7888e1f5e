package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.loss.ZeroConcentratedDp;

/** A privacy loss in a few digits, rounded up. */
final class LossText {

  private static final MathContext FEW_DIGITS_UP = new MathContext(6, RoundingMode.CEILING);

  private LossText() {}

  static String of(PrivacyLoss loss) {
    if (loss instanceof ZeroConcentratedDp concentrated) {
      return "rho " + few(concentrated.rho()) + " (zero-concentrated)";
    }
    ApproximateDp approximate = (ApproximateDp) loss;
    return approximate.delta().signum() == 0
        ? "epsilon " + few(approximate.epsilon())
        : "epsilon " + few(approximate.epsilon()) + ", delta " + few(approximate.delta());
  }

  private static String few(BigDecimal value) {
    BigDecimal rounded = value.round(FEW_DIGITS_UP).stripTrailingZeros();
    return rounded.scale() > 8 ? rounded.toString() : rounded.toPlainString();
  }
}
