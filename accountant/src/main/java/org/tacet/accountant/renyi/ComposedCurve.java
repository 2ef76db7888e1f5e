package org.tacet.accountant.renyi;

import java.util.List;

/**
 * Mechanisms on the same data, chosen adaptively even: divergences of one order add up (Mironov
 * 2017, Proposition 1).
 *
 * @param parts each with how often it occurs
 */
record ComposedCurve(List<Part> parts) implements RenyiCurve {

  /** One curve, so many times. */
  record Part(RenyiCurve curve, long count) {}

  ComposedCurve {
    parts = List.copyOf(parts);
  }

  @Override
  public double at(double order) {
    double sum = 0;
    for (Part part : parts) {
      sum += part.curve().at(order) * part.count();
    }
    return roundedUp(sum);
  }

  @Override
  public double largestLoss() {
    double sum = 0;
    for (Part part : parts) {
      sum += part.curve().largestLoss() * part.count();
    }
    return roundedUp(sum);
  }

  private double roundedUp(double sum) {
    return Double.isNaN(sum)
        ? Double.POSITIVE_INFINITY
        : sum * (1 + 0x1p-52 * (parts.size() + 3.0));
  }
}
