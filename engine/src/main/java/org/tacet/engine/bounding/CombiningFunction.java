package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.tacet.engine.bounding.RowTerm.ValueColumn;
import org.tacet.engine.catalyst.PartitionFunction;

/**
 * Turns each row's values into whole steps, bounded by row (P5), and, where an exchange follows,
 * adds up rows of one unit and group before it. Sums of steps are the same in whatever portions
 * they are added, so what is combined here shows in no total.
 */
final class CombiningFunction extends PartitionFunction {

  private static final long serialVersionUID = 1L;

  /** Some 8 MB for rows of a few numbers, and never more than 16 MB beside the sums. */
  private static final int PLACES = 1 << 16;

  /** Where fewer than one row in this many is merged, combining costs more than it spares. */
  private static final int LEAST_MERGED = 8;

  private final List<Attribute> unit;
  private final List<Attribute> groups;
  private final List<Attribute> values;
  private final List<Attribute> input;
  private final BoundingSettings settings;
  private final int places;

  /**
   * @param values the columns that sums refer to
   * @param combines whether rows are added up, or only turned into steps, one by one and in order
   */
  CombiningFunction(
      List<Attribute> unit,
      List<Attribute> groups,
      List<Attribute> values,
      List<Attribute> input,
      BoundingSettings settings,
      boolean combines) {
    this(
        unit,
        groups,
        values,
        input,
        settings,
        combines && fits(unit.size() + groups.size() + settings.stepColumns()) ? PLACES : 0);
  }

  /** Whether a row of so many columns can be short enough for the cache. */
  private static boolean fits(int columns) {
    return UnsafeRow.calculateBitSetWidthInBytes(columns) + Long.BYTES * columns
        <= CombiningCache.MAX_ROW_BYTES;
  }

  /** For tests of caches that are always full: production has one size. */
  CombiningFunction(
      List<Attribute> unit,
      List<Attribute> groups,
      List<Attribute> values,
      List<Attribute> input,
      BoundingSettings settings,
      int places) {
    this.unit = unit;
    this.groups = groups;
    this.values = values;
    this.input = input;
    this.settings = settings;
    this.places = settings.mayCombine() ? places : 0;
  }

  @Override
  protected Iterator<InternalRow> process(Iterator<InternalRow> rows) {
    return new Combined(rows);
  }

  /** The unit and the group of a row, zeros for its sums and leaves, and what is told apart. */
  private UnsafeProjection contribution() {
    List<Expression> columns = new ArrayList<>(unit);
    columns.addAll(groups);
    columns.addAll(Collections.nCopies(settings.stepColumns(), Literal$.MODULE$.apply(0L)));
    settings.distincts().forEach(distinct -> columns.add(values.get(distinct.column())));
    return projection(columns, input);
  }

  private final class Combined implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final UnsafeProjection contributionOf = contribution();
    private final int firstSum = unit.size() + groups.size();
    private final RowTerm[] terms =
        settings.sums().stream().map(BoundedSum::term).toArray(RowTerm[]::new);
    private final List<BoundedLeaves> trees = settings.trees();
    private final List<ValueColumn> columns =
        Stream.concat(
                Arrays.stream(terms).flatMap(term -> term.value().stream()),
                trees.stream().map(BoundedLeaves::column))
            .distinct()
            .toList();

    /** For each sum its value's place in {@link #columns}, or -1 where every row counts. */
    private final int[] columnOf =
        Arrays.stream(terms)
            .mapToInt(term -> term.value().map(columns::indexOf).orElse(-1))
            .toArray();

    /** The same for each tree, which always has a value. */
    private final int[] columnOfTree =
        trees.stream().mapToInt(tree -> columns.indexOf(tree.column())).toArray();

    private final StepReader[] readers = new StepReader[columns.size()];
    private final boolean[] isPresent = new boolean[columns.size()];
    private final long[] value = new long[columns.size()];
    private final long[] steps = new long[terms.length];
    private final int[] leaves = new int[trees.size()];
    private final long[] packed = new long[PackedLeaves.LONGS];
    private final CombiningCache cache =
        places == 0
            ? null
            : new CombiningCache(
                places, firstSum + settings.stepColumns(), terms.length, trees.size());
    private boolean combines = cache != null;
    private int seen;
    private int merged;
    private int drained;
    private UnsafeRow ahead;

    Combined(Iterator<InternalRow> rows) {
      this.rows = rows;
      int[] positions = positions(values, input);
      for (int reader = 0; reader < readers.length; reader++) {
        ValueColumn column = columns.get(reader);
        readers[reader] =
            StepReader.of(
                values.get(column.column()).dataType(), positions[column.column()], column);
      }
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && rows.hasNext()) {
        ahead = take(rows.next());
      }
      while (ahead == null && cache != null && drained < cache.places()) {
        ahead = cache.drain(drained++) ? cache.evicted() : null;
      }
      return ahead != null;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      UnsafeRow row = ahead;
      ahead = null;
      return row;
    }

    /** What leaves when {@code row} comes: itself, others that it turns out, or nothing. */
    private UnsafeRow take(InternalRow row) {
      readSteps(row);
      UnsafeRow contribution = contributionOf.apply(row);
      if (!combines || contribution.getSizeInBytes() > CombiningCache.MAX_ROW_BYTES) {
        for (int sum = 0; sum < steps.length; sum++) {
          contribution.setLong(firstSum + sum, steps[sum]);
        }
        for (int tree = 0; tree < trees.size(); tree++) {
          setLeaf(contribution, tree);
        }
        return contribution;
      }
      CombiningCache.Outcome outcome = cache.add(contribution, steps, leaves);
      merged += outcome == CombiningCache.Outcome.MERGED ? 1 : 0;
      if (++seen == 2 * places) {
        combines = merged >= seen / LEAST_MERGED;
        seen = 0;
        merged = 0;
      }
      return outcome == CombiningCache.Outcome.EVICTED ? cache.evicted() : null;
    }

    private void setLeaf(UnsafeRow contribution, int tree) {
      Arrays.fill(packed, 0);
      if (leaves[tree] != BoundedLeaves.NO_LEAF) {
        PackedLeaves.add(packed, 0, leaves[tree]);
      }
      int first = firstSum + steps.length + tree * PackedLeaves.LONGS;
      for (int part = 0; part < packed.length; part++) {
        contribution.setLong(first + part, packed[part]);
      }
    }

    private void readSteps(InternalRow row) {
      for (int reader = 0; reader < readers.length; reader++) {
        isPresent[reader] = !readers[reader].hasNoValue(row);
        value[reader] = isPresent[reader] ? readers[reader].steps(row) : 0;
      }
      for (int sum = 0; sum < terms.length; sum++) {
        int column = columnOf[sum];
        if (column < 0) {
          steps[sum] = terms[sum].of(0);
        } else {
          steps[sum] = isPresent[column] ? terms[sum].of(value[column]) : 0;
        }
      }
      for (int tree = 0; tree < leaves.length; tree++) {
        int column = columnOfTree[tree];
        leaves[tree] =
            isPresent[column] ? trees.get(tree).leafOf(value[column]) : BoundedLeaves.NO_LEAF;
      }
    }
  }
}
