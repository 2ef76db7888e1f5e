package org.tacet.accountant.distribution;

/**
 * A pair of laws (P, Q) whose curve delta(epsilon) is nowhere below that of a mechanism on any two
 * neighbours, in one order of the neighbours; the other order is covered by the reversed pair (Q,
 * P). Pairs that dominate compose to a pair that dominates the composition, also an adaptive one
 * (Zhu, Dong, Wang 2022, "Optimal accounting of differential privacy via characteristic function",
 * Theorem 10).
 */
interface DominatingPair {

  /**
   * The pair cut into cells of the privacy loss.
   *
   * @param interval the width of a cell, above 0
   * @param tail how much mass of either law may be left out at either end, in (0, 1/2)
   */
  LossCells cells(double interval, double tail);

  /** Whether (Q, P) has the same losses. */
  boolean symmetric();

  /**
   * The largest loss of P over Q, infinity included; mass at infinity by definition isn't counted.
   */
  double largestLoss();

  /** The largest loss of Q over P. */
  double largestReversedLoss();

  /** How much mass P has where Q has none, or Q where P has none, whichever is more. */
  default double infiniteMass() {
    return 0;
  }

  /** About the standard deviation of the loss; the grid's fineness is chosen by it, no bound is. */
  double deviation();

  /** About how wide the losses lie; for choosing the grid too. */
  double width(double tail);

  /** If all finite losses are multiples of one number, that number; else 0. */
  default double latticeStep() {
    return 0;
  }
}
