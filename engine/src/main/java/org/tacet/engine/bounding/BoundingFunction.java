package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner$;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.catalyst.ScalaCollections;

/**
 * Bounds the contributions of the units of one partition, whose rows arrive unit by unit. Without
 * unit columns each row is a unit, so that a row more or less changes the outcome by what it alone
 * contributes: one group of each grouping, one clamped value of each sum.
 */
final class BoundingFunction extends PartitionFunction {

  private static final long serialVersionUID = 1L;

  private final List<Attribute> unit;
  private final List<Attribute> groups;
  private final List<Attribute> steps;
  private final List<Attribute> input;
  private final BoundingSettings settings;
  private final ReleaseKey key;

  /**
   * @param steps one column of {@code input} for the value of each count of distinct ones, then
   *     those of the sums ({@link SumColumns}), then {@link PackedLeaves#LONGS} for each tree
   */
  BoundingFunction(
      List<Attribute> unit,
      List<Attribute> groups,
      List<Attribute> steps,
      List<Attribute> input,
      BoundingSettings settings,
      ReleaseKey key) {
    this.unit = unit;
    this.groups = groups;
    this.steps = steps;
    this.input = input;
    this.settings = settings;
    this.key = key;
  }

  @Override
  protected Iterator<InternalRow> process(Iterator<InternalRow> rows) {
    return new UnitIterator(rows);
  }

  private static List<DataType> types(List<Attribute> columns) {
    return columns.stream().map(Attribute::dataType).toList();
  }

  /** Reads one unit at a time and hands out the groups it keeps. */
  private final class UnitIterator implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final UnsafeProjection unitOf = projection(unit, input);
    private final List<UnsafeProjection> groupsOf =
        IntStream.range(0, settings.groupings().size()).mapToObj(this::groupOf).toList();
    private final int[] stepColumns =
        positions(steps.subList(settings.distincts().size(), steps.size()), input);
    private final List<BoundedSum> sums = settings.sums();
    private final SumColumns sumColumns = settings.sumColumns();
    private final List<BoundedLeaves> trees = settings.trees();
    private final List<BoundedDistinct> distincts = settings.distincts();
    private final List<UnsafeProjection> valueOf = new ArrayList<>();
    private final List<CanonicalEncoding> valueEncodings = new ArrayList<>();
    private final VectorTotals vectors;

    /** Of each grouping; derived ones share that of the finest. */
    private final List<KeptGroups> keptOf;

    /** The groupings in which units are bounded. */
    private final int[] bounding =
        IntStream.range(0, settings.groupings().size())
            .filter(grouping -> settings.boundedIn(grouping) == grouping)
            .toArray();

    /** Of a derived grouping: the group above one of the finest; null for others. */
    private final List<UnsafeProjection> aboveOf;

    private final List<KeptRows> rowsOf;
    private final UnsafeRow group;
    private final UnsafeRow limbs;
    private final UnsafeRowJoiner joiner;

    /**
     * Limbs, leaves and values, where there are trees or values: of a length that changes from row
     * to row.
     */
    private final GenericInternalRow withLeaves;

    private final UnsafeProjection toUnsafe;

    /** The first row of the next unit, read but not yet used; Spark's own row, valid until next. */
    private InternalRow ahead;

    private UnsafeRow currentUnit;

    /** Such a unit keeps nothing, and is not even encoded: its length is the data's to choose. */
    private boolean unitIsOversized;

    private int nextGrouping;
    private int nextSlot;

    UnitIterator(Iterator<InternalRow> rows) {
      this.rows = rows;
      List<DataType> groupTypes = new ArrayList<>(types(groups));
      if (settings.hasSeveralGroupings()) {
        groupTypes.add(0, DataTypes.IntegerType);
      }
      this.group = new UnsafeRow(groupTypes.size());
      List<KeptGroups> kept =
          settings.groupings().stream()
              .map(
                  grouping ->
                      new KeptGroups(
                          grouping.maxGroups(),
                          sums.size(),
                          trees,
                          distincts,
                          types(unit),
                          groupTypes,
                          new KeyedFunction(key)))
              .toList();
      this.keptOf =
          IntStream.range(0, kept.size())
              .mapToObj(grouping -> kept.get(settings.boundedIn(grouping)))
              .toList();
      this.aboveOf =
          IntStream.range(0, kept.size())
              .mapToObj(
                  grouping ->
                      settings.groupings().get(grouping).isDerived() ? above(grouping) : null)
              .collect(Collectors.toCollection(ArrayList::new));
      List<KeptRows> counted =
          IntStream.range(0, kept.size())
              .mapToObj(
                  grouping ->
                      new KeptRows(
                          kept.get(grouping),
                          sums,
                          trees,
                          settings.groupings().get(grouping).maxRows()))
              .toList();
      this.rowsOf =
          IntStream.range(0, kept.size())
              .mapToObj(grouping -> counted.get(settings.boundedIn(grouping)))
              .toList();
      this.nextGrouping = keptOf.size();
      this.vectors = new VectorTotals(settings.vectors(), sums.size());
      int limbCount = sums.stream().mapToInt(BoundedSum::limbs).sum();
      this.limbs = new UnsafeRow(limbCount);
      int size = UnsafeRow.calculateBitSetWidthInBytes(limbCount) + Long.BYTES * limbCount;
      limbs.pointTo(new byte[size], size);
      List<DataType> bounded = new ArrayList<>(Collections.nCopies(limbCount, DataTypes.LongType));
      bounded.addAll(Collections.nCopies(trees.size(), DataTypes.BinaryType));
      for (Attribute value : steps.subList(0, distincts.size())) {
        valueOf.add(projection(List.of(value), input));
        valueEncodings.add(new CanonicalEncoding(List.of(value.dataType())));
        bounded.add(BoundContributions.VALUES);
      }
      this.joiner =
          GenerateUnsafeRowJoiner$.MODULE$.create(
              LongsJoiner.schema(groupTypes), LongsJoiner.schema(bounded));
      this.withLeaves = new GenericInternalRow(bounded.size());
      this.toUnsafe = UnsafeProjection.create(bounded.toArray(new DataType[0]));
    }

    /**
     * The row's group in a grouping: with its number where there are several, so that a group whose
     * value is null and one where it is rolled up differ in every keyed rank too (P9).
     */
    private UnsafeProjection groupOf(int grouping) {
      return projection(inGrouping(grouping, groups), input);
    }

    /** The group above one of the finest grouping, whose number comes first. */
    private UnsafeProjection above(int grouping) {
      List<Expression> finest = new ArrayList<>();
      for (Attribute column : groups) {
        finest.add(new BoundReference(1 + finest.size(), column.dataType(), true));
      }
      return UnsafeProjection.create(ScalaCollections.sequence(inGrouping(grouping, finest)));
    }

    private List<Expression> inGrouping(int grouping, List<? extends Expression> all) {
      List<Expression> columns = new ArrayList<>();
      if (settings.hasSeveralGroupings()) {
        columns.add(Literal$.MODULE$.apply(grouping));
      }
      for (int column = 0; column < all.size(); column++) {
        columns.add(
            settings.groupings().get(grouping).rolledUp().contains(column)
                ? Literal$.MODULE$.create(null, all.get(column).dataType())
                : all.get(column));
      }
      return columns;
    }

    @Override
    public boolean hasNext() {
      // A unit all of whose rows are dropped keeps no group.
      while (nextGrouping >= keptOf.size() || nextSlot >= keptOf.get(nextGrouping).size()) {
        nextSlot = 0;
        if (nextGrouping < keptOf.size()) {
          nextGrouping++;
        } else if (ahead == null && !rows.hasNext()) {
          return false;
        } else {
          readUnit();
          for (int grouping : bounding) {
            rowsOf.get(grouping).readUnit();
          }
          nextGrouping = 0;
        }
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return bounded(nextGrouping, nextSlot++);
    }

    private void readUnit() {
      InternalRow first = ahead == null ? rows.next() : ahead;
      ahead = null;
      currentUnit = unitOf.apply(first).copy();
      unitIsOversized = currentUnit.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES;
      for (int grouping : bounding) {
        keptOf.get(grouping).startUnit(currentUnit);
      }
      add(first);
      while (!unit.isEmpty() && rows.hasNext()) {
        InternalRow row = rows.next();
        if (!unitOf.apply(row).equals(currentUnit)) {
          ahead = row;
          return;
        }
        add(row);
      }
    }

    private void add(InternalRow row) {
      for (int grouping : bounding) {
        add(row, groupsOf.get(grouping).apply(row), keptOf.get(grouping));
      }
    }

    private void add(InternalRow row, UnsafeRow rowsGroup, KeptGroups kept) {
      if (unitIsOversized || rowsGroup.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES) {
        return;
      }
      int slot = kept.slotOf(rowsGroup);
      if (slot < 0) {
        return;
      }
      for (int sum = 0; sum < sums.size(); sum++) {
        kept.add(slot, sum, sumColumns.read(row, stepColumns, sum));
      }
      for (int tree = 0; tree < trees.size(); tree++) {
        int first = sumColumns.columns() + tree * PackedLeaves.LONGS;
        for (int part = 0; part < PackedLeaves.LONGS; part++) {
          PackedLeaves.addTo(kept.leaves(slot, tree), row, stepColumns[first + part]);
        }
      }
      for (int distinct = 0; distinct < distincts.size(); distinct++) {
        addValue(kept, slot, distinct, row);
      }
    }

    private void addValue(KeptGroups kept, int slot, int distinct, InternalRow row) {
      UnsafeRow value = valueOf.get(distinct).apply(row);
      if (value.isNullAt(0) || value.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES) {
        return; // no value, or one whose length is the data's to choose
      }
      CanonicalEncoding encoding = valueEncodings.get(distinct);
      encoding.encode(value);
      kept.addValue(slot, distinct, encoding.bytes(), encoding.length());
    }

    private InternalRow bounded(int grouping, int slot) {
      KeptGroups kept = keptOf.get(grouping);
      KeptRows rowsKept = rowsOf.get(grouping);
      kept.readGroup(slot, group);
      UnsafeProjection above = aboveOf.get(grouping);
      UnsafeRow published = above == null ? group : above.apply(group);
      vectors.clip(kept, slot);
      int column = 0;
      for (int sum = 0; sum < sums.size(); sum++) {
        BoundedSum bounds = sums.get(sum);
        long total = vectors.holds(sum) ? vectors.total(sum) : rowsKept.total(slot, sum);
        for (int limb = 0; limb < bounds.limbs(); limb++) {
          limbs.setLong(column++, bounds.limb(total, limb));
        }
      }
      boolean areLimbs = trees.isEmpty() && distincts.isEmpty();
      return joiner.join(
          published, areLimbs ? limbs : limbsAndLeaves(kept, rowsKept, slot, column));
    }

    private UnsafeRow limbsAndLeaves(KeptGroups kept, KeptRows rowsKept, int slot, int limbCount) {
      for (int limb = 0; limb < limbCount; limb++) {
        withLeaves.setLong(limb, limbs.getLong(limb));
      }
      for (int tree = 0; tree < trees.size(); tree++) {
        withLeaves.update(
            limbCount + tree,
            kept.leaves(slot, tree).bounded(rowsKept.ofTree(slot, tree)).toBytes());
      }
      for (int distinct = 0; distinct < distincts.size(); distinct++) {
        withLeaves.update(
            limbCount + trees.size() + distinct,
            new GenericArrayData(kept.values(slot, distinct).values()));
      }
      return toUnsafe.apply(withLeaves);
    }
  }
}
