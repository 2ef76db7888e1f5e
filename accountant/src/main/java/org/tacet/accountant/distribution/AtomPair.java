package org.tacet.accountant.distribution;

/**
 * A pair of laws on finitely many outcomes.
 *
 * <p>Losses are given beside the masses, since they are known more accurately than their quotient.
 */
final class AtomPair implements DominatingPair {

  private final double[] losses;
  private final double[] massesP;
  private final double[] massesQ;
  private final double infiniteP;
  private final double infiniteQ;
  private final boolean symmetric;
  private final double latticeStep;

  private AtomPair(
      double[] losses,
      double[] massesP,
      double[] massesQ,
      double infiniteP,
      double infiniteQ,
      boolean symmetric,
      double latticeStep) {
    this.losses = losses;
    this.massesP = massesP;
    this.massesQ = massesQ;
    this.infiniteP = infiniteP;
    this.infiniteQ = infiniteQ;
    this.symmetric = symmetric;
    this.latticeStep = latticeStep;
  }

  /**
   * The worst (epsilon, delta)-DP mechanism: with probability delta it gives the neighbour away,
   * else it is randomized response on one bit (Kairouz, Oh, Viswanath 2015, section 3.1).
   */
  static AtomPair epsilonDelta(double epsilon, double delta) {
    double truthful = (1 - delta) / (1 + Math.exp(-epsilon));
    double lying = (1 - delta) / (1 + Math.exp(epsilon));
    return new AtomPair(
        new double[] {-epsilon, epsilon},
        new double[] {lying, truthful},
        new double[] {truthful, lying},
        delta,
        delta,
        true,
        epsilon);
  }

  /**
   * Randomized response on k answers, one record replaced by another: the answer is the first
   * record's value with 1 - p + p / k, any other with p / k.
   */
  static AtomPair randomizedResponse(double p, long answers) {
    double other = p / answers;
    double truth = (1 - p) + other;
    double largest = Math.log1p((1 - p) / p * answers);
    return new AtomPair(
        new double[] {-largest, 0, largest},
        new double[] {other, (answers - 2) * other, truth},
        new double[] {truth, (answers - 2) * other, other},
        0,
        0,
        true,
        largest);
  }

  /** Randomized response, a record replaced by the special one, whose answer is uniform. */
  static AtomPair randomizedResponseToSpecial(double p, long answers) {
    double uniform = 1.0 / answers;
    if (p == 0) {
      return new AtomPair(
          new double[] {Math.log((double) answers)},
          new double[] {1},
          new double[] {uniform},
          0,
          1 - uniform,
          false,
          0);
    }
    // k (1 - p + p / k) = 1 + (k - 1)(1 - p).
    return new AtomPair(
        new double[] {Math.log(p), Math.log1p((answers - 1) * (1 - p))},
        new double[] {p * (answers - 1) * uniform, (1 - p) + p * uniform},
        new double[] {(answers - 1) * uniform, uniform},
        0,
        0,
        false,
        0);
  }

  /**
   * The pair that a discretized one is: entry j of the losses has P-mass m_j and Q-mass m_j e^-l_j.
   * What Q then lacks lies where P has no mass.
   */
  static AtomPair of(LossDistribution losses) {
    int count = losses.mass.length;
    double[] atoms = new double[count];
    double[] q = new double[count];
    double sum = 0;
    for (int entry = 0; entry < count; entry++) {
      atoms[entry] = losses.loss(entry);
      q[entry] = losses.mass[entry] * Math.exp(-atoms[entry]);
      sum += q[entry];
    }
    double missing = Math.max(0, 1 - sum);
    return new AtomPair(
        atoms, losses.mass.clone(), q, losses.infiniteMass, missing, false, losses.interval);
  }

  /**
   * The pair of a mechanism on a Poisson sample: the unit is in it with probability q. If (P, Q)
   * dominates for the unit's removal, ((1 - q) Q + q P, Q) does for the sampled mechanism (Zhu,
   * Dong, Wang 2022, Theorem 11), and its reverse for the unit's addition.
   */
  AtomPair poissonSampled(double q) {
    int count = losses.length;
    double[] sampledLosses = new double[count + 1];
    double[] p = new double[count + 1];
    double[] without = new double[count + 1];
    for (int atom = 0; atom < count; atom++) {
      sampledLosses[atom + 1] = SampledPair.sampledLoss(losses[atom], q);
      p[atom + 1] = (1 - q) * massesQ[atom] + q * massesP[atom];
      without[atom + 1] = massesQ[atom];
    }
    // Where P has no mass the loss becomes log(1 - q).
    sampledLosses[0] = Math.log1p(-q);
    p[0] = (1 - q) * infiniteQ;
    without[0] = infiniteQ;
    return new AtomPair(sampledLosses, p, without, q * infiniteP, 0, false, 0);
  }

  @Override
  public LossCells cells(double interval, double tail) {
    LossCells cells = new LossCells(interval, smallest(), largest());
    for (int atom = 0; atom < losses.length; atom++) {
      if (massesP[atom] > 0 || massesQ[atom] > 0) { // others may lie outside
        cells.add(losses[atom], massesP[atom], massesQ[atom]);
      }
    }
    cells.addInfinite(infiniteP, infiniteQ);
    return cells;
  }

  private double smallest() {
    double smallest = Double.POSITIVE_INFINITY;
    for (int atom = 0; atom < losses.length; atom++) {
      if (massesP[atom] > 0 || massesQ[atom] > 0) {
        smallest = Math.min(smallest, losses[atom]);
      }
    }
    return smallest;
  }

  private double largest() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int atom = 0; atom < losses.length; atom++) {
      if (massesP[atom] > 0 || massesQ[atom] > 0) {
        largest = Math.max(largest, losses[atom]);
      }
    }
    return largest;
  }

  @Override
  public boolean symmetric() {
    return symmetric;
  }

  @Override
  public double largestLoss() {
    return Math.max(0, largest());
  }

  @Override
  public double largestReversedLoss() {
    return Math.max(0, -smallest());
  }

  @Override
  public double infiniteMass() {
    return Math.max(infiniteP, infiniteQ);
  }

  @Override
  public double deviation() {
    double mean = 0;
    double square = 0;
    for (int atom = 0; atom < losses.length; atom++) {
      mean += massesP[atom] * losses[atom];
      square += massesP[atom] * losses[atom] * losses[atom];
    }
    return Math.sqrt(Math.max(0, square - mean * mean));
  }

  @Override
  public double width(double tail) {
    return largest() - smallest();
  }

  @Override
  public double latticeStep() {
    return latticeStep;
  }
}
