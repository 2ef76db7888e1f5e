package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.AccountStatement;
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

  /** What an account has left now, in the measure of its budget, rounded down. */
  public static String remaining(AccountStatement statement) {
    return of(statement.budget().measure(), statement.remaining(Instant.now()), RoundingMode.FLOOR);
  }

  /** A charge, rounded up. */
  public static String of(String measure, Charge charge) {
    return of(measure, charge, RoundingMode.CEILING);
  }

  /** What is left of a charge's limit, rounded down. */
  public static String remaining(String measure, Charge charge) {
    return of(measure, charge, RoundingMode.FLOOR);
  }

  private static String of(String measure, Charge charge, RoundingMode rounding) {
    String loss = measure.replace('_', ' ') + " " + few(charge.loss(), rounding);
    return charge.delta().signum() == 0 ? loss : loss + ", delta " + few(charge.delta(), rounding);
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
