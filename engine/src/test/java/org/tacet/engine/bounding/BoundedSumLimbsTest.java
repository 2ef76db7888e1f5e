package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.bounding.RowTerm.ValueColumn;

/** P5: sums of limbs are the sums of the totals, and no limb can overflow over 2^40 units. */
class BoundedSumLimbsTest {

  private static final ValueColumn COLUMN = new ValueColumn(0, 0);

  private static final long MOST_UNITS = 1L << 40;

  /** Bounds and totals that may lie outside of them. */
  record Totals(long lower, long upper, List<Long> totals) {}

  @Property(tries = 2000)
  void sumsOfLimbsAreSumsOfTotals(@ForAll("totals") Totals given) {
    BoundedSum sum = BoundedSum.ofValues(COLUMN, -1, 1, given.lower(), given.upper());
    long[] sums = new long[sum.limbs()];
    BigInteger expected = BigInteger.ZERO;
    for (long total : given.totals()) {
      long clamped = sum.clamp(total >> 63, total);
      assertThat(clamped).isBetween(given.lower(), given.upper());
      expected = expected.add(BigInteger.valueOf(clamped));
      for (int limb = 0; limb < sums.length; limb++) {
        sums[limb] = Math.addExact(sums[limb], sum.limb(clamped, limb));
      }
    }
    assertThat(joined(sums)).isEqualTo(expected);
  }

  @Provide
  Arbitrary<Totals> totals() {
    Arbitrary<Long> bound =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-BoundedSum.SATURATION, BoundedSum.SATURATION),
            Arbitraries.integers()
                .between(0, 62)
                .flatMap(
                    bits ->
                        Arbitraries.of(
                            1L << bits, -(1L << bits), (1L << bits) - 1, 1 - (1L << bits))));
    return Combinators.combine(bound, bound, Arbitraries.longs().list().ofMaxSize(20))
        .as((one, other, totals) -> new Totals(Math.min(one, other), Math.max(one, other), totals));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "4194304, 1",
    "4194305, 2",
    "17592186044416, 2",
    "17592186044417, 3",
    "4611686018427387904, 3"
  })
  void aLimbHolds22Bits(long bound, int limbs) {
    for (BoundedSum sum :
        List.of(
            BoundedSum.ofValues(COLUMN, -1, 1, 0, bound),
            BoundedSum.ofValues(COLUMN, -1, 1, -bound, 0),
            BoundedSum.ofValues(COLUMN, -1, 1, -bound, bound))) {
      assertThat(sum.limbs()).isEqualTo(limbs);
      for (long extreme : new long[] {sum.lower(), sum.upper(), sum.lower() + 1, sum.upper() - 1}) {
        long[] sums = new long[limbs];
        for (int limb = 0; limb < limbs; limb++) {
          sums[limb] = Math.multiplyExact(MOST_UNITS, sum.limb(extreme, limb));
        }
        assertThat(joined(sums))
            .isEqualTo(BigInteger.valueOf(extreme).multiply(BigInteger.valueOf(MOST_UNITS)));
      }
    }
  }

  @Test
  void totalsBeyond64BitsAreClampedToo() {
    BoundedSum sum = BoundedSum.ofValues(COLUMN, -1, 1, -5, 7);
    assertThat(sum.clamp(0, Long.MIN_VALUE)).isEqualTo(7); // 2^63
    assertThat(sum.clamp(1, 0)).isEqualTo(7);
    assertThat(sum.clamp(-1, Long.MAX_VALUE)).isEqualTo(-5); // -2^63 - 1
    assertThat(sum.clamp(-2, 3)).isEqualTo(-5);
    assertThat(sum.clamp(-1, -3)).isEqualTo(-3);
  }

  @Test
  void nullsStandForZero() {
    assertThat(BoundedSum.join(new GenericInternalRow(new Object[] {null, null}), 0, 2))
        .isEqualTo(BigInteger.ZERO);
  }

  @Test
  void boundsBeyond2To62AreRefused() {
    assertThatThrownBy(() -> BoundedSum.ofValues(COLUMN, 0, 1, 0, BoundedSum.SATURATION + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Provided value: [0, 4611686018427387905]");
  }

  private static BigInteger joined(long[] sums) {
    Object[] columns = new Object[sums.length + 1];
    columns[0] = -1L; // a column before the limbs
    for (int limb = 0; limb < sums.length; limb++) {
      columns[limb + 1] = sums[limb];
    }
    return BoundedSum.join(new GenericInternalRow(columns), 1, sums.length);
  }
}
