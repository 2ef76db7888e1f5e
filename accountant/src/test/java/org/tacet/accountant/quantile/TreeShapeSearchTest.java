package org.tacet.accountant.quantile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;

/**
 * The shape that is chosen from parameters alone beside the best that a search over shapes finds
 * with the data at hand: mean rank errors at five ranks, over laws and sizes of data.
 */
class TreeShapeSearchTest {

  private static final int LEAVES = 1 << 16;
  private static final double[] RANKS = {0.1, 0.25, 0.5, 0.75, 0.9};

  /** Of the noise of a single node, were the tree one level high. */
  private static final double DEVIATION = 10;

  private static final Map<String, DoubleUnaryOperator> LAWS =
      new TreeMap<>(
          Map.of(
              "uniform", x -> x,
              "narrow", x -> 1 / (1 + Math.exp(-(x - 0.31) / 0.006)),
              "exponential", x -> (1 - Math.exp(-20 * x)) / (1 - Math.exp(-20)),
              "two heaps",
                  x ->
                      0.7 / (1 + Math.exp(-(x - 0.1) / 0.01))
                          + 0.3 / (1 + Math.exp(-(x - 0.8) / 0.02)),
              "twelve values", x -> Math.floor(x * 12) / 12));

  static double meanError(SimulatedCounts counts, TreeShape shape, NoiseGrowth growth, int trees) {
    double deviation =
        DEVIATION * (growth == NoiseGrowth.LINEAR ? shape.height() : Math.sqrt(shape.height()));
    double sum = 0;
    for (int seed = 0; seed < trees; seed++) {
      QuantileTree tree = counts.tree(shape, deviation, seed);
      for (double rank : RANKS) {
        sum += counts.rankError(tree.quantile(rank), rank);
      }
    }
    return sum / (trees * RANKS.length);
  }

  private static List<TreeShape> shapes() {
    List<TreeShape> shapes = new ArrayList<>();
    int last = Integer.MAX_VALUE;
    for (int branching = 2; branching <= 256; branching++) {
      int height = (int) Math.ceil(Math.log(LEAVES) / Math.log(branching) - 1e-9);
      if (height < last) {
        shapes.add(new TreeShape(branching, height));
        last = height;
      }
    }
    return shapes;
  }

  @Test
  void theChosenShapeIsNearTheBestThatASearchFinds() {
    double worst = 0;
    for (NoiseGrowth growth : NoiseGrowth.values()) {
      TreeShape chosen = TreeShape.forLeaves(LEAVES, growth);
      for (Map.Entry<String, DoubleUnaryOperator> law : LAWS.entrySet()) {
        for (long rows : new long[] {300, 3000, 30_000, 1_000_000}) {
          SimulatedCounts counts = SimulatedCounts.of(LEAVES, rows, law.getValue());
          StringBuilder line =
              new StringBuilder(
                  growth + " " + law.getKey() + " " + rows + " chosen " + chosen.branching() + ":");
          double best = Double.MAX_VALUE;
          double own = 0;
          for (TreeShape shape : shapes()) {
            double error = meanError(counts, shape, growth, 60);
            line.append(
                String.format(
                    Locale.ROOT, " %d^%d=%.1f", shape.branching(), shape.height(), error));
            best = Math.min(best, error);
            own = shape.equals(chosen) ? error : own;
          }
          System.out.println(line + String.format(Locale.ROOT, "  ratio %.2f", own / best));
          worst = Math.max(worst, own / best);
        }
      }
    }
    assertThat(worst).isLessThan(10);
  }
}
