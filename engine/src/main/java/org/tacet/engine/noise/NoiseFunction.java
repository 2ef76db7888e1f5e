package org.tacet.engine.noise;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.tacet.accountant.randomness.BitSource;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.bounding.LeafCounts;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.estimate.Estimator.Interval;
import org.tacet.engine.estimate.NoisedStatistics;

/** Selects and noises the groups of one partition. */
final class NoiseFunction extends PartitionFunction {

  private static final long serialVersionUID = 1L;

  /** One grouping a release, until there are more. */
  private static final int GROUPING = 0;

  /** Of a statistic that is one number; the nodes of a tree have a component each. */
  private static final int ONLY_COMPONENT = 0;

  /** Where no interval is published, none is computed. */
  private static final double ANY_CONFIDENCE = 0.95;

  private static final int NO_STATISTIC = 0;

  private final NoiseSettings settings;
  private final ReleaseKey key;
  private final List<Attribute> columns;
  private final List<Attribute> input;
  private final List<DataType> outputTypes;

  NoiseFunction(
      NoiseSettings settings,
      ReleaseKey key,
      List<Attribute> columns,
      List<Attribute> input,
      List<DataType> outputTypes) {
    this.settings = settings;
    this.key = key;
    this.columns = columns;
    this.input = input;
    this.outputTypes = outputTypes;
  }

  @Override
  protected Iterator<InternalRow> process(Iterator<InternalRow> rows) {
    return new NoisedGroups(rows);
  }

  private final class NoisedGroups implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final KeyedFunction keyedFunction = new KeyedFunction(key);
    private final int groupColumns = settings.groupColumns();
    private final CanonicalEncoding group =
        new CanonicalEncoding(
            columns.subList(0, groupColumns).stream().map(Attribute::dataType).toList());
    private final UnsafeProjection inOrder = projection(columns, input);
    private final boolean hasIntervals = settings.intervalConfidence().isPresent();
    private final NoisedStatistics noised =
        new NoisedStatistics(
            settings.mechanisms(), settings.intervalConfidence().orElse(ANY_CONFIDENCE));
    private final GenericInternalRow values = new GenericInternalRow(outputTypes.size());
    private final UnsafeProjection toUnsafe =
        UnsafeProjection.create(outputTypes.toArray(new DataType[0]));
    private InternalRow ahead;

    NoisedGroups(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && rows.hasNext()) {
        InternalRow row = inOrder.apply(rows.next());
        group.encode(row);
        if (isSelected(row)) {
          ahead = noised(row);
        }
      }
      return ahead != null;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow row = ahead;
      ahead = null;
      return row;
    }

    private boolean isSelected(InternalRow row) {
      return settings
          .groupSelection()
          .map(
              selection ->
                  selection.keep(
                      unitCount(row), bits(Purpose.SELECTION, NO_STATISTIC, ONLY_COMPONENT)))
          .orElse(true);
    }

    private InternalRow noised(InternalRow row) {
      for (int column = 0; column < groupColumns; column++) {
        values.update(
            column, row.isNullAt(column) ? null : row.get(column, outputTypes.get(column)));
      }
      readStatistics(row);
      int place = groupColumns;
      for (PublishedColumn column : settings.columns()) {
        values.update(place++, column.estimator().value(noised));
        if (hasIntervals) {
          Interval interval = column.estimator().interval(noised);
          values.update(place++, interval.lower());
          values.update(place++, interval.upper());
        }
      }
      return toUnsafe.apply(values);
    }

    private void readStatistics(InternalRow row) {
      int limbColumn = groupColumns + 1;
      int treeColumn = limbColumn + settings.limbs();
      for (int index = 0; index < settings.statistics().size(); index++) {
        NoisedStatistic statistic = settings.statistics().get(index);
        if (statistic.tree() != null) {
          noised.set(index, statistic.tree(), nodes(row, treeColumn++, index, statistic));
          continue;
        }
        BigInteger sum =
            statistic.limbs() == 0
                ? BigInteger.valueOf(unitCount(row))
                : BoundedSum.join(row, limbColumn, statistic.limbs());
        limbColumn += statistic.limbs();
        long noise = statistic.mechanism().sample(bits(Purpose.NOISE, index, ONLY_COMPONENT));
        noised.set(index, sum.add(BigInteger.valueOf(noise)));
      }
    }

    /** Nodes draw their noise when they are looked at, as long as the group is the current one. */
    private NoisedTree nodes(InternalRow row, int column, int index, NoisedStatistic statistic) {
      LeafCounts leaves = new LeafCounts();
      if (!row.isNullAt(column)) {
        leaves.addAll(row.getBinary(column));
      }
      return new NoisedTree(
          leaves.ranges(),
          statistic.tree(),
          statistic.mechanism(),
          node -> bits(Purpose.NOISE, index, node));
    }

    /** A public group that no unit contributed to has nulls: it is noised like any other (P13). */
    private long unitCount(InternalRow row) {
      return row.isNullAt(groupColumns) ? 0 : row.getLong(groupColumns);
    }

    private BitSource bits(Purpose purpose, int statistic, int component) {
      return keyedFunction.cell(
          purpose, GROUPING, statistic, component, settings.step(), group.bytes(), group.length());
    }
  }
}
