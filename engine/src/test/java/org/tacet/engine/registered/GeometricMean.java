package org.tacet.engine.registered;

import java.util.List;

/** The geometric mean of prices between 1 and 1,000: e to the mean of their logarithms. */
public final class GeometricMean implements UserAggregate {

  private static final long serialVersionUID = 1L;
  private static final double LEAST = 1;
  private static final double MOST = 1_000;

  @Override
  public String name() {
    return "geometric_mean";
  }

  @Override
  public int arguments() {
    return 1;
  }

  @Override
  public List<Term> termRanges() {
    return List.of(new Term("logarithm", Math.log(LEAST), Math.log(MOST)));
  }

  @Override
  public double[] terms(double[] arguments) {
    return new double[] {Math.log(Math.min(Math.max(arguments[0], LEAST), MOST))};
  }

  @Override
  public double value(double rows, double[] sums) {
    return Math.exp(sums[0] / rows);
  }
}
