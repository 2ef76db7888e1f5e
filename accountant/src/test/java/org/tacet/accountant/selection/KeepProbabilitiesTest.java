package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.function.LongFunction;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.ReferenceExponential;

/** The two inequalities of (epsilon, delta)-DP, on the probabilities that are drawn against. */
class KeepProbabilitiesTest {

  private static final BigDecimal GRID = new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE));
  private static final MathContext PRECISE = new MathContext(300);

  private static KeepProbabilities table(String epsilon, String delta) {
    return KeepProbabilities.of(new GroupBudget(new BigDecimal(epsilon), new BigDecimal(delta)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1e-5",
    "0.1, 1e-9",
    "0.333333333333333333333333333333333, 3.3e-10",
    "2.5, 0.05",
    "0.01, 1e-12",
    "0.0005, 1e-8",
    "50, 1e-6",
    "63.9, 1e-19",
    "1000, 0.5",
    "1e-30, 0.01",
    "0.2, 0.9999999",
    "0.3, 5.421010862427522170037264004349708557128906250e-20"
  })
  void everyStepOfTheRoundedTableIsPrivate(String epsilon, String delta) {
    KeepProbabilities table = table(epsilon, delta);
    int last = table.alwaysKeptFrom();
    assertThat(firstBreach(table::numerator, last, epsilon, delta)).isZero();
    assertThat(table.numerator(last)).isEqualTo(GRID.toBigInteger());
  }

  /** The power of the check above: two grid steps more at any count are a breach. */
  @ParameterizedTest
  @CsvSource({"1, 1e-5", "0.1, 1e-9", "2.5, 0.05"})
  void noEntryCouldBeTwoStepsLarger(String epsilon, String delta) {
    KeepProbabilities table = table(epsilon, delta);
    int last = table.alwaysKeptFrom();
    for (long raised = 1; raised < last; raised++) {
      long count = raised;
      LongFunction<BigInteger> fault =
          n -> n == count ? table.numerator(n).add(BigInteger.TWO) : table.numerator(n);
      assertThat(firstBreach(fault, last, epsilon, delta)).isEqualTo(raised);
    }
  }

  /**
   * Returns the first count whose probability is larger than the one before allows, or 0. Decimal
   * arithmetic of 200 digits stands for exact numbers: e^epsilon is lowered and e^-epsilon raised
   * by 1e-180 of itself, so a breach of the true inequality never passes.
   */
  private static long firstBreach(
      LongFunction<BigInteger> table, int last, String epsilon, String delta) {
    BigDecimal exponent = new BigDecimal(epsilon);
    BigDecimal addition = new BigDecimal(delta).multiply(GRID);
    BigDecimal doubt = BigDecimal.ONE.movePointLeft(180);
    BigDecimal growth =
        ReferenceExponential.exp(exponent, 200)
            .multiply(BigDecimal.ONE.subtract(doubt), PRECISE)
            .max(BigDecimal.ONE);
    BigDecimal shrinkage =
        ReferenceExponential.exp(exponent.negate(), 200)
            .multiply(BigDecimal.ONE.add(doubt), PRECISE);
    assertThat(table.apply(0)).isZero();
    for (long count = 1; count <= last; count++) {
      BigDecimal before = new BigDecimal(table.apply(count - 1));
      BigDecimal kept = new BigDecimal(table.apply(count));
      BigDecimal whenKept = before.multiply(growth, PRECISE).add(addition, PRECISE);
      BigDecimal rest = GRID.subtract(before).subtract(addition);
      BigDecimal whenDropped = GRID.subtract(rest.multiply(shrinkage, PRECISE), PRECISE);
      boolean falls = kept.compareTo(before) < 0;
      if (falls || kept.compareTo(whenKept) > 0 || kept.compareTo(whenDropped) > 0) {
        return count;
      }
    }
    return 0;
  }

  /** The closed form of the first branch: delta (e^(n epsilon) - 1) / (e^epsilon - 1). */
  @Test
  void smallCountsFollowTheClosedForm() {
    KeepProbabilities table = table("0.1", "1e-9");
    for (int count = 1; count < 150; count++) {
      double expected = 1e-9 * Math.expm1(count * 0.1) / Math.expm1(0.1);
      assertThat(table.probability(count)).isCloseTo(expected, Percentage.withPercentage(1e-6));
    }
    assertThat(table.probability(1)).isLessThanOrEqualTo(1e-9);
  }

  @Test
  void certaintyIsNeitherDrawnNorMissed() {
    KeepProbabilities table = table("1", "1e-5");
    long certain = table.alwaysKeptFrom();
    assertThat(table.keep(certain, -1)).isTrue();
    assertThat(table.keep(Long.MAX_VALUE, -1)).isTrue();
    assertThat(table.keep(certain - 1, -1)).isFalse();
    assertThat(table.probability(certain)).isEqualTo(1);
    assertThat(table.probability(certain - 1)).isLessThan(1);
    assertThat(table.keep(0, 0)).isFalse();
    assertThat(table.keep(-1, 0)).isFalse();
    assertThat(table.keep(Long.MIN_VALUE, 0)).isFalse();
    assertThat(table.probability(0)).isZero();
  }

  /** N(n) words of 2^64 keep a group: the last of them does, the next one does not. */
  @Test
  void wordsAreComparedUnsigned() {
    KeepProbabilities table = table("1", "1e-5");
    for (long count = 1; count < table.alwaysKeptFrom(); count++) {
      long numerator = table.numerator(count).longValue();
      assertThat(table.keep(count, numerator - 1)).isTrue();
      assertThat(table.keep(count, numerator)).isFalse();
      assertThat(table.keep(count, 0)).isTrue();
      assertThat(table.keep(count, -1)).isFalse();
    }
  }

  @Test
  void anEpsilonThatNeedsTooLongATableIsRefusedWithOneThatWorks() {
    assertThatThrownBy(() -> table("0.00001", "1e-10"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only above 2^20 privacy units")
        .hasMessageContaining("Provided value: 0.00001; smallest workable value: about 0.0000")
        .hasMessageContaining("Raise epsilon or delta, or lower max_groups_contributed.")
        .satisfies(
            refusal -> {
              String message = refusal.getMessage();
              int start = message.indexOf("about ") + "about ".length();
              String workable = message.substring(start, message.indexOf(". Raise"));
              assertThat(table(workable, "1e-10").alwaysKeptFrom())
                  .isBetween(1_000_000, KeepProbabilities.LARGEST_TABLE);
            });
  }

  @Test
  void aDeltaBelowTheGridIsRefused() {
    assertThatThrownBy(() -> table("1", "5e-20"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be at least 2^-64")
        .hasMessageContaining("5E-20")
        .hasMessageContaining("Raise delta or lower max_groups_contributed.");
  }
}
