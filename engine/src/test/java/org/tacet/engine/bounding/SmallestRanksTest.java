package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Against a list that is sorted anew each time. */
class SmallestRanksTest {

  private final SmallestRanks ranks = new SmallestRanks();

  @Property
  void theRootIsTheLargestWhateverIsReplaced(
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = -3, max = 3) Long> first,
      @ForAll @Size(max = 60) List<@LongRange(min = -3, max = 3) Long> later) {
    ranks.clear();
    List<BigInteger> reference = new ArrayList<>();
    for (int slot = 0; slot < first.size(); slot++) {
      // Low words of both signs: they are compared as unsigned, and only where high words agree.
      ranks.add(slot, first.get(slot), slot - 5L);
      reference.add(rank(first.get(slot), slot - 5L));
    }
    assertThat(reference.get(ranks.largest())).isEqualTo(Collections.max(reference));
    for (int index = 0; index < later.size(); index++) {
      long high = later.get(index);
      long low = 7L - index;
      boolean beaten = rank(high, low).compareTo(Collections.max(reference)) < 0;
      assertThat(ranks.isBeatenBy(high, low)).isEqualTo(beaten);
      if (beaten) {
        reference.set(ranks.largest(), rank(high, low));
        ranks.replaceLargest(high, low);
      }
      assertThat(reference.get(ranks.largest())).isEqualTo(Collections.max(reference));
    }
  }

  private static BigInteger rank(long high, long low) {
    return new BigInteger(Long.toUnsignedString(high))
        .shiftLeft(Long.SIZE)
        .add(new BigInteger(Long.toUnsignedString(low)));
  }
}
