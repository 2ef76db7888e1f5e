package org.tacet.jobs.account;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.LongStream;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/**
 * Epsilon as one accountant has it, over the number of steps or over delta.
 *
 * @param name of the accountant
 * @param points those whose epsilon is finite, by rising x
 */
record EpsilonCurve(String name, List<Point> points) {

  private static final int POINTS = 48;

  /** Deltas run from 1e-2 to 1e-12. */
  private static final double LARGEST_EXPONENT = -2;

  private static final double SMALLEST_EXPONENT = -12;

  record Point(double x, double epsilon) {}

  EpsilonCurve {
    points = List.copyOf(points);
  }

  /** At one delta, from 1 step to {@code steps}: closer together where there are few. */
  static EpsilonCurve overSteps(
      Accountant accountant,
      PrivacyEvent step,
      long steps,
      NeighborRelation relation,
      double delta) {
    List<Double> counts =
        LongStream.rangeClosed(0, POINTS)
            .map(index -> 1 + Math.round((steps - 1) * Math.pow(index / (double) POINTS, 2)))
            .distinct()
            .mapToObj(count -> (double) count)
            .toList();
    return of(
        accountant.name(),
        counts,
        count -> accountant.epsilon(new SelfComposed(step, Math.round(count)), relation, delta));
  }

  /** At deltas from 1e-12 to 1e-2. */
  static EpsilonCurve overDelta(
      Accountant accountant, PrivacyEvent event, NeighborRelation relation) {
    List<Double> deltas = new ArrayList<>();
    for (int index = 0; index <= POINTS; index++) {
      double exponent = SMALLEST_EXPONENT + (LARGEST_EXPONENT - SMALLEST_EXPONENT) * index / POINTS;
      deltas.add(Math.pow(10, exponent));
    }
    return of(accountant.name(), deltas, delta -> accountant.epsilon(event, relation, delta));
  }

  private static EpsilonCurve of(String name, List<Double> places, DoubleFunction<Double> epsilon) {
    return new EpsilonCurve(
        name,
        places.parallelStream()
            .map(x -> new Point(x, epsilon.apply(x)))
            .filter(point -> point.epsilon < Double.POSITIVE_INFINITY)
            .toList());
  }
}
