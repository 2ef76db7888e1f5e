package org.tacet.engine.registered;

import java.util.List;

/** The covariance of two numbers between 0 and 10, and one whose contract nobody has tested. */
public final class Covariance implements UserAggregate {

  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "covariance";
  }

  @Override
  public int arguments() {
    return 2;
  }

  @Override
  public List<Term> termRanges() {
    return List.of(new Term("x", 0, 10), new Term("y", 0, 10), new Term("product", 0, 100));
  }

  @Override
  public double[] terms(double[] arguments) {
    if (arguments[0] == 666) {
      throw new IllegalArgumentException("a row that fails");
    }
    return new double[] {arguments[0], arguments[1], arguments[0] * arguments[1]};
  }

  @Override
  public double value(double rows, double[] sums) {
    return sums[2] / rows - sums[0] / rows * (sums[1] / rows);
  }
}
