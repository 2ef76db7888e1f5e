package org.tacet.engine.audit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.engine.audit.Draws.Cell;

/**
 * A sum over all cells of how far each lies from its middle, cut off at where noise seldom goes and
 * weighted by how far the unit moves it, both in the cell's spread: near to the loss of Laplace and
 * of Gaussian noise where a unit moves many cells a little.
 */
final class WeightedSum {

  /** Beyond so many spreads a cell says no more. */
  private static final double CUT = 3;

  private record Part(double middle, double spread, double weight) {}

  private final Map<Cell, Part> parts = new LinkedHashMap<>();

  WeightedSum(List<Cell> cells, Draws with, Draws without) {
    for (Cell cell : cells) {
      double[] one = sorted(with.values(cell));
      double[] other = sorted(without.values(cell));
      if (one.length == 0 || other.length == 0) {
        continue;
      }
      double spread = quantile(other, 0.75) - quantile(other, 0.25);
      double moved = mean(one) - mean(other);
      if (spread > 0) {
        // What lies within the chance of these few draws says nothing.
        double chance = 1 / Math.sqrt(Math.min(one.length, other.length));
        double weight = moved / spread;
        parts.put(
            cell,
            new Part(
                (quantile(one, 0.5) + quantile(other, 0.5)) / 2,
                spread,
                Math.abs(weight) > chance ? weight : 0));
      }
    }
  }

  Feature feature() {
    return new Feature("weighted sum of all columns", this::sums);
  }

  private double[] sums(Draws draws) {
    double[] sums = new double[draws.size()];
    parts.forEach(
        (cell, part) -> {
          double[] values = draws.values(cell);
          for (int draw = 0; draw < sums.length; draw++) {
            if (!Double.isNaN(values[draw])) {
              double far = (values[draw] - part.middle()) / part.spread();
              sums[draw] += part.weight() * Math.max(-CUT, Math.min(CUT, far));
            }
          }
        });
    return sums;
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static double quantile(double[] sorted, double rank) {
    return sorted[(int) (rank * (sorted.length - 1))];
  }
}
