package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.loss.ZeroConcentratedDp;

/** A privacy loss in a few digits: what is spent rounded up, what is left rounded down. */
public final class LossText {

  private static final int DIGITS = 6;

  private LossText() {}

  /** A loss, a charge or a total, rounded up. */
  public static String of(PrivacyLoss loss) {
    if (loss instanceof ZeroConcentratedDp concentrated) {
      return "rho " + few(concentrated.rho(), RoundingMode.CEILING) + " (zero-concentrated)";
    }
    return of((ApproximateDp) loss, RoundingMode.CEILING);
  }

  /** What remains, rounded down. */
  public static String remaining(ApproximateDp loss) {
    return of(loss, RoundingMode.FLOOR);
  }

  private static String of(ApproximateDp loss, RoundingMode rounding) {
    String epsilon = "epsilon " + few(loss.epsilon(), rounding);
    return loss.delta().signum() == 0
        ? epsilon
        : epsilon + ", delta " + few(loss.delta(), rounding);
  }

  private static String few(BigDecimal value, RoundingMode rounding) {
    return NumberText.parameter(value.round(new MathContext(DIGITS, rounding)));
  }
}
