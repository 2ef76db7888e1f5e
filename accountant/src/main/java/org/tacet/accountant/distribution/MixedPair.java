package org.tacet.accountant.distribution;

/**
 * A mechanism that draws, by public coins, which of two it applies, and says so: the pair of the
 * disjoint unions.
 *
 * @param probability of the first
 */
record MixedPair(double probability, DominatingPair firstPair, DominatingPair secondPair)
    implements DominatingPair {

  @Override
  public LossCells cells(double interval, double tail) {
    LossCells one = firstPair.cells(interval, tail);
    LossCells other = secondPair.cells(interval, tail);
    LossCells mixed =
        new LossCells(
            interval,
            Math.min(one.smallestLoss(), other.smallestLoss()),
            Math.max(one.largestLoss(), other.largestLoss()));
    mixed.addMixed(one, probability);
    mixed.addMixed(other, 1 - probability);
    return mixed;
  }

  @Override
  public boolean symmetric() {
    return firstPair.symmetric() && secondPair.symmetric();
  }

  @Override
  public double largestLoss() {
    return Math.max(firstPair.largestLoss(), secondPair.largestLoss());
  }

  @Override
  public double largestReversedLoss() {
    return Math.max(firstPair.largestReversedLoss(), secondPair.largestReversedLoss());
  }

  @Override
  public double infiniteMass() {
    return probability * firstPair.infiniteMass() + (1 - probability) * secondPair.infiniteMass();
  }

  @Override
  public double deviation() {
    return Math.max(firstPair.deviation(), secondPair.deviation());
  }

  @Override
  public double width(double tail) {
    return Math.max(firstPair.width(tail), secondPair.width(tail));
  }
}
