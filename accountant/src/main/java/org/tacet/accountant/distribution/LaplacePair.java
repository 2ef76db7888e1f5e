package org.tacet.accountant.distribution;

/**
 * Laplace noise of scale b on a number that the unit, sampled with probability q, moves by 1: P =
 * (1 - q) Lap(0, b) + q Lap(1, b) over Q = Lap(0, b). Left of 0 and right of 1 the loss is
 * constant, between them it rises, and all masses have closed forms.
 */
final class LaplacePair implements DominatingPair {

  private final double scale;
  private final double samplingProbability;

  /**
   * @param scale b, above 0
   * @param samplingProbability q, in (0, 1]
   */
  LaplacePair(double scale, double samplingProbability) {
    this.scale = scale;
    this.samplingProbability = samplingProbability;
  }

  @Override
  public LossCells cells(double interval, double tail) {
    double q = samplingProbability;
    double lowest = loss(-1 / scale);
    double highest = loss(1 / scale);
    LossCells cells = new LossCells(interval, lowest, highest);
    double far = Math.exp(-1 / scale) / 2;
    cells.add(lowest, (1 - q) / 2 + q * far, 0.5);
    cells.add(highest, (1 - q) * far + q / 2, far);
    long cell = (long) Math.floor(lowest / interval);
    double from = 0;
    while (from < 1) {
      double upper = (cell + 1) * interval;
      double to = upper >= highest ? 1 : Math.min(1, Math.max(from, inverse(upper)));
      if (to > from) {
        // log of the mass between from and to of Lap(0, b), and of Lap(1, b).
        double common = Math.log(-Math.expm1((from - to) / scale) / 2);
        double logAtZero = common - from / scale;
        double logAtOne = common - (1 - to) / scale;
        double larger = Math.max(logAtZero, logAtOne);
        double logP =
            larger
                + Math.log(
                    (1 - q) * Math.exp(logAtZero - larger) + q * Math.exp(logAtOne - larger));
        cells.addBlock((int) (cell - cells.first()), logP, logAtZero);
      }
      from = to;
      cell++;
    }
    return cells;
  }

  /** The loss where the densities' log ratio is {@code difference}, in [-1 / b, 1 / b]. */
  private double loss(double difference) {
    double q = samplingProbability;
    if (q == 1) {
      return difference;
    }
    return difference > 600 ? difference + Math.log(q) : SampledPair.sampledLoss(difference, q);
  }

  /**
   * The x of that loss: the log ratio there is (2 x - 1) / b. Negative infinity for losses below
   * all.
   */
  private double inverse(double loss) {
    double q = samplingProbability;
    double excess = Math.expm1(Math.min(loss, 600)) / q;
    double difference = loss;
    if (q < 1) {
      difference = loss > 600 ? loss - Math.log(q) : Math.log1p(Math.max(-1, excess));
    }
    return 0.5 + scale * difference / 2;
  }

  @Override
  public boolean symmetric() {
    return samplingProbability == 1;
  }

  @Override
  public double largestLoss() {
    return loss(1 / scale);
  }

  @Override
  public double largestReversedLoss() {
    return -loss(-1 / scale);
  }

  @Override
  public double deviation() {
    return Math.min(1 / scale, samplingProbability * Math.expm1(Math.min(600, 1 / scale)));
  }

  @Override
  public double width(double tail) {
    return largestLoss() + largestReversedLoss();
  }
}
