package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.tacet.accountant.noise.VectorNorm;

/** Clipped vectors are within their norm, exactly, and as long as whole numbers let them be. */
class BoundedVectorTest {

  private static final MathContext PRECISE = new MathContext(80);

  @Property(tries = 2000)
  void noClippedVectorIsBeyondItsNormAndNoneIsShortenedForNothing(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int length,
      @ForAll @IntRange(max = 62) int bits,
      @ForAll @IntRange(min = 1, max = 120) int width,
      @ForAll VectorNorm norm) {
    Random random = new Random(seed);
    long maxNorm = bits == 62 ? 1L << 62 : 1 + (random.nextLong() & ((1L << bits) - 1));
    BigInteger[] components = new BigInteger[length];
    for (int index = 0; index < length; index++) {
      BigInteger magnitude = new BigInteger(random.nextInt(width + 1), random);
      components[index] = random.nextBoolean() ? magnitude.negate() : magnitude;
    }
    BigInteger[] clipped = components.clone();
    BoundedVector vector = new BoundedVector(0, length, norm, maxNorm);
    vector.clip(clipped);

    BigInteger most = BigInteger.valueOf(maxNorm);
    BigInteger before = measured(norm, components);
    assertThat(measured(norm, clipped)).isLessThanOrEqualTo(limit(norm, most));
    if (before.compareTo(limit(norm, most)) <= 0) {
      assertThat(clipped).isEqualTo(components);
    }
    for (int index = 0; index < length; index++) {
      assertThat(clipped[index].abs()).isLessThanOrEqualTo(components[index].abs());
      assertThat(clipped[index].signum() * components[index].signum()).isNotNegative();
      if (norm != VectorNorm.L_INFINITY && before.compareTo(limit(norm, most)) > 0) {
        // Toward zero of the real number, by less than a step.
        BigDecimal root =
            norm == VectorNorm.L1 ? new BigDecimal(before) : new BigDecimal(before).sqrt(PRECISE);
        BigDecimal exact =
            new BigDecimal(components[index].abs().multiply(most)).divide(root, PRECISE);
        assertThat(exact.subtract(new BigDecimal(clipped[index].abs())).doubleValue())
            .isBetween(-1e-15, 1.0);
      }
    }
    assertThatTheQuickLookIsRight(vector, components);
  }

  private static void assertThatTheQuickLookIsRight(BoundedVector vector, BigInteger[] components) {
    if (Arrays.stream(components).allMatch(each -> each.bitLength() < Long.SIZE)
        && vector.norm() != VectorNorm.L_INFINITY) {
      long[] longs = Arrays.stream(components).mapToLong(BigInteger::longValueExact).toArray();
      BigInteger measured = measured(vector.norm(), components);
      boolean isWithin =
          measured.compareTo(limit(vector.norm(), BigInteger.valueOf(vector.maxNorm()))) <= 0;
      assertThat(vector.isSurelyWithin(longs)).isIn(false, isWithin);
    }
  }

  /** The norm, or its square for L2. */
  private static BigInteger measured(VectorNorm norm, BigInteger[] components) {
    return switch (norm) {
      case L1 ->
          Arrays.stream(components).map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::add);
      case L2 ->
          Arrays.stream(components)
              .map(each -> each.pow(2))
              .reduce(BigInteger.ZERO, BigInteger::add);
      case L_INFINITY ->
          Arrays.stream(components).map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::max);
    };
  }

  private static BigInteger limit(VectorNorm norm, BigInteger most) {
    return norm == VectorNorm.L2 ? most.pow(2) : most;
  }

  @Example
  void theLargestTotalsAreClipped() {
    BigInteger least = BigInteger.TWO.pow(127).negate();
    BigInteger[] components = {least, least.add(BigInteger.ONE).negate()};
    new BoundedVector(0, 2, VectorNorm.L2, 5).clip(components);
    assertThat(components).containsExactly(BigInteger.valueOf(-3), BigInteger.valueOf(3));
  }

  @Example
  void vectorsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new BoundedVector(-1, 1, VectorNorm.L1, 1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new BoundedVector(0, 0, VectorNorm.L1, 1)).hasMessageContaining("0");
    assertThatThrownBy(() -> new BoundedVector(0, 1, VectorNorm.L1, 0))
        .hasMessageContaining("maxNorm in [1, 2^62]");
  }
}
