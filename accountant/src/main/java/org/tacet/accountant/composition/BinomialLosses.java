package org.tacet.accountant.composition;

import java.util.Arrays;

/**
 * The privacy loss of k times randomized response on one bit: (2 X - k) epsilon, with X binomial of
 * k trials of probability e^epsilon / (1 + e^epsilon). Probabilities are t(x) / S: t is 1 near the
 * mode and goes on from there by the ratios t(x + 1) / t(x) = (k - x) / (x + 1) e^epsilon, S is the
 * sum of the t that are kept. All terms are positive, so that no digits are lost, and as S leaves
 * terms out, the quotients are upper bounds.
 *
 * <p>Rounding: a step of the recurrence costs five roundings of 2^-53 (the quotient, e^epsilon,
 * which is within a unit in the last place, and two products), a sum one for each term. With n
 * terms, t and S are within 7 n 2^-53 of themselves, which {@link #rounding} doubles.
 */
final class BinomialLosses {

  /** More repetitions would take more than some 10^7 terms. */
  static final long LARGEST_COUNT = 1L << 34;

  /** Below this the terms are no longer written down, and the geometric bound of the rest is. */
  private static final double SMALLEST_TERM = 0x1p-900;

  private final double epsilon;
  private final long count;
  private final long first;
  private final double[] terms;
  private final double sum;
  private final double restBelow;
  private final double restAbove;

  /** One side of the law, from the mode outwards. */
  private static final class Side {

    final double[] terms;
    final double rest;

    Side(double[] terms, double rest) {
      this.terms = terms;
      this.rest = rest;
    }
  }

  /**
   * @param epsilon above 0 and finite
   * @param count k, from 1 to {@link #LARGEST_COUNT}
   */
  BinomialLosses(double epsilon, long count) {
    this.epsilon = epsilon;
    this.count = count;
    long mode = Math.min(count, (long) ((count + 1) / (1 + Math.exp(-epsilon))));
    Side above = outwards(count - mode, mode, Math.exp(epsilon));
    Side below = outwards(mode, count - mode, Math.exp(-epsilon));
    first = mode - below.terms.length;
    terms = new double[below.terms.length + 1 + above.terms.length];
    for (int step = 0; step < below.terms.length; step++) {
      terms[below.terms.length - 1 - step] = below.terms[step];
    }
    terms[below.terms.length] = 1;
    System.arraycopy(above.terms, 0, terms, below.terms.length + 1, above.terms.length);
    sum = Arrays.stream(terms).sum();
    restBelow = below.rest;
    restAbove = above.rest;
  }

  /**
   * The terms (left / (taken + 1)) odds, and so on. Their ratios fall, so that what follows a term
   * is at most the next one divided by one minus its ratio.
   */
  private static Side outwards(long left, long taken, double odds) {
    double[] kept = new double[64];
    double term = 1;
    for (int step = 0; step < left; step++) {
      double ratio = (double) (left - step) / (taken + step + 1) * odds;
      double next = term * ratio;
      if (next < SMALLEST_TERM && ratio < 1 - 0x1p-40) {
        double rest = next / (1 - ratio * (1 + 0x1p-49)) * (1 + 0x1p-20) + Double.MIN_NORMAL;
        return new Side(Arrays.copyOf(kept, step), rest);
      }
      if (step == kept.length) {
        kept = Arrays.copyOf(kept, 2 * step);
      }
      kept[step] = next;
      term = next;
    }
    return new Side(Arrays.copyOf(kept, (int) left), 0);
  }

  /** How many outcomes are kept. */
  int size() {
    return terms.length;
  }

  /** The loss of a kept outcome, in ascending order, within two units in the last place. */
  double loss(int index) {
    return (2 * (first + index) - count) * epsilon;
  }

  /** The probability of a kept outcome, rounded up. */
  double probability(int index) {
    return terms[index] / sum * rounding();
  }

  /** An upper bound of the probability of losses below all that are kept. */
  double below() {
    return restBelow / sum * rounding();
  }

  /** An upper bound of the probability of losses above all that are kept. */
  double above() {
    return restAbove / sum * rounding();
  }

  /**
   * E (1 - e^(threshold - L))+ over the loss L, rounded up. Losses are raised by more than their
   * rounding before the threshold is taken from them.
   */
  double delta(double threshold) {
    double expected = restAbove;
    int index = terms.length - 1;
    for (; index >= 0; index--) {
      double loss = loss(index);
      double excess = loss - threshold + (Math.abs(loss) + threshold) * 0x1p-51 + 0x1p-1070;
      if (excess <= 0) {
        break;
      }
      expected += terms[index] * -Math.expm1(-excess);
    }
    if (index < 0) {
      expected += restBelow;
    }
    return Math.min(1, expected / sum * rounding());
  }

  private double rounding() {
    return 1 + (terms.length + 16) * 0x1p-49;
  }
}
