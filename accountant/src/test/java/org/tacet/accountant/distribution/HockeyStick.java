package org.tacet.accountant.distribution;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The exact delta(epsilon) of small discrete pairs: the sum of max(0, p - e^epsilon q) over all
 * outcomes, in decimals of 60 digits, by enumeration.
 */
record HockeyStick(List<BigDecimal> p, List<BigDecimal> q) {

  static final MathContext DIGITS = new MathContext(60);

  static HockeyStick of(double[] p, double[] q) {
    List<BigDecimal> exactP = new ArrayList<>();
    List<BigDecimal> exactQ = new ArrayList<>();
    for (int outcome = 0; outcome < p.length; outcome++) {
      exactP.add(new BigDecimal(p[outcome]));
      exactQ.add(new BigDecimal(q[outcome]));
    }
    return new HockeyStick(exactP, exactQ);
  }

  /** Both applied to the same data: all pairs of outcomes. */
  HockeyStick with(HockeyStick other) {
    List<BigDecimal> productP = new ArrayList<>();
    List<BigDecimal> productQ = new ArrayList<>();
    for (int one = 0; one < p.size(); one++) {
      for (int two = 0; two < other.p.size(); two++) {
        productP.add(p.get(one).multiply(other.p.get(two), DIGITS));
        productQ.add(q.get(one).multiply(other.q.get(two), DIGITS));
      }
    }
    return new HockeyStick(productP, productQ);
  }

  HockeyStick reversed() {
    return new HockeyStick(q, p);
  }

  double delta(double epsilon) {
    BigDecimal factor = exponential(epsilon);
    BigDecimal sum = BigDecimal.ZERO;
    for (int outcome = 0; outcome < p.size(); outcome++) {
      BigDecimal excess = p.get(outcome).subtract(factor.multiply(q.get(outcome), DIGITS), DIGITS);
      sum = sum.add(excess.max(BigDecimal.ZERO), DIGITS);
    }
    return sum.doubleValue();
  }

  /** e^x by its series at x / 2^k, squared k times. */
  static BigDecimal exponential(double x) {
    int squarings = Math.max(0, Math.getExponent(x) + 4);
    BigDecimal reduced =
        new BigDecimal(x).divide(BigDecimal.valueOf(2).pow(squarings), new MathContext(90));
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = BigDecimal.ONE;
    for (int n = 1; n < 60; n++) {
      term = term.multiply(reduced).divide(BigDecimal.valueOf(n), new MathContext(90));
      sum = sum.add(term, new MathContext(90));
    }
    for (int k = 0; k < squarings; k++) {
      sum = sum.multiply(sum, new MathContext(90));
    }
    return sum;
  }
}
