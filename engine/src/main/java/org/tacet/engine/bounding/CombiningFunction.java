package org.tacet.engine.bounding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
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

  /** Some 8 MB for rows of a few numbers, and never more than 16 MB beside the numbers. */
  private static final int PLACES = 1 << 16;

  /** So that the numbers take 32 MB at most. */
  private static final int MOST_STEPS = 64;

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
        combines && settings.stepColumns() <= MOST_STEPS ? PLACES : 0);
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
    // Rows that no column tells apart are units of their own, and clamped one by one (P5).
    this.places = settings.mayCombine() && !unit.isEmpty() ? places : 0;
  }

  @Override
  protected Iterator<InternalRow> process(Iterator<InternalRow> rows) {
    return new Combined(rows);
  }

  /** What tells a row's contributions apart: its unit, its group, and values that are counted. */
  private List<Expression> key() {
    List<Expression> columns = new ArrayList<>(unit);
    columns.addAll(groups);
    settings.distincts().forEach(distinct -> columns.add(values.get(distinct.column())));
    return columns;
  }

  private final class Combined implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final UnsafeProjection keyOf = projection(key(), input);
    private final LongsJoiner joiner =
        new LongsJoiner(key().stream().map(Expression::dataType).toList(), settings.stepColumns());
    private final RowTerm[] terms =
        settings.sums().stream().map(BoundedSum::term).toArray(RowTerm[]::new);
    private final List<BoundedLeaves> trees = settings.trees();
    private final List<ValueColumn> columns =
        Stream.concat(
                Arrays.stream(terms).flatMap(term -> term.value().stream()),
                trees.stream().map(BoundedLeaves::column))
            .distinct()
            .toList();

    /** For each sum its value's place in {@link #columns}, or -1 where it counts every row. */
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
    private final SumColumns sumColumns = settings.sumColumns();
    private final int[] wides = sums(false);
    private final int[] counters = sums(true);
    private final long[] steps = new long[sumColumns.columns()];
    private final int[] leaves = new int[trees.size()];
    private final long[] numbers = new long[settings.stepColumns()];
    private final CombiningCache cache =
        places == 0 ? null : new CombiningCache(places, key().size(), sumColumns, trees.size());
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

    private int[] sums(boolean areCounters) {
      return IntStream.range(0, terms.length)
          .filter(sum -> sumColumns.isCounter(sum) == areCounters)
          .toArray();
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && rows.hasNext()) {
        ahead = take(rows.next());
      }
      while (ahead == null && cache != null && drained < cache.places()) {
        ahead = cache.drain(drained++) ? evicted() : null;
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
      UnsafeRow key = keyOf.apply(row);
      if (!combines || key.getSizeInBytes() > CombiningCache.MAX_KEY_BYTES) {
        return byItself(key);
      }
      CombiningCache.Outcome outcome = cache.add(key, steps, leaves);
      merged += outcome == CombiningCache.Outcome.MERGED ? 1 : 0;
      if (++seen == 2 * places) {
        combines = merged >= seen / LEAST_MERGED;
        seen = 0;
        merged = 0;
      }
      return outcome == CombiningCache.Outcome.EVICTED ? evicted() : null;
    }

    private UnsafeRow evicted() {
      return joiner.join(cache.evictedKey(), cache.evictedNumbers());
    }

    private UnsafeRow byItself(UnsafeRow key) {
      Arrays.fill(numbers, 0);
      System.arraycopy(steps, 0, numbers, 0, steps.length);
      for (int tree = 0; tree < leaves.length; tree++) {
        if (leaves[tree] != BoundedLeaves.NO_LEAF) {
          PackedLeaves.add(numbers, steps.length + tree * PackedLeaves.LONGS, leaves[tree]);
        }
      }
      return joiner.join(key, numbers);
    }

    private void readSteps(InternalRow row) {
      for (int reader = 0; reader < readers.length; reader++) {
        isPresent[reader] = !readers[reader].hasNoValue(row);
        value[reader] = isPresent[reader] ? readers[reader].steps(row) : 0;
      }
      for (int sum : wides) {
        int column = columnOf[sum];
        steps[sumColumns.columnOf(sum)] = isPresent[column] ? terms[sum].of(value[column]) : 0;
      }
      Arrays.fill(steps, sumColumns.wide(), steps.length, 0);
      for (int sum : counters) {
        int column = columnOf[sum];
        if (column < 0 || (isPresent[column] && terms[sum].of(value[column]) == 1)) {
          steps[sumColumns.columnOf(sum)] += sumColumns.one(sum);
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
