package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What to ask for in place of targets that can't be reached: all of them larger by one factor. They
 * are calibrated as weights, in whose proportion errors are made as small as the total allows;
 * everything that has no target gets {@link #LEFT_OVER} times the noise of the most demanding one.
 */
final class SmallestTargets {

  private static final double LEFT_OVER = 100;

  /** Half-widths are whole steps, and searches stop short of their aim: this is more than both. */
  private static final double MARGIN = 1.01;

  private SmallestTargets() {}

  /**
   * By statistic, for those with a target.
   *
   * @throws IllegalArgumentException if nothing is within reach with any targets
   */
  static Map<Integer, Long> of(ReleaseRequest request) {
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    for (StatisticRequest each : request.statistics()) {
      if (each.targetHalfWidth().isPresent()) {
        largest = Math.max(largest, relativeTarget(each));
        smallest = Math.min(smallest, relativeTarget(each));
      }
    }
    ReleaseCalibration reached = ReleaseCalibration.of(byWeight(request, smallest, largest));
    Map<Integer, Long> halfWidths = new TreeMap<>();
    for (int index = 0; index < request.statistics().size(); index++) {
      if (request.statistics().get(index).targetHalfWidth().isPresent()) {
        double halfWidth = (double) reached.mechanisms().get(index).halfWidth(0.95);
        halfWidths.put(index, (long) Math.ceil(halfWidth * MARGIN) + 1);
      }
    }
    return halfWidths;
  }

  /** A target of 0 steps is taken for half a step. */
  private static double relativeTarget(StatisticRequest statistic) {
    return Math.max(0.5, (double) statistic.targetHalfWidth().getAsLong())
        / (double) statistic.sensitivity().lInf();
  }

  private static ReleaseRequest byWeight(ReleaseRequest request, double smallest, double largest) {
    ArrayList<StatisticRequest> statistics = new ArrayList<>();
    for (StatisticRequest each : request.statistics()) {
      double weight =
          each.targetHalfWidth().isPresent()
              ? Math.min(1e4, relativeTarget(each) / smallest)
              : LEFT_OVER * Math.min(1e4, largest / smallest);
      statistics.add(new StatisticRequest(each.sensitivity(), weight, OptionalLong.empty()));
    }
    return new ReleaseRequest(request.total(), request.noise(), statistics, request.selections());
  }
}
