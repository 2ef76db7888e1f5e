package org.tacet.accountant.composition;

import java.math.BigDecimal;
import java.math.MathContext;
import org.tacet.accountant.arithmetic.ReferenceExponential;

/**
 * Compositions of randomized responses on one bit, written out: all outcomes, each with its
 * probabilities under both neighbours, to 60 digits.
 */
final class ReferenceComposition {

  private static final MathContext DIGITS = new MathContext(60);

  private ReferenceComposition() {}

  /** The sum of (P(x) - e^epsilon Q(x))+ over the binomial x, from k downwards. */
  static BigDecimal delta(double epsilonOfEach, int count, double epsilon) {
    BigDecimal odds = exponential(epsilonOfEach);
    BigDecimal factor = exponential(epsilon);
    BigDecimal truthful = odds.divide(odds.add(BigDecimal.ONE), DIGITS);
    BigDecimal lying = BigDecimal.ONE.subtract(truthful);
    BigDecimal p = truthful.pow(count, DIGITS);
    BigDecimal q = lying.pow(count, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    for (int x = count; x >= 0; x--) {
      BigDecimal difference = p.subtract(factor.multiply(q, DIGITS));
      if (difference.signum() <= 0) {
        break; // P / Q falls with x
      }
      sum = sum.add(difference, DIGITS);
      BigDecimal outcomes = BigDecimal.valueOf(x);
      BigDecimal divisor = BigDecimal.valueOf(count - x + 1);
      p = p.multiply(outcomes, DIGITS).divide(divisor.multiply(odds, DIGITS), DIGITS);
      q = q.multiply(outcomes, DIGITS).multiply(odds, DIGITS).divide(divisor, DIGITS);
    }
    return sum;
  }

  /** As above for different epsilons and failures, over all 4^n outcomes. */
  static BigDecimal delta(double[] epsilons, double[] deltas, double epsilon) {
    return enumerate(epsilons, deltas, 0, BigDecimal.ONE, BigDecimal.ONE, exponential(epsilon));
  }

  private static BigDecimal enumerate(
      double[] epsilons, double[] deltas, int next, BigDecimal p, BigDecimal q, BigDecimal factor) {
    if (next == epsilons.length) {
      return p.subtract(factor.multiply(q)).max(BigDecimal.ZERO);
    }
    BigDecimal odds = exponential(epsilons[next]);
    BigDecimal fails = new BigDecimal(deltas[next]);
    BigDecimal works = BigDecimal.ONE.subtract(fails);
    BigDecimal truthful = works.multiply(odds).divide(odds.add(BigDecimal.ONE), DIGITS);
    BigDecimal lying = works.subtract(truthful);
    BigDecimal sum =
        enumerate(
            epsilons,
            deltas,
            next + 1,
            p.multiply(truthful, DIGITS),
            q.multiply(lying, DIGITS),
            factor);
    sum =
        sum.add(
            enumerate(
                epsilons,
                deltas,
                next + 1,
                p.multiply(lying, DIGITS),
                q.multiply(truthful, DIGITS),
                factor));
    return sum.add(p.multiply(fails, DIGITS), DIGITS); // what fails tells P from Q
  }

  private static BigDecimal exponential(double x) {
    return ReferenceExponential.exp(new BigDecimal(x), 60);
  }
}
