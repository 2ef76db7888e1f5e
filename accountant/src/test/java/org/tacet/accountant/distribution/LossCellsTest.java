package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

/** Cells against the exact curve of the pair that was put in. */
class LossCellsTest {

  @Property(tries = 200)
  void losesNothingAndLittleIsAdded(
      @ForAll @IntRange(min = 2, max = 12) int outcomes,
      @ForAll long seed,
      @ForAll @DoubleRange(min = 0.001, max = 0.3) @Scale(6) double interval) {
    Random random = new Random(seed);
    double[] p = law(outcomes, random);
    double[] q = law(outcomes, random);
    HockeyStick exact = HockeyStick.of(p, q);
    LossCells cells = cells(p, q, interval);
    for (double epsilon : new double[] {0, 0.05, 0.3, 1, 2.5}) {
      assertBrackets(cells, exact, epsilon, interval);
      assertBrackets(cells.reversed(), exact.reversed(), epsilon, interval);
    }
  }

  private static void assertBrackets(
      LossCells cells, HockeyStick exact, double epsilon, double interval) {
    double truth = exact.delta(epsilon);
    double above = cells.pessimistic().delta(epsilon, 1);
    double below = cells.optimistic().delta(epsilon, -1);
    assertThat(above).isGreaterThanOrEqualTo(truth * (1 - 1e-15));
    assertThat(below).isLessThanOrEqualTo(truth * (1 + 1e-15));
    // Moving a mass to the ends of its cell raises its (1 - e^(epsilon - l))+ by a quarter of the
    // cell's width at most.
    assertThat(above - truth).isLessThan(interval / 4 + 1e-12);
  }

  /** Without the spread to both ends, masses put on their cells' means, the bound would fail. */
  @Test
  void seesALossThatWasMerelyRounded() {
    double[] p = {0.6, 0.3, 0.1};
    double[] q = {0.1, 0.3, 0.6};
    double truth = HockeyStick.of(p, q).delta(1.7);
    double interval = 0.25;
    double rounded = 0;
    for (int outcome = 0; outcome < 3; outcome++) {
      double loss = interval * Math.floor(Math.log(p[outcome] / q[outcome]) / interval);
      rounded += p[outcome] * Math.max(0, 1 - Math.exp(1.7 - loss));
    }
    assertThat(rounded).isLessThan(truth * 0.9);
    assertThat(cells(p, q, interval).pessimistic().delta(1.7, 1)).isGreaterThan(truth);
  }

  private static LossCells cells(double[] p, double[] q, double interval) {
    LossCells cells = new LossCells(interval, -40, 40);
    for (int outcome = 0; outcome < p.length; outcome++) {
      cells.add(Math.log(p[outcome] / q[outcome]), p[outcome], q[outcome]);
    }
    return cells;
  }

  private static double[] law(int outcomes, Random random) {
    double[] law = new double[outcomes];
    double sum = 0;
    for (int outcome = 0; outcome < outcomes; outcome++) {
      law[outcome] = Math.exp(-4 * random.nextDouble());
      sum += law[outcome];
    }
    for (int outcome = 0; outcome < outcomes; outcome++) {
      law[outcome] /= sum;
    }
    return law;
  }
}
