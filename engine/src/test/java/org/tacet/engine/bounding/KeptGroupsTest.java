package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.ReleaseKey;

/** Against a reference that ranks all groups of a unit at once. */
class KeptGroupsTest {

  private static final List<DataType> GROUP_TYPES =
      List.of(DataTypes.StringType, DataTypes.IntegerType);
  private static final List<DataType> UNIT_TYPES = List.of(DataTypes.LongType);
  private static final int SUMS = 2;

  /** A row of a unit: its group, as a code, and what it adds. */
  record Contribution(int group, long value) {}

  private final UnsafeProjection toUnit =
      UnsafeProjection.create(UNIT_TYPES.toArray(new DataType[0]));
  private final UnsafeProjection toGroup =
      UnsafeProjection.create(GROUP_TYPES.toArray(new DataType[0]));

  @Provide
  Arbitrary<List<List<Contribution>>> units() {
    Arbitrary<Contribution> contribution =
        Combinators.combine(
                Arbitraries.integers().between(0, 30),
                Arbitraries.of(1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62))
            .as(Contribution::new);
    return contribution.list().ofMinSize(1).ofMaxSize(120).list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 500)
  void keepsTheGroupsOfSmallestRankWithAllTheirRowsInWhateverOrder(
      @ForAll("units") List<List<Contribution>> units,
      @ForAll @IntRange(min = 1, max = 20) int maxGroups,
      @ForAll long key,
      @ForAll Random order) {
    KeptGroups kept = keptGroups(maxGroups, FixedReleaseKeys.numbered(key));
    for (int unit = 0; unit < units.size(); unit++) {
      Map<Integer, List<BigInteger>> expected =
          reference(unit, units.get(unit), maxGroups, FixedReleaseKeys.numbered(key));
      for (int repetition = 0; repetition < 3; repetition++) {
        List<Contribution> rows = new ArrayList<>(units.get(unit));
        Collections.shuffle(rows, order);
        assertThat(totals(kept, unit, rows)).isEqualTo(expected);
      }
    }
  }

  @Example
  void aUnitOfThousandsOfGroupsLeavesNothingBehindForTheNext() {
    ReleaseKey key = FixedReleaseKeys.numbered(3);
    List<Contribution> giant =
        IntStream.range(0, 6000).mapToObj(i -> new Contribution(i % 3000, 1)).toList();
    List<Contribution> small = List.of(new Contribution(1, 5), new Contribution(2999, 7));
    KeptGroups kept = keptGroups(2000, key);
    Map<Integer, List<BigInteger>> expected = reference(0, giant, 2000, key);
    assertThat(totals(kept, 0, giant).equals(expected)).isTrue();
    assertThat(totals(kept, 1, small)).isEqualTo(reference(1, small, 2000, key));
    assertThat(totals(kept, 0, giant).equals(expected)).isTrue();
  }

  /** Which groups stay is the key's choice and differs from unit to unit. */
  @Property(tries = 20)
  void unitsAndKeysChooseEachForThemselves(@ForAll @Size(2) Set<Long> keys) {
    List<Contribution> rows =
        IntStream.range(0, 40).mapToObj(group -> new Contribution(group, 1)).toList();
    List<Map<Integer, List<BigInteger>>> choices = new ArrayList<>();
    for (long key : keys) {
      KeptGroups kept = keptGroups(10, FixedReleaseKeys.numbered(key));
      choices.add(totals(kept, 0, rows));
      choices.add(totals(kept, 1, rows));
    }
    // Two of the 8.4e8 choices agree with probability 7e-9: a false alarm in 20 tries 8.5e-7.
    assertThat(choices).doesNotHaveDuplicates();
  }

  private static KeptGroups keptGroups(int maxGroups, ReleaseKey key) {
    return new KeptGroups(
        maxGroups, SUMS, List.of(), List.of(), UNIT_TYPES, GROUP_TYPES, new KeyedFunction(key));
  }

  private static GenericInternalRow unit(int number) {
    return new GenericInternalRow(new Object[] {(long) number});
  }

  private static GenericInternalRow group(int code) {
    return new GenericInternalRow(
        new Object[] {
          code % 2 == 0 ? null : UTF8String.fromString("g".repeat(code % 5) + code),
          code == 0 || code % 6 == 1 ? null : code
        });
  }

  private Map<Integer, List<BigInteger>> totals(
      KeptGroups kept, int unit, List<Contribution> rows) {
    kept.startUnit(toUnit.apply(unit(unit)));
    Map<ByteBuffer, Integer> codes = new HashMap<>();
    for (Contribution row : rows) {
      UnsafeRow group = toGroup.apply(group(row.group));
      codes.put(ByteBuffer.wrap(group.getBytes()), row.group);
      int slot = kept.slotOf(group);
      if (slot >= 0) {
        kept.add(slot, 0, 1);
        kept.add(slot, 1, row.value);
      }
    }
    UnsafeRow view = new UnsafeRow(GROUP_TYPES.size());
    Map<Integer, List<BigInteger>> totals = new HashMap<>();
    for (int slot = 0; slot < kept.size(); slot++) {
      kept.readGroup(slot, view);
      totals.put(
          codes.get(ByteBuffer.wrap(view.getBytes())),
          List.of(total(kept, slot, 0), total(kept, slot, 1)));
    }
    return totals;
  }

  private static BigInteger total(KeptGroups kept, int slot, int sum) {
    return BigInteger.valueOf(kept.totalHigh(slot, sum))
        .shiftLeft(Long.SIZE)
        .add(unsigned(kept.totalLow(slot, sum)));
  }

  private static Map<Integer, List<BigInteger>> reference(
      int unit, List<Contribution> rows, int maxGroups, ReleaseKey key) {
    CanonicalEncoding unitBytes = new CanonicalEncoding(UNIT_TYPES);
    unitBytes.encode(unit(unit));
    CanonicalEncoding groupBytes = new CanonicalEncoding(GROUP_TYPES);
    KeyedFunction keyedFunction = new KeyedFunction(key);
    keyedFunction.startUnit(unitBytes.bytes(), unitBytes.length());
    Map<Integer, BigInteger> ranks = new HashMap<>();
    for (Contribution row : rows) {
      groupBytes.encode(group(row.group));
      keyedFunction.groupRank(groupBytes.bytes(), groupBytes.length());
      ranks.put(
          row.group,
          unsigned(keyedFunction.rankHigh())
              .shiftLeft(Long.SIZE)
              .add(unsigned(keyedFunction.rankLow())));
    }
    return ranks.keySet().stream()
        .sorted(Comparator.comparing(ranks::get))
        .limit(maxGroups)
        .collect(Collectors.toMap(group -> group, group -> sums(rows, group)));
  }

  private static List<BigInteger> sums(List<Contribution> rows, int group) {
    List<Contribution> ofGroup = rows.stream().filter(row -> row.group == group).toList();
    return List.of(
        BigInteger.valueOf(ofGroup.size()),
        ofGroup.stream()
            .map(row -> BigInteger.valueOf(row.value))
            .reduce(BigInteger.ZERO, BigInteger::add));
  }

  private static BigInteger unsigned(long word) {
    return new BigInteger(Long.toUnsignedString(word));
  }
}
