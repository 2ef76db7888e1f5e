package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.arithmetic.ReferenceExponential;
import org.tacet.accountant.randomness.BitSource;

/**
 * No coin is ever decided wrongly (P6): words are aimed at the boundary, where a double can't tell,
 * and the answers compared with decimal arithmetic of 150 digits.
 */
class ExponentialBernoulliTest {

  private static final MathContext PRECISE = new MathContext(250);
  private static final BigInteger GRID = BigInteger.ONE.shiftLeft(Long.SIZE);

  /** A coin under test: one of the two entry points with its arguments bound. */
  private interface Coin {
    boolean draw(BitSource bits);
  }

  @Test
  void theConstantIsTheFloorOfTheInverseOfE() {
    long first = digit(probability(BigDecimal.ONE), 1);
    assertThat(first).isEqualTo(0x5E2D58D8B3BCDF1AL);
    assertThat(ExponentialBernoulli.drawInverseE(new ScriptedBits(first - 1))).isTrue();
    assertThat(ExponentialBernoulli.drawInverseE(new ScriptedBits(first + 1))).isFalse();
    assertThat(ExponentialBernoulli.drawInverseE(new ScriptedBits(0))).isTrue();
    assertThat(ExponentialBernoulli.drawInverseE(new ScriptedBits(-1))).isFalse();
  }

  @Test
  void theInverseOfEIsDecidedExactlyOnItsBoundary() {
    assertExactOnBoundary(ExponentialBernoulli::drawInverseE, probability(BigDecimal.ONE));
  }

  @Property(tries = 300)
  void quotientsAreDecidedExactlyOnTheirBoundary(
      @ForAll @LongRange(min = 1, max = 1L << 52) long numerator,
      @ForAll @LongRange(min = 1, max = 1L << 52) long denominator) {
    BigDecimal exponent = quotient(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    Assume.that(exponent.compareTo(new BigDecimal(100)) < 0);
    Coin coin = bits -> ExponentialBernoulli.draw(bits, numerator, denominator);
    assertExactOnBoundary(coin, probability(exponent));
  }

  @Property(tries = 1000)
  void quotientsAreDecidedExactlyNearTheirBoundary(
      @ForAll @LongRange(min = 0, max = 1L << 52) long numerator,
      @ForAll @LongRange(min = 1, max = 1L << 52) long denominator,
      @ForAll @IntRange(min = 0, max = 40) int logDistance,
      @ForAll boolean above) {
    BigDecimal exponent = quotient(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    Assume.that(exponent.compareTo(new BigDecimal(100)) < 0);
    Coin coin = bits -> ExponentialBernoulli.draw(bits, numerator, denominator);
    assertExactNearBoundary(coin, probability(exponent), logDistance, above);
  }

  @Property(tries = 300)
  void gaussianRatiosAreDecidedExactlyOnTheirBoundary(
      @ForAll @LongRange(min = 1, max = 1L << 52) long numerator,
      @ForAll @IntRange(min = 0, max = 52) int logDenominator,
      @ForAll @LongRange(min = 0, max = 1000) long thousandthsOfSigma) {
    Gaussian gaussian = Gaussian.of(numerator, 1L << logDenominator, thousandthsOfSigma);
    Assume.that(gaussian.exponent().signum() > 0);
    Assume.that(gaussian.exponent().compareTo(new BigDecimal(100)) < 0);
    assertExactOnBoundary(gaussian.coin(), probability(gaussian.exponent()));
  }

  @Property(tries = 1000)
  void gaussianRatiosAreDecidedExactlyNearTheirBoundary(
      @ForAll @LongRange(min = 1, max = 1L << 52) long numerator,
      @ForAll @LongRange(min = 1, max = 1L << 61) long denominator,
      @ForAll @LongRange(min = 0, max = 14_000) long thousandthsOfSigma,
      @ForAll @IntRange(min = 0, max = 40) int logDistance,
      @ForAll boolean above) {
    Assume.that(denominator / (1L << 30) < numerator);
    Gaussian gaussian = Gaussian.of(numerator, denominator, thousandthsOfSigma);
    Assume.that(gaussian.exponent().compareTo(new BigDecimal(100)) < 0);
    assertExactNearBoundary(gaussian.coin(), probability(gaussian.exponent()), logDistance, above);
  }

  @Test
  void aZeroExponentIsAlwaysHeads() {
    assertThat(ExponentialBernoulli.draw(new ScriptedBits(-1), 0, 7)).isTrue();
    assertThat(ExponentialBernoulli.draw(new ScriptedBits(0), 0, 7)).isTrue();
  }

  @Test
  void anUnderflowingProbabilityIsStillDecidedExactly() {
    // e^-1000 is about 2^-1442.7: a u of 22 zero words is below it, one with a bit in word 22
    // above.
    long[] zeros = new long[40];
    assertThat(ExponentialBernoulli.draw(new ScriptedBits(zeros), 1000, 1)).isTrue();
    long[] above = new long[40];
    above[21] = 1L << 62;
    assertThat(ExponentialBernoulli.draw(new ScriptedBits(above), 1000, 1)).isFalse();
    assertThat(ExponentialBernoulli.draw(new ScriptedBits(1, 0, 0), 1L << 52, 1)).isFalse();
  }

  /** The stated error bounds hold, and are not so wide that a bound 60 times smaller would do. */
  @Test
  void computedExponentsAreWithinTheirErrorBounds() {
    Random random = new Random(20_000);
    double largestOfQuotients = 0;
    double largestOfGaussians = 0;
    for (int round = 0; round < 20_000; round++) {
      long numerator = 1 + (random.nextLong() >>> (12 + random.nextInt(40)));
      long denominator = 1 + (random.nextLong() >>> (1 + random.nextInt(62)));
      BigDecimal exact = quotient(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
      double computed = (double) numerator / (double) denominator;
      double bound = computed * ExponentialBernoulli.QUOTIENT_ERROR;
      largestOfQuotients = Math.max(largestOfQuotients, distance(exact, computed) / bound);

      if (denominator / (1L << 30) < numerator) {
        Gaussian gaussian = Gaussian.of(numerator, denominator, random.nextInt(14_000));
        double exponent =
            ExponentialBernoulli.gaussianExponent(
                gaussian.y(), gaussian.t(), numerator, denominator);
        double error =
            ExponentialBernoulli.gaussianExponentError(
                gaussian.y(), gaussian.t(), numerator, denominator);
        largestOfGaussians =
            Math.max(largestOfGaussians, distance(gaussian.exponent(), exponent) / error);
      }
    }
    assertThat(largestOfQuotients).isBetween(1.0 / 60, 1.0);
    assertThat(largestOfGaussians).isBetween(1.0 / 60, 1.0);
  }

  private static double distance(BigDecimal exact, double computed) {
    return exact.subtract(new BigDecimal(computed)).abs().doubleValue();
  }

  /**
   * Feeds the first 64-bit digit of the probability itself, so that the first word can't decide;
   * then a second word one below, one above, and equal to the second digit.
   */
  private static void assertExactOnBoundary(Coin coin, BigDecimal probability) {
    long first = digit(probability, 1);
    long second = digit(probability, 2);
    long third = digit(probability, 3);
    Assume.that(second > 1 || second < -2);

    ScriptedBits below = new ScriptedBits(first, second - 1, 0, 0);
    assertThat(coin.draw(below)).isTrue();
    assertThat(below.wordsRead()).as("the exact path was reached").isGreaterThanOrEqualTo(2);
    assertThat(coin.draw(new ScriptedBits(first, second + 1, 0, 0))).isFalse();

    Assume.that(third > 1 || third < -2);
    ScriptedBits longer = new ScriptedBits(first, second, third - 1, 0);
    assertThat(coin.draw(longer)).isTrue();
    assertThat(longer.wordsRead()).isGreaterThanOrEqualTo(3);
    assertThat(coin.draw(new ScriptedBits(first, second, third + 1, 0))).isFalse();
  }

  private static void assertExactNearBoundary(
      Coin coin, BigDecimal probability, int logDistance, boolean above) {
    BigInteger boundary =
        probability.multiply(new BigDecimal(GRID)).setScale(0, RoundingMode.FLOOR).toBigInteger();
    BigInteger distance = BigInteger.ONE.shiftLeft(logDistance);
    BigInteger word = above ? boundary.add(distance) : boundary.subtract(distance);
    Assume.that(word.signum() >= 0 && word.compareTo(GRID) < 0);
    // A distance of at least 1 puts the whole interval of the word on one side.
    assertThat(coin.draw(new ScriptedBits(word.longValue(), 0x123456789ABCDEFL, 0, 0)))
        .isEqualTo(!above);
  }

  private record Gaussian(long y, long t, long numerator, long denominator) {

    static Gaussian of(long numerator, long denominator, long thousandthsOfSigma) {
      long y =
          BigInteger.valueOf(numerator)
              .multiply(BigInteger.valueOf(thousandthsOfSigma))
              .divide(BigInteger.valueOf(denominator).multiply(BigInteger.valueOf(1000)))
              .longValueExact();
      return new Gaussian(y, numerator / denominator + 1, numerator, denominator);
    }

    Coin coin() {
      return bits -> ExponentialBernoulli.drawGaussianRatio(bits, y, t, numerator, denominator);
    }

    /** (y - sigma^2 / t)^2 / (2 sigma^2), as the paper writes it. */
    BigDecimal exponent() {
      BigDecimal variance =
          quotient(BigInteger.valueOf(numerator).pow(2), BigInteger.valueOf(denominator).pow(2));
      BigDecimal center = variance.divide(BigDecimal.valueOf(t), PRECISE);
      return BigDecimal.valueOf(y)
          .subtract(center, PRECISE)
          .pow(2, PRECISE)
          .divide(variance.multiply(BigDecimal.valueOf(2)), PRECISE);
    }
  }

  private static BigDecimal quotient(BigInteger numerator, BigInteger denominator) {
    return new BigDecimal(numerator).divide(new BigDecimal(denominator), PRECISE);
  }

  private static BigDecimal probability(BigDecimal exponent) {
    return ReferenceExponential.exp(exponent.negate(), 150);
  }

  /** The number-th digit of a fraction written in base 2^64. */
  private static long digit(BigDecimal fraction, int number) {
    return fraction
        .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE * number)))
        .setScale(0, RoundingMode.FLOOR)
        .toBigInteger()
        .longValue();
  }
}
