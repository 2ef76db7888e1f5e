package org.tacet.accountant.renyi;

/** From a Renyi divergence of one order to (epsilon, delta). */
public final class OrderConversion {

  /** Covers some 20 roundings of 2^-53 a term, with a factor of 400 to spare. */
  private static final double ROUNDING_MARGIN = 1e-12;

  private OrderConversion() {}

  /**
   * An epsilon that a divergence D of order alpha proves at delta (Canonne, Kamath, Steinke 2020,
   * "The discrete Gaussian for differential privacy", Proposition 12):
   *
   * <pre>D + log(1 / delta) / (alpha - 1) + log(1 - 1 / alpha) - log(alpha) / (alpha - 1)</pre>
   *
   * enlarged by 1e-12 of the sum of its terms' magnitudes, which is more than double arithmetic can
   * have lost.
   *
   * @param excess alpha - 1, above 0
   * @param divergence D in nats, at least 0, may be infinite
   * @param logInverseDelta log(1 / delta), at least 0
   * @return may be negative, where delta suffices at epsilon 0; infinite where nothing is proved
   */
  public static double epsilon(double excess, double divergence, double logInverseDelta) {
    double logInverseAlphaDelta = logInverseDelta / excess;
    double logAlpha = Math.log1p(excess) / excess;
    double logComplement = Math.log1p(1 / excess);
    double magnitudes = divergence + logInverseAlphaDelta + logAlpha + logComplement;
    double epsilon = divergence + logInverseAlphaDelta - logAlpha - logComplement;
    double bound = epsilon + ROUNDING_MARGIN * magnitudes;
    return Double.isNaN(bound) ? Double.POSITIVE_INFINITY : bound;
  }
}
