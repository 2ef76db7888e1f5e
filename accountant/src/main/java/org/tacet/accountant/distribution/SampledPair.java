package org.tacet.accountant.distribution;

/**
 * A mechanism with a symmetric pair on a Poisson sample. Its losses are first moved to the grid,
 * which gives a pair of finitely many atoms that dominates it, and so dominates it inside a sample
 * too; the atoms are then mixed exactly.
 */
record SampledPair(DominatingPair inner, double probability) implements DominatingPair {

  @Override
  public LossCells cells(double interval, double tail) {
    // Near 0 the sampled loss moves by probability times the loss, so that the grid may be wider.
    double finest = Math.max(interval, inner.width(tail) / (1 << 20));
    AtomPair atoms = AtomPair.of(inner.cells(finest, tail).pessimistic());
    return atoms.poissonSampled(probability).cells(interval, tail);
  }

  @Override
  public boolean symmetric() {
    return false;
  }

  @Override
  public double largestLoss() {
    return sampled(inner.largestLoss());
  }

  @Override
  public double largestReversedLoss() {
    return -sampled(-inner.largestLoss());
  }

  private double sampled(double loss) {
    return loss > 600 ? loss : sampledLoss(loss, probability);
  }

  /** log(1 - q + q e^loss), so that no digits cancel. */
  static double sampledLoss(double loss, double q) {
    return loss < 0 ? Math.log(1 - q + q * Math.exp(loss)) : Math.log1p(q * Math.expm1(loss));
  }

  @Override
  public double infiniteMass() {
    return probability * inner.infiniteMass();
  }

  @Override
  public double deviation() {
    double inside = inner.deviation();
    return Math.min(inside, probability * Math.expm1(Math.min(600, inside)));
  }

  @Override
  public double width(double tail) {
    return inner.width(tail);
  }
}
