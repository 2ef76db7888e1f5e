package org.tacet.accountant.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ExponentialBracketTest {

  @Property(tries = 300)
  void bracketsHoldTheExponential(
      @ForAll @LongRange(min = 0, max = 1L << 40) long numerator,
      @ForAll @LongRange(min = 1L << 34, max = 1L << 40) long denominator,
      @ForAll @IntRange(min = 1, max = 256) int fractionBits) {
    BigInteger n = BigInteger.valueOf(numerator);
    BigInteger d = BigInteger.valueOf(denominator);
    BigDecimal x = new BigDecimal(n).divide(new BigDecimal(d), new MathContext(200));
    BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(fractionBits));

    ExponentialBracket positive = ExponentialBracket.ofPositive(n, d, fractionBits);
    assertHolds(positive, ReferenceExponential.exp(x, 150).multiply(unit));
    ExponentialBracket negative = ExponentialBracket.ofNegative(n, d, fractionBits);
    assertHolds(negative, ReferenceExponential.exp(x.negate(), 150).multiply(unit));
    assertThat(negative.upper()).isLessThanOrEqualTo(BigInteger.ONE.shiftLeft(fractionBits));
  }

  private static void assertHolds(ExponentialBracket bracket, BigDecimal value) {
    BigDecimal doubt = value.movePointLeft(140);
    assertThat(new BigDecimal(bracket.lower())).isLessThanOrEqualTo(value.add(doubt));
    assertThat(new BigDecimal(bracket.upper())).isGreaterThanOrEqualTo(value.subtract(doubt));
  }

  @Test
  void bracketsOfSmallArgumentsAreNarrow() {
    ExponentialBracket bracket =
        ExponentialBracket.ofNegative(BigInteger.valueOf(7), BigInteger.valueOf(5), 128);
    assertThat(bracket.upper().subtract(bracket.lower()).bitLength()).isLessThanOrEqualTo(8);
  }

  @Test
  void exponentialOfZeroIsOne() {
    ExponentialBracket bracket = ExponentialBracket.ofPositive(BigInteger.ZERO, BigInteger.ONE, 64);
    assertThat(bracket.lower()).isEqualTo(BigInteger.ONE.shiftLeft(64));
  }

  @Test
  void hugeNegativeExponentsAreBelowOneUnitAndCheap() {
    ExponentialBracket bracket =
        ExponentialBracket.ofNegative(BigInteger.ONE.shiftLeft(200), BigInteger.ONE, 64);
    assertThat(bracket).isEqualTo(new ExponentialBracket(BigInteger.ZERO, BigInteger.ONE, 64));
  }
}
