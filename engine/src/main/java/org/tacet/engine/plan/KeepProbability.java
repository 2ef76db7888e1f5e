package org.tacet.engine.plan;

import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * With what probability a group of a given size is published (P20): the few sizes that show the
 * course of the curve, from 1 to the size that is always kept.
 *
 * @param privacyUnits the size of a group, after bounding
 */
public record KeepProbability(long privacyUnits, double probability) {

  private static final double[] LEVELS = {0.01, 0.1, 0.5, 0.9, 0.99};

  /**
   * The sizes at which the probability first reaches 1 %, 10 %, 50 %, 90 %, 99 % and, if it does,
   * 1.
   */
  public static List<KeepProbability> curve(GroupSelection selection) {
    List<KeepProbability> curve = new ArrayList<>();
    curve.add(new KeepProbability(1, selection.keepProbability(1)));
    for (double level : LEVELS) {
      add(curve, firstAtLeast(selection, level), selection);
    }
    if (selection instanceof TruncatedGeometricSelection table) {
      add(curve, table.alwaysKeptFrom(), selection);
    }
    return curve;
  }

  private static void add(List<KeepProbability> curve, long size, GroupSelection selection) {
    if (curve.get(curve.size() - 1).privacyUnits() < size) {
      curve.add(new KeepProbability(size, selection.keepProbability(size)));
    }
  }

  /** Probabilities never fall as groups grow, so halving finds the place. */
  private static long firstAtLeast(GroupSelection selection, double level) {
    long below = 0;
    long reached = 1;
    while (selection.keepProbability(reached) < level) {
      reached *= 2;
    }
    while (reached - below > 1) {
      long middle = below + (reached - below) / 2;
      if (selection.keepProbability(middle) >= level) {
        reached = middle;
      } else {
        below = middle;
      }
    }
    return reached;
  }
}
