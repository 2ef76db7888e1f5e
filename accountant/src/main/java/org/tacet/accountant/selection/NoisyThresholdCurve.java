package org.tacet.accountant.selection;

import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.LaplaceThreshold;

/**
 * Keeps a group whose count plus noise reaches m + b x, where m is the most rows that one unit
 * adds, b the noise's scale and x what the noise over b exceeds with probability delta: so a unit
 * alone in its group is published with probability delta at most. With u units, one row each, a
 * group is kept with P(noise / b >= x - (u - m) / b).
 */
final class NoisyThresholdCurve implements KeepCurve {

  /** A continuous law of scale 1 that is symmetric around 0. */
  private interface Law {

    /** P(Z >= x - shift) for the x with P(Z >= x) = delta. */
    double shifted(double delta, double shift);

    /** The x with P(Z >= x) = delta. */
    double upperQuantile(double delta);
  }

  private final Law law;
  private final double scale;
  private final double maxRows;
  private final double delta;

  private NoisyThresholdCurve(Law law, double scale, double maxRows, double delta) {
    this.law = law;
    this.scale = scale;
    this.maxRows = maxRows;
    this.delta = delta;
  }

  /** Scale L0 m / epsilon. */
  static NoisyThresholdCurve of(LaplaceThreshold event) {
    double maxRows = (double) event.maxRowsPerGroup();
    return new NoisyThresholdCurve(
        new LaplaceLaw(),
        event.maxGroups() * maxRows / event.epsilon(),
        maxRows,
        GroupSelections.deltaOfGroup(event.delta(), event.maxGroups()));
  }

  /** Sigma sqrt(L0) m / mu, with mu the largest that costs (epsilon, noise_delta). */
  static NoisyThresholdCurve of(GaussianThreshold event) {
    double maxRows = (double) event.maxRowsPerGroup();
    double mu = GaussianTradeOff.largestMu(event.epsilon(), event.noiseDelta());
    return new NoisyThresholdCurve(
        new Normal(),
        Math.sqrt((double) event.maxGroups()) * maxRows / mu,
        maxRows,
        GroupSelections.deltaOfGroup(event.delta(), event.maxGroups()));
  }

  @Override
  public double keepProbability(double privacyUnits) {
    return law.shifted(delta, (privacyUnits - maxRows) / scale);
  }

  @Override
  public double threshold() {
    return maxRows + scale * law.upperQuantile(delta);
  }

  /** P(Z >= x) = e^-x / 2 above 0, 1 - e^x / 2 below. */
  private static final class LaplaceLaw implements Law {

    @Override
    public double shifted(double delta, double shift) {
      double at = upperQuantile(delta) - shift;
      if (at < 0) {
        return 1 - 0.5 * Math.exp(at);
      }
      // delta e^shift is e^-at / 2 without the quantile's rounding, but for large exponents.
      return delta <= 0.5 && shift < 700 ? delta * Math.exp(shift) : 0.5 * Math.exp(-at);
    }

    @Override
    public double upperQuantile(double delta) {
      return delta <= 0.5 ? -Math.log(2) - Math.log(delta) : Math.log(2) + Math.log1p(-delta);
    }
  }

  private static final class Normal implements Law {

    @Override
    public double shifted(double delta, double shift) {
      return shift == 0 ? delta : NormalLaw.upperTail(upperQuantile(delta) - shift);
    }

    @Override
    public double upperQuantile(double delta) {
      return NormalLaw.upperQuantile(delta);
    }
  }
}
