package org.tacet.accountant.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.noise.TotalSensitivity;

/**
 * Whole moves cost no less than any vector of the same bounds, over the whole curve of (epsilon,
 * delta): outcome by outcome, without the code that composes.
 */
class TotalSensitivityTest {

  private static final double[] PARAMETERS = {0.05, 0.4, 1, 2.5};

  private static TotalSensitivity total(long maxGroups, long lInf, long l1) {
    return new TotalSensitivity(maxGroups, lInf, BigInteger.valueOf(l1));
  }

  @Example
  void wholeMovesAreAsManyAsTheSumAllows() {
    assertThat(total(10, 4, 12).covering()).isEqualTo(new Sensitivity(3, 4));
    assertThat(total(10, 4, 13).covering()).isEqualTo(new Sensitivity(4, 4));
    assertThat(total(10, 4, 40).covering()).isEqualTo(new Sensitivity(10, 4));
    assertThat(total(10, 4, Long.MAX_VALUE).covering()).isEqualTo(new Sensitivity(10, 4));
    assertThat(total(10, 4, 3).covering()).isEqualTo(new Sensitivity(1, 3));
    assertThat(total(10, 0, 3).covering()).isEqualTo(new Sensitivity(10, 0));
    BigInteger most = BigInteger.ONE.shiftLeft(200);
    assertThat(new TotalSensitivity(1 << 16, 1L << 62, most).covering())
        .isEqualTo(new Sensitivity(1 << 16, 1L << 62));
    assertThatThrownBy(() -> total(10, 4, -1)).hasMessageContaining("l1 must be at least 0");
    assertThatThrownBy(() -> total(0, 4, 1)).hasMessageContaining("maxGroups must be at least 1");
  }

  @Property(tries = 300)
  void laplaceNoiseThatCoversWholeMovesCoversEveryVector(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 4) Integer> moves,
      @ForAll @IntRange(max = 3) int parameter,
      @ForAll @IntRange(min = -6, max = 6) int eighth) {
    long sum = moves.stream().mapToLong(Integer::longValue).sum();
    if (sum == 0) {
      return;
    }
    double a = PARAMETERS[parameter];
    Sensitivity covering = total(moves.size(), 4, sum).covering();
    double epsilon = eighth / 6.0 * a * sum;
    assertThat(laplace(a, moves).delta(epsilon))
        .isLessThanOrEqualTo(laplace(a, whole(covering)).delta(epsilon) + 1e-14);
  }

  /** What the proof is made of: the sum stays, and where it is full the two are equal. */
  @Property(tries = 300)
  void movingOneEntryFartherAndAnotherLessFarCostsNoLess(
      @ForAll @IntRange(min = 1, max = 5) int farther,
      @ForAll @IntRange(min = 1, max = 5) int other,
      @ForAll @IntRange(max = 3) int parameter,
      @ForAll @IntRange(min = -40, max = 40) int fortieth) {
    int x = Math.max(farther, other);
    int y = Math.min(farther, other);
    double a = PARAMETERS[parameter];
    double epsilon = fortieth / 40.0 * a * (x + y);
    HockeyStick before = laplace(a, List.of(x, y));
    HockeyStick after = laplace(a, List.of(x + 1, y - 1));
    assertThat(before.delta(epsilon)).isLessThanOrEqualTo(after.delta(epsilon) + 1e-14);
    assertThat(before.reversed().delta(epsilon)).isCloseTo(before.delta(epsilon), within(1e-13));
  }

  /** A part of a move that is rounded down, as planted here, costs more than is accounted. */
  @Example
  void fewerMovesThanTheSumAllowsAreTooFew() {
    HockeyStick vector = laplace(0.4, List.of(4, 2));
    assertThat(vector.delta(0.5)).isGreaterThan(laplace(0.4, List.of(4)).delta(0.5) + 0.01);
  }

  /** At the smallest scale that is taken as proved, at sums that whole moves use up. */
  @Example
  void gaussianNoiseThatCoversWholeMovesCoversVectorsOfAsMuch() {
    int[][] cases = {{3, 2, 3}, {3, 4, 6}, {5, 3, 5}, {4, 6, 8}, {6, 5, 10}};
    for (int[] each : cases) {
      int entries = each[0];
      int move = each[1];
      int most = each[2];
      TotalSensitivity total = total(entries, most, (long) entries * move);
      Sensitivity covering = total.covering();
      double scale = Math.sqrt(8 * covering.l2Squared().doubleValue() / (most - 1));
      assertThat(total.holdsUnderGaussian(scale * (1 + 1e-12))).isTrue();
      assertThat(total.holdsUnderGaussian(scale * (1 - 1e-12))).isFalse();
      Losses vector = gaussian(scale, entries, move);
      Losses whole = gaussian(scale, (int) covering.maxGroups(), most);
      for (double epsilon = -3; epsilon <= 6; epsilon += 0.07) {
        assertThat(vector.delta(epsilon))
            .as("%d entries of %d at epsilon %s", entries, move, epsilon)
            .isLessThanOrEqualTo(whole.delta(epsilon) + 1e-13);
      }
    }
  }

  @Example
  void noiseOfAnyScaleIsProvedWhereMovesAreShortOrAsManyAsGroups() {
    assertThat(total(10, 2, 7).holdsUnderGaussian(0.1)).isTrue();
    assertThat(total(3, 5, 11).holdsUnderGaussian(0.1)).isTrue();
    assertThat(total(4, 5, 11).holdsUnderGaussian(0.1)).isFalse();
  }

  private static List<Integer> whole(Sensitivity covering) {
    return Collections.nCopies((int) covering.maxGroups(), (int) covering.lInf());
  }

  private static HockeyStick laplace(double a, List<Integer> moves) {
    HockeyStick product = HockeyStick.of(new double[] {1}, new double[] {1});
    for (int move : moves) {
      product = move == 0 ? product : product.with(laplace(a, move));
    }
    return product;
  }

  /** Up to 0 and from the move on the loss is the same, so that each is one outcome. */
  private static HockeyStick laplace(double a, int move) {
    double[] moved = new double[move + 1];
    double[] unmoved = new double[move + 1];
    for (int outcome = 0; outcome <= move; outcome++) {
      double mass = outcome == 0 || outcome == move ? 1 / (1 + Math.exp(-a)) : Math.tanh(a / 2);
      moved[outcome] = mass * Math.exp(-a * (move - outcome));
      unmoved[outcome] = mass * Math.exp(-a * outcome);
    }
    return HockeyStick.of(moved, unmoved);
  }

  /** Outcomes of one loss, with the mass of each where all entries are moved. */
  private record Losses(List<Double> loss, List<Double> mass) {

    private double delta(double epsilon) {
      double delta = 0;
      for (int outcome = 0; outcome < loss.size(); outcome++) {
        delta += mass.get(outcome) * Math.max(0, -Math.expm1(epsilon - loss.get(outcome)));
      }
      return delta;
    }
  }

  /** So many entries, each moved as far: the loss is a function of the sum of their noise. */
  private static Losses gaussian(double sigma, int entries, int move) {
    int reach = (int) Math.ceil(9 * sigma);
    double[] law = new double[2 * reach + 1];
    double norm = 0;
    for (int place = 0; place < law.length; place++) {
      double z = (place - reach) / sigma;
      law[place] = Math.exp(-0.5 * z * z);
      norm += law[place];
    }
    double[] sum = {1};
    for (int entry = 0; entry < entries; entry++) {
      double[] next = new double[sum.length + law.length - 1];
      for (int one = 0; one < sum.length; one++) {
        for (int two = 0; two < law.length; two++) {
          next[one + two] += sum[one] * law[two] / norm;
        }
      }
      sum = next;
    }
    List<Double> losses = new ArrayList<>();
    List<Double> masses = new ArrayList<>();
    for (int place = 0; place < sum.length; place++) {
      double noise = place - entries * (double) reach;
      losses.add(move * (2 * noise + (double) entries * move) / (2 * sigma * sigma));
      masses.add(sum[place]);
    }
    return new Losses(losses, masses);
  }
}
