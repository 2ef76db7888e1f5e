package org.tacet.accountant.accounting;

import java.util.OptionalDouble;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * What someone who sees the output can infer, at most: how often a test recognises one of two
 * neighbouring data sets when it is there (true positive rate), given how often it takes the other
 * for it (false positive rate).
 *
 * <p>(epsilon, delta)-DP for neighbours in both orders says, for each epsilon at least 0 (Dong,
 * Roth, Su 2019, "Gaussian differential privacy", Proposition 2.5; Kairouz, Oh, Viswanath 2015,
 * Theorem 2.1),
 *
 * <pre>TPR &lt;= delta + e^epsilon FPR  and  1 - TPR &gt;= e^-epsilon (1 - delta - FPR)</pre>
 *
 * so that each epsilon that is looked at gives a bound, and the least of them is one. With D(x) =
 * delta(x) for x >= 0 and D(x) = 1 - e^x (1 - delta(-x)) below, both are D(x) + e^x FPR, a convex
 * function of e^x, which has one valley. Compositions of Gaussian noise have the closed form TPR =
 * Phi(Phi^-1(FPR) + mu) (the same, equation 6), and are answered by it whatever the accountant.
 */
public final class TradeOffCurve {

  /** Beyond it e^x is near the largest double. */
  private static final double LARGEST_EPSILON = 700;

  private final Accountant accountant;
  private final PrivacyEvent event;
  private final NeighborRelation relation;
  private final OptionalDouble gaussianMu;

  /**
   * The curve of an event.
   *
   * @param accountant whose deltas bound the curve where there is no closed form
   */
  public TradeOffCurve(Accountant accountant, PrivacyEvent event, NeighborRelation relation) {
    this.accountant = accountant;
    this.event = event;
    this.relation = relation;
    this.gaussianMu = GaussianCompositions.mu(event, relation);
  }

  /**
   * An upper bound of the true positive rate.
   *
   * @param falsePositiveRate in [0, 1]
   * @throws UnsupportedEventException if the accountant has no proof for the event
   */
  public double truePositiveRate(double falsePositiveRate) {
    if (!(falsePositiveRate >= 0 && falsePositiveRate <= 1)) {
      throw new IllegalArgumentException(
          "false_positive_rate must be in [0, 1]. Provided value: " + falsePositiveRate + ".");
    }
    if (falsePositiveRate == 1) {
      return 1;
    }
    if (gaussianMu.isPresent()) {
      return gaussian(gaussianMu.getAsDouble(), falsePositiveRate);
    }
    return Math.max(falsePositiveRate, lowest(falsePositiveRate));
  }

  /**
   * An upper bound of the total variation distance of the outputs for two neighbours: delta at
   * epsilon 0, the largest excess of the true positive rate over the false one.
   */
  public double totalVariation() {
    return delta(0);
  }

  /**
   * An estimate, and no bound, of the mu for which the event is mu-GDP: the smallest mu whose
   * Gaussian pair costs at least as much at epsilon 0 and at those epsilons where delta falls below
   * 1/2, 1/10, 1/100, ... 1e-10. What is not Gaussian may cost more than it elsewhere, above all at
   * still smaller deltas.
   */
  public double estimateGdpMu() {
    if (gaussianMu.isPresent()) {
      return gaussianMu.getAsDouble();
    }
    double mu = 0;
    double total = totalVariation();
    for (int digits = -1; digits <= 10; digits++) {
      double delta = digits < 0 ? total : digits == 0 ? 0.5 : Math.pow(10, -digits);
      if (delta <= 0 || delta > total) {
        continue;
      }
      if (delta == 1) {
        return Double.POSITIVE_INFINITY;
      }
      double epsilon = digits < 0 ? 0 : accountant.epsilon(event, relation, delta);
      if (epsilon == Double.POSITIVE_INFINITY) {
        return epsilon;
      }
      mu = Math.max(mu, GaussianTradeOff.largestMuRoundedUp(epsilon, delta));
    }
    return mu;
  }

  private double delta(double epsilon) {
    return gaussianMu.isPresent()
        ? GaussianTradeOff.delta(gaussianMu.getAsDouble(), epsilon)
        : accountant.delta(event, relation, epsilon);
  }

  /** P(Z > z - mu) with P(Z > z) the false positive rate; z is taken low by more than its error. */
  private static double gaussian(double mu, double falsePositiveRate) {
    if (falsePositiveRate == 0 || mu == 0) {
      return falsePositiveRate;
    }
    double quantile = NormalLaw.upperQuantile(falsePositiveRate);
    double low = quantile - mu - 1e-12 * (1 + Math.abs(quantile) + mu);
    double rate = NormalLaw.upperTail(low);
    double error = NormalLaw.relativeError(Math.min(Math.abs(low), 40));
    return Math.min(1, Math.max(falsePositiveRate, rate * (1 + error)));
  }

  /** The bound at x, rounded up: a few roundings of numbers up to 1 each. */
  private double bound(double x, double falsePositiveRate) {
    if (x >= 0) {
      double sum = delta(x) + Math.exp(x) * falsePositiveRate;
      return Math.min(1, sum * (1 + 0x1p-50));
    }
    double missed = Math.exp(x) * (1 - delta(-x) - falsePositiveRate);
    return Math.min(1, 1 - missed + 0x1p-50);
  }

  /**
   * The least bound over x, by golden sections. A valley of a Gaussian curve lies at x = mu z -
   * mu^2 / 2 with z the quantile of the false positive rate, and is about mu wide: the search
   * starts there, with the mu that has the same total variation. It ends where x is known to 5e-5,
   * which is the relative error of e^x, and so at most that of the bound, even where it has a kink.
   */
  private double lowest(double falsePositiveRate) {
    double total = totalVariation();
    if (total == 0) {
      return falsePositiveRate;
    }
    double mu = 2 * NormalLaw.upperQuantile((1 - Math.min(total, 1 - 1e-9)) / 2);
    if (falsePositiveRate == 0) {
      return failure(total);
    }
    double width = Math.max(1e-9, mu);
    double tolerance = Math.min(5e-5, width / 1000);
    double low = -LARGEST_EPSILON;
    double high = Math.min(LARGEST_EPSILON, -Math.log(falsePositiveRate));
    double start = mu * (NormalLaw.upperQuantile(falsePositiveRate) - mu / 2);
    return new GoldenSection(x -> bound(x, falsePositiveRate), low, high)
        .least(start, width, tolerance);
  }

  /**
   * What no epsilon takes away: each delta at which epsilon is finite bounds the true positive rate
   * without false positives, since e^epsilon 0 = 0. The least of them to 1e-4 of itself, down to
   * 1e-18.
   */
  private double failure(double total) {
    double high = total;
    double low = 1e-18;
    if (high <= low || isFinite(low)) {
      return Math.min(low, high);
    }
    while (high > low * (1 + 1e-4)) {
      double middle = Math.sqrt(low * high);
      if (isFinite(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private boolean isFinite(double delta) {
    return accountant.epsilon(event, relation, delta) < Double.POSITIVE_INFINITY;
  }
}
