package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner$;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.PartitionFunction;

/** Bounds the contributions of the units of one partition, whose rows arrive unit by unit. */
final class BoundingFunction extends PartitionFunction {

  private static final long serialVersionUID = 1L;

  private final List<Attribute> unit;
  private final List<Attribute> groups;
  private final List<Attribute> steps;
  private final List<Attribute> input;
  private final BoundingSettings settings;
  private final ReleaseKey key;

  /**
   * @param steps one column of {@code input} for each sum, in whole steps, then one for each tree,
   *     then the value of each count of distinct ones
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

  private static StructType schema(List<DataType> types) {
    StructType schema = new StructType();
    for (DataType type : types) {
      schema = schema.add("column" + schema.size(), type);
    }
    return schema;
  }

  /** Reads one unit at a time and hands out the groups it keeps. */
  private final class UnitIterator implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final UnsafeProjection unitOf = projection(unit, input);
    private final UnsafeProjection groupOf = projection(groups, input);
    private final int[] stepColumns = positions(steps, input);
    private final List<BoundedSum> sums = settings.sums();
    private final List<BoundedLeaves> trees = settings.trees();
    private final List<BoundedDistinct> distincts = settings.distincts();
    private final List<UnsafeProjection> valueOf = new ArrayList<>();
    private final List<CanonicalEncoding> valueEncodings = new ArrayList<>();
    private final VectorTotals vectors;
    private final KeptGroups kept;
    private final UnsafeRow group = new UnsafeRow(groups.size());
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

    private int nextSlot;

    UnitIterator(Iterator<InternalRow> rows) {
      this.rows = rows;
      this.vectors = new VectorTotals(settings.vectors(), sums.size());
      this.kept =
          new KeptGroups(
              settings.maxGroups(),
              sums.size(),
              trees.size(),
              distincts,
              types(unit),
              types(groups),
              new KeyedFunction(key));
      int limbCount = sums.stream().mapToInt(BoundedSum::limbs).sum();
      this.limbs = new UnsafeRow(limbCount);
      int size = UnsafeRow.calculateBitSetWidthInBytes(limbCount) + Long.BYTES * limbCount;
      limbs.pointTo(new byte[size], size);
      List<DataType> bounded = new ArrayList<>(Collections.nCopies(limbCount, DataTypes.LongType));
      bounded.addAll(Collections.nCopies(trees.size(), DataTypes.BinaryType));
      for (Attribute value : steps.subList(sums.size() + trees.size(), steps.size())) {
        valueOf.add(projection(List.of(value), input));
        valueEncodings.add(new CanonicalEncoding(List.of(value.dataType())));
        bounded.add(BoundContributions.VALUES);
      }
      this.joiner = GenerateUnsafeRowJoiner$.MODULE$.create(schema(types(groups)), schema(bounded));
      this.withLeaves = new GenericInternalRow(bounded.size());
      this.toUnsafe = UnsafeProjection.create(bounded.toArray(new DataType[0]));
    }

    @Override
    public boolean hasNext() {
      // A unit all of whose rows are dropped keeps no group.
      while (nextSlot >= kept.size()) {
        if (ahead == null && !rows.hasNext()) {
          return false;
        }
        readUnit();
        nextSlot = 0;
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return bounded(nextSlot++);
    }

    private void readUnit() {
      InternalRow first = ahead == null ? rows.next() : ahead;
      ahead = null;
      currentUnit = unitOf.apply(first).copy();
      unitIsOversized = currentUnit.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES;
      kept.startUnit(currentUnit);
      add(first);
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        if (!unitOf.apply(row).equals(currentUnit)) {
          ahead = row;
          return;
        }
        add(row);
      }
    }

    private void add(InternalRow row) {
      UnsafeRow rowsGroup = groupOf.apply(row);
      if (unitIsOversized || rowsGroup.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES) {
        return;
      }
      int slot = kept.slotOf(rowsGroup);
      if (slot < 0) {
        return;
      }
      for (int sum = 0; sum < sums.size(); sum++) {
        kept.add(slot, sum, row.getLong(stepColumns[sum]));
      }
      for (int tree = 0; tree < trees.size(); tree++) {
        long leaf = row.getLong(stepColumns[sums.size() + tree]);
        if (leaf != BoundedLeaves.NO_LEAF) {
          kept.leaves(slot, tree).add((int) leaf, 1);
        }
      }
      for (int distinct = 0; distinct < distincts.size(); distinct++) {
        addValue(slot, distinct, row);
      }
    }

    private void addValue(int slot, int distinct, InternalRow row) {
      UnsafeRow value = valueOf.get(distinct).apply(row);
      if (value.isNullAt(0) || value.getSizeInBytes() > BoundingSettings.MAX_KEY_BYTES) {
        return; // no value, or one whose length is the data's to choose
      }
      CanonicalEncoding encoding = valueEncodings.get(distinct);
      encoding.encode(value);
      kept.addValue(slot, distinct, encoding.bytes(), encoding.length());
    }

    private InternalRow bounded(int slot) {
      kept.readGroup(slot, group);
      vectors.clip(kept, slot);
      int column = 0;
      for (int sum = 0; sum < sums.size(); sum++) {
        BoundedSum bounds = sums.get(sum);
        long total = vectors.holds(sum) ? vectors.total(sum) : total(slot, sum, bounds);
        for (int limb = 0; limb < bounds.limbs(); limb++) {
          limbs.setLong(column++, bounds.limb(total, limb));
        }
      }
      boolean areLimbs = trees.isEmpty() && distincts.isEmpty();
      return joiner.join(group, areLimbs ? limbs : limbsAndLeaves(slot, column));
    }

    private UnsafeRow limbsAndLeaves(int slot, int limbCount) {
      for (int limb = 0; limb < limbCount; limb++) {
        withLeaves.setLong(limb, limbs.getLong(limb));
      }
      for (int tree = 0; tree < trees.size(); tree++) {
        withLeaves.update(
            limbCount + tree, kept.leaves(slot, tree).bounded(trees.get(tree)).toBytes());
      }
      for (int distinct = 0; distinct < distincts.size(); distinct++) {
        withLeaves.update(
            limbCount + trees.size() + distinct,
            new GenericArrayData(kept.values(slot, distinct).values()));
      }
      return toUnsafe.apply(withLeaves);
    }

    private long total(int slot, int sum, BoundedSum bounds) {
      long high = kept.totalHigh(slot, sum);
      long low = kept.totalLow(slot, sum);
      if (bounds.limit() != null) {
        // Rows are counted one by one, so that their number is a long.
        long rows = kept.totalLow(slot, bounds.limit().countedBy());
        if (rows > bounds.limit().maxRows()) {
          return bounds.clampPart(high, low, rows);
        }
      }
      return bounds.clamp(high, low);
    }
  }
}
