package org.tacet.accountant.selection;

/**
 * The optimal rule in closed form (Desfontaines, Voss, Gipson, Mandayam 2020, "Differentially
 * private partition selection", Theorems 1 and 2), for any size without a table. Up to n1 the
 * probability grows as far as epsilon and delta allow, from there on what is dropped shrinks so:
 *
 * <pre>
 *   p(n)          = delta (e^(n epsilon) - 1) / (e^epsilon - 1)                  for n &lt;= n1
 *   1 - p(n1 + m) = e^(-m epsilon) (1 - p(n1)) - c (1 - e^(-m epsilon)),  or 0,  c = delta / (e^epsilon - 1)
 * </pre>
 *
 * <p>The first bound is the smaller one up to p(n) = (1 - delta) / (e^epsilon + 1), whose last n is
 * n1 - 1. Where that n is misjudged by rounding the two bounds agree to rounding too. In doubles: n
 * epsilon is at most 745 where p is below 1, so that its rounding costs p a relative 1e-13, and 1 -
 * p an absolute one. For display and comparison; what is drawn is {@link
 * TruncatedGeometricSelection}, whose table is exact.
 */
final class TruncatedGeometricCurve implements KeepCurve {

  /**
   * Below, epsilon changes no probability in the range of counts, but quotients would underflow.
   */
  private static final double SMALLEST_EPSILON = 1e-290;

  /** Beyond, e^x is taken together with delta, whose smallness keeps the product in range. */
  private static final double LARGEST_EXPONENT = 700;

  private final double epsilon;
  private final double delta;
  private final double turn;
  private final double droppedAtTurn;

  /**
   * @param epsilon of the decision about one group, above 0
   * @param delta of the decision about one group, in (0, 1)
   */
  TruncatedGeometricCurve(double epsilon, double delta) {
    this.epsilon = Math.max(SMALLEST_EPSILON, epsilon);
    this.delta = delta;
    double last = Math.floor(logOnePlusExp(logOfGrowthLeft()) / this.epsilon);
    turn = last + 1;
    // Both bounds on what is dropped: where the subtraction in the first one loses its
    // digits, the second one holds from below.
    droppedAtTurn = Math.max(1 - grown(turn), Math.exp(-this.epsilon) * (1 - delta - grown(last)));
  }

  /** log of (1 - delta) / delta tanh(epsilon / 2), which e^(n epsilon) - 1 must not exceed. */
  private double logOfGrowthLeft() {
    return Math.log1p(-delta) - Math.log(delta) + Math.log(Math.tanh(epsilon / 2));
  }

  @Override
  public double keepProbability(double privacyUnits) {
    if (privacyUnits <= turn) {
      return Math.min(1, grown(privacyUnits));
    }
    double fall = -(privacyUnits - turn) * epsilon;
    double constant = delta / Math.expm1(epsilon);
    double dropped = Math.exp(fall) * droppedAtTurn + constant * Math.expm1(fall);
    return Math.min(1, 1 - Math.max(0, dropped));
  }

  /** The smallest count that is kept for certain: n1 + ln(1 + (1 - p(n1)) / c) / epsilon. */
  @Override
  public double threshold() {
    if (droppedAtTurn <= 0) {
      return turn;
    }
    // log(e^epsilon - 1), also where e^epsilon is beyond doubles.
    double logExcess = epsilon + Math.log(-Math.expm1(-epsilon));
    double steps = logOnePlusExp(Math.log(droppedAtTurn) + logExcess - Math.log(delta)) / epsilon;
    return turn + Math.ceil(steps);
  }

  private double grown(double count) {
    if (count <= 0) {
      return 0;
    }
    double exponent = (count - 1) * epsilon;
    double series = Math.expm1(-count * epsilon) / Math.expm1(-epsilon);
    return exponent <= LARGEST_EXPONENT
        ? delta * Math.exp(exponent) * series
        : Math.exp(exponent + Math.log(delta)) * series;
  }

  private static double logOnePlusExp(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }
}
