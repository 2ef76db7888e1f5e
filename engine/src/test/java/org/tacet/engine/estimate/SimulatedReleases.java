package org.tacet.engine.estimate;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.quantile.QuantileTree;
import org.tacet.accountant.quantile.TreeShape;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

/**
 * Releases of the same rows under one key each, without Spark: all statistics with noise of one
 * family, each as large as a unit of one row moves it, and every aggregate estimated from them.
 */
final class SimulatedReleases {

  private static final int COUNT = 0;
  private static final int SUM = 1;
  private static final int DISTANCES = 2;
  private static final int SQUARES = 3;
  private static final int TREE = 4;

  private final NoiseKind noise;
  private final FixedRows rows;
  private final TreeShape shape;
  private final Map<String, Estimator> estimators = new LinkedHashMap<>();
  private final Map<String, Double> truths = new LinkedHashMap<>();

  SimulatedReleases(NoiseKind noise, FixedRows rows) {
    this.noise = noise;
    this.rows = rows;
    this.shape =
        TreeShape.forLeaves(
            FixedRows.LEAVES,
            noise == NoiseKind.LAPLACE
                ? TreeShape.NoiseGrowth.LINEAR
                : TreeShape.NoiseGrowth.SQUARE_ROOT);
    MeanEstimator mean = FixedRows.meanEstimator(COUNT, DISTANCES);
    // A count of units is published as a count of rows is, and has the same noise.
    add("count", new TotalEstimator(COUNT, DataTypes.LongType, 0), rows.rows());
    add("sum", new TotalEstimator(SUM, DataTypes.LongType, 0), (double) rows.sum());
    add("mean", mean, rows.mean());
    add("variance", FixedRows.varianceEstimator(mean, SQUARES, false), rows.variance());
    add("stddev", FixedRows.varianceEstimator(mean, SQUARES, true), Math.sqrt(rows.variance()));
    for (double rank : new double[] {0, 0.1, 0.25, 0.5, 0.77, 0.9, 1}) {
      add(
          "rank " + rank,
          new QuantileEstimator(TREE, shape, rank, 0, FixedRows.UPPER, 1, 1),
          (double) rows.quantile(rank));
    }
  }

  private void add(String name, Estimator estimator, double truth) {
    estimators.put(name, estimator);
    truths.put(name, truth);
  }

  private NoiseMechanism mechanism(double scale) {
    long numerator = Math.round(scale * (1 << 16));
    return noise == NoiseKind.LAPLACE
        ? new DiscreteLaplace(numerator, 1 << 16)
        : new DiscreteGaussian(numerator, 1 << 16);
  }

  private List<NoiseMechanism> mechanisms(double scale) {
    double center = FixedRows.CENTER;
    double growth = noise == NoiseKind.LAPLACE ? shape.height() : Math.sqrt(shape.height());
    return List.of(
        mechanism(scale),
        mechanism(scale * FixedRows.UPPER),
        mechanism(scale * center),
        mechanism(scale * center * center / 2),
        mechanism(scale * growth));
  }

  /**
   * Returns the share of releases in which each aggregate's 95 % interval holds its value without
   * noise.
   *
   * @param scale of the noise of a count
   * @param claimed times the noise that is drawn is what the estimators are told; 1 is honest
   */
  Map<String, Double> coverage(int releases, double scale, double claimed) {
    List<NoiseMechanism> drawn = mechanisms(scale);
    List<NoiseMechanism> told = mechanisms(scale * claimed);
    NoisedStatistics noised = new NoisedStatistics(told, 0.95);
    long[] rowsBefore = rows.rowsBefore();
    BigInteger[] totals = {
      BigInteger.valueOf(rows.rows()),
      BigInteger.valueOf(rows.sum()),
      BigInteger.valueOf(rows.distances()),
      rows.squares()
    };
    Map<String, Double> coverage = new LinkedHashMap<>();
    estimators.keySet().forEach(name -> coverage.put(name, 0.0));
    for (int release = 0; release < releases; release++) {
      KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(release));
      for (int statistic = 0; statistic < totals.length; statistic++) {
        long noise = sample(function, drawn, statistic, 0);
        noised.set(statistic, totals[statistic].add(BigInteger.valueOf(noise)));
      }
      noised.set(
          TREE,
          new QuantileTree(
              shape,
              (level, position) ->
                  between(rowsBefore, position, shape.span(level))
                      + sample(function, drawn, TREE, shape.nodeIndex(level, position)),
              told.get(TREE)));
      estimators.forEach(
          (name, estimator) -> {
            if (holds(estimator.interval(noised), truths.get(name))) {
              coverage.merge(name, 1.0 / releases, Double::sum);
            }
          });
    }
    return coverage;
  }

  private static long sample(
      KeyedFunction function, List<NoiseMechanism> drawn, int statistic, int component) {
    return drawn
        .get(statistic)
        .sample(function.cell(Purpose.NOISE, 0, statistic, component, 0, new byte[0], 0));
  }

  private static long between(long[] rowsBefore, int position, int span) {
    int last = rowsBefore.length - 1;
    return rowsBefore[Math.min(last, (position + 1) * span)]
        - rowsBefore[Math.min(last, position * span)];
  }

  private static boolean holds(Estimator.Interval interval, double truth) {
    double rounding = 1e-9 * Math.abs(truth);
    return ((Number) interval.lower()).doubleValue() <= truth + rounding
        && ((Number) interval.upper()).doubleValue() >= truth - rounding;
  }
}
