package org.tacet.accountant.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitSourceTest {

  private static final BigInteger GRID = BigInteger.ONE.shiftLeft(Long.SIZE);

  /**
   * A word w is kept unless w n mod 2^64 is below 2^64 mod n, and gives floor(w n / 2^64): with
   * that, each result has the same number of words, floor(2^64 / n).
   */
  @Property(tries = 2000)
  void boundedDrawsFollowTheRejectionRule(
      @ForAll long word, @ForAll @LongRange(min = 1) long bound) {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(word));
    BigInteger product = unsigned.multiply(BigInteger.valueOf(bound));
    boolean rejected = product.mod(GRID).compareTo(GRID.mod(BigInteger.valueOf(bound))) < 0;
    int[] read = {0};
    // After a rejection the largest word, which no bound rejects unless it is kept for all.
    BitSource bits = () -> read[0]++ == 0 ? word : -1;
    long drawn = bits.uniformBelow(bound);
    if (rejected) {
      assertThat(read[0]).isGreaterThan(1);
    } else {
      assertThat(read[0]).isEqualTo(1);
      assertThat(drawn).isEqualTo(product.divide(GRID).longValueExact());
    }
    assertThat(drawn).isBetween(0L, bound - 1);
  }

  @Test
  void aWordThatWouldFavourAResultIsRejected() {
    // 2^64 mod 3 = 1, so exactly the word 0 goes.
    long[] words = {0, 1};
    int[] read = {0};
    BitSource bits = () -> words[read[0]++];
    assertThat(bits.uniformBelow(3)).isZero();
    assertThat(read[0]).isEqualTo(2);
  }

  @Test
  void theEndsOfTheRangeAreReached() {
    BitSource smallest = () -> 1;
    BitSource largest = () -> -1;
    assertThat(smallest.uniformBelow(1)).isZero();
    assertThat(largest.uniformBelow(1)).isZero();
    assertThat(largest.uniformBelow(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
    assertThat(largest.uniformBelow(1L << 62)).isEqualTo((1L << 62) - 1);
    assertThat(largest.nextBoolean()).isTrue();
    assertThat(smallest.nextBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aBoundBelowOneIsRefused(long bound) {
    BitSource bits = () -> 1;
    assertThatThrownBy(() -> bits.uniformBelow(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exclusiveBound must be at least 1. Provided value: " + bound);
  }
}
