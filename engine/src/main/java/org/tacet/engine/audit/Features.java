package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.tacet.engine.audit.Draws.Cell;

/**
 * What events are looked for in: each cell; which and how many groups are published; a column added
 * up over groups; the difference of two cells of a column and of two columns of a group, in which a
 * draw that is used twice cancels (P9).
 */
final class Features {

  /** Of each kind: differences grow with the square of what is published. */
  private static final int MOST = 120;

  private final Set<Cell> cells = new LinkedHashSet<>();

  /**
   * @param choosing the draws by which events are chosen: what they have never shown is left out
   */
  Features(List<Draws> choosing) {
    choosing.forEach(draws -> cells.addAll(draws.names()));
  }

  /** The cells by themselves. */
  List<Cell> cells() {
    return List.copyOf(cells);
  }

  List<Feature> all() {
    List<Feature> features = new ArrayList<>();
    Map<String, List<Cell>> byColumn = new LinkedHashMap<>();
    Map<String, List<Cell>> byGroup = new LinkedHashMap<>();
    for (Cell cell : cells) {
      features.add(new Feature(cell.text(), draws -> draws.values(cell)));
      byColumn.computeIfAbsent(cell.column(), column -> new ArrayList<>()).add(cell);
      if (!cell.column().equals(Draws.PUBLISHED)) {
        byGroup.computeIfAbsent(cell.group(), group -> new ArrayList<>()).add(cell);
      }
    }
    byColumn.forEach(
        (column, of) -> {
          if (of.size() > 1) {
            features.add(new Feature(column + ", all groups together", draws -> sum(draws, of)));
          }
        });
    byColumn.remove(Draws.PUBLISHED);
    features.addAll(differences(byColumn.values()));
    features.addAll(differences(byGroup.values()));
    return features;
  }

  private static List<Feature> differences(Iterable<List<Cell>> alike) {
    List<Feature> differences = new ArrayList<>();
    for (List<Cell> cells : alike) {
      for (int one = 0; one < cells.size(); one++) {
        for (int other = one + 1; other < cells.size() && differences.size() < MOST; other++) {
          Cell first = cells.get(one);
          Cell second = cells.get(other);
          differences.add(
              new Feature(
                  first.text() + " less " + second.text(),
                  draws -> combined(draws, first, second, (a, b) -> a - b)));
        }
      }
    }
    return differences;
  }

  private static double[] combined(
      Draws draws, Cell first, Cell second, DoubleBinaryOperator operator) {
    double[] one = draws.values(first);
    double[] other = draws.values(second);
    double[] combined = new double[draws.size()];
    for (int draw = 0; draw < combined.length; draw++) {
      combined[draw] = operator.applyAsDouble(one[draw], other[draw]);
    }
    return combined;
  }

  private static double[] sum(Draws draws, List<Cell> cells) {
    double[] sum = new double[draws.size()];
    for (Cell cell : cells) {
      double[] values = draws.values(cell);
      for (int draw = 0; draw < sum.length; draw++) {
        sum[draw] += Double.isNaN(values[draw]) ? 0 : values[draw];
      }
    }
    return sum;
  }
}
