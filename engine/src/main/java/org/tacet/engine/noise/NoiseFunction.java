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
import org.tacet.accountant.quantile.NoisedNodes;
import org.tacet.accountant.randomness.BitSource;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.bounding.LeafCounts;
import org.tacet.engine.catalyst.PartitionFunction;
import org.tacet.engine.estimate.Estimator.Interval;
import org.tacet.engine.estimate.NoisedStatistics;

/** Selects and noises the groups of one partition. */
final class NoiseFunction extends PartitionFunction {

  private static final long serialVersionUID = 1L;

  /** Of the selection; components of a vector and nodes of a tree are counted from here. */
  private static final int ONLY_COMPONENT = 0;

  /** Where no interval is published, none is computed. */
  private static final double ANY_CONFIDENCE = 0.95;

  private static final int NO_STATISTIC = 0;

  private static final int NONE_DRAWN = -1;

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
    private final List<NoisedStatistics> noisedOf =
        settings.groupings().stream().map(this::noisedStatistics).toList();
    private final GenericInternalRow values = new GenericInternalRow(outputTypes.size());
    private final UnsafeProjection toUnsafe =
        UnsafeProjection.create(outputTypes.toArray(new DataType[0]));
    private InternalRow ahead;

    /** The grouping of the current row, by its number. */
    private int grouping;

    /** Which statistic the choice of the group has noised already. */
    private int drawn = NONE_DRAWN;

    NoisedGroups(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    private NoisedStatistics noisedStatistics(NoisedGrouping of) {
      return new NoisedStatistics(
          of.mechanisms(), settings.intervalConfidence().orElse(ANY_CONFIDENCE));
    }

    private NoisedGrouping current() {
      return settings.groupings().get(grouping);
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && rows.hasNext()) {
        InternalRow row = inOrder.apply(rows.next());
        group.encode(row);
        grouping = settings.hasSeveralGroupings() ? row.getInt(0) : 0;
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
      GroupSelection selection = current().groupSelection().orElse(null);
      drawn = NONE_DRAWN;
      if (selection instanceof TruncatedGeometricSelection table) {
        return table.keep(unitCount(row), bits(Purpose.SELECTION, NO_STATISTIC, ONLY_COMPONENT));
      } else if (selection instanceof NoisyThresholdSelection threshold) {
        // The number that is published, drawn once: a second draw would be a second cost (P12).
        drawn = threshold.unitCount();
        BigInteger count = noisedCount(row, drawn);
        noisedOf.get(grouping).set(drawn, count);
        return threshold.keep(unitCount(row), count);
      }
      return true;
    }

    private InternalRow noised(InternalRow row) {
      for (int column = 0; column < groupColumns; column++) {
        values.update(
            column, row.isNullAt(column) ? null : row.get(column, outputTypes.get(column)));
      }
      NoisedStatistics noised = noisedOf.get(grouping);
      readStatistics(row, noised);
      int place = groupColumns;
      for (PublishedColumn column : settings.columns()) {
        values.update(place++, column.estimator().value(noised));
        if (hasIntervals) {
          Interval interval = column.estimator().interval(noised);
          values.update(place++, interval.lower());
          values.update(place++, interval.upper());
        }
        if (settings.publishesStandardDeviation(column)) {
          values.update(place++, column.estimator().standardDeviation(noised));
        }
      }
      return toUnsafe.apply(values);
    }

    private void readStatistics(InternalRow row, NoisedStatistics noised) {
      int limbColumn = groupColumns + 1;
      int treeColumn = limbColumn + current().limbs();
      int distinctColumn = treeColumn + current().trees();
      for (int index = 0; index < current().statistics().size(); index++) {
        NoisedStatistic statistic = current().statistics().get(index);
        if (index == drawn) {
          continue; // a count of units, which reads no sum
        }
        if (statistic.tree() != null) {
          noised.set(index, statistic.tree(), nodes(row, treeColumn++, index, statistic));
          continue;
        }
        for (int component = 0; component < statistic.components(); component++) {
          BigInteger sum =
              statistic.isDistinct()
                  ? BoundedSum.join(row, distinctColumn++, 1)
                  : statistic.limbs() == 0
                      ? BigInteger.valueOf(unitCount(row))
                      : BoundedSum.join(row, limbColumn, statistic.limbs());
          limbColumn += statistic.limbs();
          noised.set(index, component, withNoise(sum, statistic, index, component));
        }
      }
    }

    private BigInteger noisedCount(InternalRow row, int index) {
      NoisedStatistic statistic = current().statistics().get(index);
      return withNoise(BigInteger.valueOf(unitCount(row)), statistic, index, ONLY_COMPONENT);
    }

    private BigInteger withNoise(
        BigInteger sum, NoisedStatistic statistic, int index, int component) {
      long noise = statistic.mechanism().sample(bits(Purpose.NOISE, index, component));
      return sum.add(BigInteger.valueOf(noise));
    }

    /** Nodes draw their noise when they are looked at, as long as the group is the current one. */
    private NoisedNodes nodes(InternalRow row, int column, int index, NoisedStatistic statistic) {
      LeafCounts leaves = new LeafCounts();
      if (!row.isNullAt(column)) {
        leaves.addAll(row.getBinary(column));
      }
      NoisedTree tree =
          new NoisedTree(
              leaves.ranges(),
              statistic.tree(),
              statistic.mechanism(),
              node -> bits(Purpose.NOISE, index, node));
      return statistic.mechanism() instanceof GoogleLaplace ? new RememberedNodes(tree) : tree;
    }

    /** A public group that no unit contributed to has nulls: it is noised like any other (P13). */
    private long unitCount(InternalRow row) {
      return row.isNullAt(groupColumns) ? 0 : row.getLong(groupColumns);
    }

    private BitSource bits(Purpose purpose, int statistic, int component) {
      return keyedFunction.cell(
          purpose, grouping, statistic, component, settings.step(), group.bytes(), group.length());
    }
  }
}
