package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tacet.engine.audit.Draws.Cell;

/**
 * How much likelier what was published is with the unit than without, as far as histograms of each
 * cell tell: of quantile bins, and one of what was not published. Cells have noise of their own, so
 * that their ratios multiply; where they do not, it is still a number like any other to choose an
 * event by.
 */
final class LikelihoodRatio {

  private static final int BINS = 8;

  private static final class Histogram {
    private final Cell cell;
    private final double[] edges;

    /** The logarithm of the ratio of each bin, then that of what was not published. */
    private final double[] ratios;

    private Histogram(Cell cell, double[] edges, double[] ratios) {
      this.cell = cell;
      this.edges = edges;
      this.ratios = ratios;
    }
  }

  private final List<Histogram> histograms = new ArrayList<>();

  LikelihoodRatio(List<Cell> cells, Draws with, Draws without) {
    for (Cell cell : cells) {
      double[] one = with.values(cell);
      double[] other = without.values(cell);
      double[] edges = edges(one, other);
      double[] ofOne = counts(one, edges);
      double[] ofOther = counts(other, edges);
      double[] ratios = new double[ofOne.length];
      for (int bin = 0; bin < ratios.length; bin++) {
        double a = ofOne[bin] + 0.5;
        double b = ofOther[bin] + 0.5;
        double ratio = Math.log(a / b);
        // What lies within the chance of these few draws says nothing.
        double chance = Math.sqrt(1 / a + 1 / b);
        ratios[bin] = Math.signum(ratio) * Math.max(0, Math.abs(ratio) - chance);
      }
      histograms.add(new Histogram(cell, edges, ratios));
    }
  }

  Feature feature() {
    return new Feature("likelihood ratio of histograms of all cells", this::scores);
  }

  private double[] scores(Draws draws) {
    double[] scores = new double[draws.size()];
    for (Histogram histogram : histograms) {
      double[] values = draws.values(histogram.cell);
      for (int draw = 0; draw < scores.length; draw++) {
        scores[draw] += histogram.ratios[bin(values[draw], histogram.edges)];
      }
    }
    return scores;
  }

  private static double[] edges(double[] one, double[] other) {
    double[] all =
        Arrays.stream(new double[][] {one, other})
            .flatMapToDouble(Arrays::stream)
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    double[] edges = new double[Math.min(BINS - 1, all.length)];
    for (int edge = 0; edge < edges.length; edge++) {
      edges[edge] = all[(int) ((edge + 1L) * all.length / (edges.length + 1L))];
    }
    return Arrays.stream(edges).distinct().toArray();
  }

  /** The number of edges that a value is above; one more for no value. */
  private static int bin(double value, double[] edges) {
    if (Double.isNaN(value)) {
      return edges.length + 1;
    }
    int at = Arrays.binarySearch(edges, value);
    return at >= 0 ? at : -at - 1;
  }

  private static double[] counts(double[] values, double[] edges) {
    double[] counts = new double[edges.length + 2];
    for (double value : values) {
      counts[bin(value, edges)]++;
    }
    return counts;
  }
}
