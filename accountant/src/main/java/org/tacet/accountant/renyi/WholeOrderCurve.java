package org.tacet.accountant.renyi;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Bounds that are proved at whole orders alone. Between them log E_Q[w^alpha] = (alpha - 1) D_alpha
 * is convex in alpha and 0 at 1 (Wang, Balle, Kasiviswanathan 2019, "Subsampled Renyi differential
 * privacy and analytical moments accountant", Corollary 10), so that it lies below its chords.
 */
final class WholeOrderCurve implements RenyiCurve {

  private static final int LARGEST_ORDER = 2048;

  private final IntToDoubleFunction divergences;
  private final RenyiCurve fallback;
  private final double[] known = new double[LARGEST_ORDER + 1];

  /**
   * @param divergences the bound at each order from 2 to 2048, rounded up
   * @param fallback a bound at every order, for those that are larger
   */
  WholeOrderCurve(IntToDoubleFunction divergences, RenyiCurve fallback) {
    this.divergences = divergences;
    this.fallback = fallback;
    Arrays.fill(known, Double.NaN);
  }

  @Override
  public double at(double order) {
    double bound = fallback.at(order);
    if (order > LARGEST_ORDER) {
      return bound;
    }
    int below = (int) Math.floor(order);
    double part = order - below;
    double logMoment =
        part == 0 ? logMoment(below) : (1 - part) * logMoment(below) + part * logMoment(below + 1);
    double chord = logMoment / (order - 1) * (1 + 0x1p-49);
    return Double.isNaN(chord) ? bound : Math.min(bound, chord);
  }

  private double logMoment(int order) {
    return order == 1 ? 0 : (order - 1) * divergence(Math.min(order, LARGEST_ORDER));
  }

  private synchronized double divergence(int order) {
    if (Double.isNaN(known[order])) {
      known[order] = divergences.applyAsDouble(order);
    }
    return known[order];
  }

  @Override
  public double largestLoss() {
    return fallback.largestLoss();
  }
}
