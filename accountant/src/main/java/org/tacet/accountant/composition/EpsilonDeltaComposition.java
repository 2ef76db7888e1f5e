package org.tacet.accountant.composition;

import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.tacet.accountant.arithmetic.UpwardRounding;
import org.tacet.accountant.event.EpsilonDelta;

/**
 * The composition of mechanisms of which only (epsilon_i, delta_i) is known, with parameters that
 * are fixed beforehand. The worst of each is randomized response of epsilon_i on one bit, beside a
 * failure of probability delta_i (Kairouz, Oh, Viswanath 2015, "The composition theorem for
 * differential privacy", Theorem 3.3), so that with L the sum of the responses' losses
 *
 * <pre>delta(epsilon) = 1 - prod (1 - delta_i) (1 - E (1 - e^(epsilon - L))+)</pre>
 *
 * for every real epsilon. With all epsilon_i equal, L is binomial and the answer is exact but for
 * rounding, up, of less than 1e-9 of delta. With different ones it is an upper bound ({@link
 * LatticeLosses}): about 1e-5 of epsilon above the truth for 200 different ones, 1e-2 for 3,000;
 * the exact value is #P-complete (Murtagh, Vadhan 2016). Never above basic composition (Dwork, Roth
 * 2014, Theorem 3.16) nor the bound of Hoeffding. For whatever neighbour relation the parameters
 * hold for.
 */
public final class EpsilonDeltaComposition {

  private final SortedMap<Double, Long> counts = new TreeMap<>();

  /** The sum of -count log(1 - delta), rounded up. */
  private final double failureExponent;

  private final double failure;
  private final double largestLoss;
  private DoubleUnaryOperator responses;

  private EpsilonDeltaComposition(Map<EpsilonDelta, Long> events) {
    double exponent = 0;
    BigDecimal largest = BigDecimal.ZERO;
    for (Map.Entry<EpsilonDelta, Long> entry : events.entrySet()) {
      double epsilon = entry.getKey().epsilon();
      long count = entry.getValue();
      if (count < 1) {
        throw new IllegalArgumentException(
            "count must be a whole number of at least 1. Provided value: " + count + ".");
      }
      exponent -= count * Math.log1p(-entry.getKey().delta()) * (1 + 0x1p-50);
      if (epsilon > 0) {
        counts.merge(epsilon, count, Math::addExact);
        largest = largest.add(new BigDecimal(epsilon).multiply(BigDecimal.valueOf(count)));
      }
    }
    failureExponent = exponent * (1 + events.size() * 0x1p-52);
    boolean single = events.size() == 1 && events.values().iterator().next() == 1;
    failure = single ? events.keySet().iterator().next().delta() : failureOf(failureExponent);
    largestLoss = UpwardRounding.toDouble(largest);
  }

  /**
   * @param events how often each occurs, at least once; nothing at all is perfectly private
   */
  public static EpsilonDeltaComposition of(Map<EpsilonDelta, Long> events) {
    return new EpsilonDeltaComposition(events);
  }

  /**
   * An upper bound of the delta at epsilon.
   *
   * @param epsilon at least 0 and finite
   */
  public double delta(double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon must be a finite number of at least 0. Provided value: " + epsilon + ".");
    }
    double response = responseDelta(epsilon);
    return response == 0
        ? failure
        : Math.min(1, (failure + (1 - failure) * response) * (1 + 0x1p-50));
  }

  /**
   * An upper bound of the smallest epsilon, at least 0, at delta; infinite where the failures alone
   * are more likely than that.
   *
   * @param delta in [0, 1)
   */
  public double epsilon(double delta) {
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta must be at least 0 and below 1. Provided value: " + delta + ".");
    }
    if (failure > delta) {
      return Double.POSITIVE_INFINITY;
    }
    if (delta == failure) {
      return largestLoss;
    }
    if (delta(0) <= delta) {
      return 0;
    }
    double low = 0;
    double high = largestLoss; // the delta there is that of the failures, at most what is asked
    while (true) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high || high - low <= 0x1p-45 * high) {
        return high;
      }
      if (delta(middle) <= delta) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  private double responseDelta(double epsilon) {
    if (epsilon >= largestLoss) {
      return 0;
    }
    if (Double.isInfinite(largestLoss)) {
      return 1;
    }
    return Math.min(hoeffding(epsilon), responses().applyAsDouble(epsilon));
  }

  private synchronized DoubleUnaryOperator responses() {
    if (responses == null) {
      if (counts.values().stream().anyMatch(count -> count > BinomialLosses.LARGEST_COUNT)) {
        responses = epsilon -> 1;
      } else if (counts.size() == 1) {
        responses = new BinomialLosses(counts.firstKey(), counts.get(counts.firstKey()))::delta;
      } else {
        responses = LatticeLosses.of(counts)::delta;
      }
    }
    return responses;
  }

  /**
   * delta is at most P(L > epsilon). L is a sum of losses in [-epsilon_i, epsilon_i] with means
   * epsilon_i tanh(epsilon_i / 2), so that t above its mean it is at most exp(-t^2 / (2 sum
   * epsilon_i^2)) (Hoeffding 1963, Theorem 2).
   */
  private double hoeffding(double epsilon) {
    double mean = 0;
    double squares = 0;
    for (Map.Entry<Double, Long> entry : counts.entrySet()) {
      double one = entry.getKey();
      mean += entry.getValue() * one * Math.tanh(one / 2);
      squares += entry.getValue() * one * one;
    }
    double margin = (counts.size() + 16) * 0x1p-50;
    double above = epsilon - mean * (1 + margin);
    if (above <= 0) {
      return 1;
    }
    double exponent = above * above / (2 * squares) * (1 - margin);
    return Math.min(1, Math.exp(-exponent) * (1 + 0x1p-50) + Double.MIN_NORMAL);
  }

  /** 1 - e^-exponent; expm1 is within a unit in the last place. */
  private static double failureOf(double exponent) {
    return exponent == 0 ? 0 : Math.min(1, -Math.expm1(-exponent) * (1 + 0x1p-51));
  }
}
