package org.tacet.accountant.distribution;

/**
 * Discrete Laplace noise, P(x) = tanh(a / 2) e^(-a |x|), around a whole number that moves by d: P
 * around d over Q around 0. Outside of (0, d) the loss is a d or its negative, inside it is a (2 x
 * - d). Both laws fall geometrically, so that sums over runs of x have closed forms.
 */
final class DiscreteLaplacePair implements DominatingPair {

  /** Up to so many atoms a cell they are added one by one. */
  private static final int ATOMS_A_CELL = 4;

  private final double noiseParameter;
  private final double shift;

  /**
   * @param noiseParameter a, above 0
   * @param shift d, a whole number of at least 1
   */
  DiscreteLaplacePair(double noiseParameter, double shift) {
    this.noiseParameter = noiseParameter;
    this.shift = shift;
  }

  @Override
  public LossCells cells(double interval, double tail) {
    double a = noiseParameter;
    double largest = largestLoss();
    LossCells cells = new LossCells(interval, -largest, largest);
    double outer = 1 / (1 + Math.exp(-a));
    cells.add(largest, outer, outer * Math.exp(-largest));
    cells.add(-largest, outer * Math.exp(-largest), outer);
    double peak = Math.tanh(a / 2);
    if (shift - 1 <= ATOMS_A_CELL * Math.max(2 * largest / interval, 100)) {
      for (long x = 1; x < shift; x++) {
        cells.add(a * (2 * x - shift), peak * Math.exp(-a * (shift - x)), peak * Math.exp(-a * x));
      }
      return cells;
    }
    // tanh(a / 2) over 1 - e^-a, the sum of the geometric series from 0 on.
    double logSeries = -Math.log1p(Math.exp(-a));
    long cell = (long) Math.floor(-largest / interval);
    double from = 1;
    while (from < shift) {
      double end = (((cell + 1) * interval) / a + shift) / 2;
      double to = Math.min(shift - 1, Math.floor(end));
      if (to >= from) {
        double run = logSeries + Math.log(-Math.expm1(-a * (to - from + 1)));
        cells.addBlock((int) (cell - cells.first()), run - a * (shift - to), run - a * from);
        from = to + 1;
      }
      cell++;
    }
    return cells;
  }

  @Override
  public boolean symmetric() {
    return true;
  }

  @Override
  public double largestLoss() {
    return noiseParameter * shift;
  }

  @Override
  public double largestReversedLoss() {
    return largestLoss();
  }

  @Override
  public double deviation() {
    return largestLoss();
  }

  @Override
  public double width(double tail) {
    return 2 * largestLoss();
  }

  /** All losses are a d plus a multiple of 2 a: of a where d is odd, of 2 a where it is even. */
  @Override
  public double latticeStep() {
    return shift % 2 == 0 ? 2 * noiseParameter : noiseParameter;
  }
}
