package org.tacet.engine.bounding;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.testing.TrueSums;

/**
 * Drives the bounding operator over a table without a Spark job, and adds its limbs up by group the
 * way the aggregation after it does: in longs that wrap.
 */
final class BoundedSums {

  private BoundedSums() {}

  /** The count of units and the sums of each group. */
  static TrueSums of(UnitTable table, BoundingSettings settings, ReleaseKey key) {
    List<Attribute> columns = attributes(table.types());
    int units = table.unit().size();
    int groups = table.groups().size();
    BoundingFunction function =
        new BoundingFunction(
            columns.subList(0, units),
            columns.subList(units, units + groups),
            columns.subList(units + groups, columns.size()),
            columns,
            settings,
            key);
    int limbs = settings.sums().stream().mapToInt(BoundedSum::limbs).sum();
    Map<List<Object>, long[]> totals = new HashMap<>();
    Iterator<InternalRow> bounded = function.process(new ReusedRow(table));
    while (bounded.hasNext()) {
      InternalRow row = bounded.next();
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < groups; column++) {
        group.add(row.copy().get(column, table.groups().get(column)));
      }
      long[] sums = totals.computeIfAbsent(group, first -> new long[limbs + 1]);
      sums[0]++;
      for (int limb = 0; limb < limbs; limb++) {
        sums[limb + 1] += row.getLong(groups + limb);
      }
    }
    Map<List<Object>, List<BigInteger>> byGroup = new HashMap<>();
    totals.forEach((group, sums) -> byGroup.put(group, joined(sums, settings)));
    return new TrueSums(byGroup);
  }

  private static List<BigInteger> joined(long[] sums, BoundingSettings settings) {
    InternalRow row = new GenericInternalRow(Arrays.stream(sums).boxed().toArray(Object[]::new));
    List<BigInteger> joined = new ArrayList<>(List.of(BigInteger.valueOf(sums[0])));
    int column = 1;
    for (BoundedSum sum : settings.sums()) {
      joined.add(BoundedSum.join(row, column, sum.limbs()));
      column += sum.limbs();
    }
    return joined;
  }

  private static List<Attribute> attributes(List<DataType> types) {
    List<Attribute> attributes = new ArrayList<>();
    for (DataType type : types) {
      attributes.add(
          new AttributeReference(
              "column" + attributes.size(),
              type,
              true,
              Metadata.empty(),
              NamedExpression.newExprId(),
              ScalaCollections.sequence(List.of())));
    }
    return attributes;
  }

  /**
   * Hands out one row object again and again, and moves it on as early as in {@link #hasNext}: as
   * careless with it as Spark's generated code is allowed to be.
   */
  private static final class ReusedRow implements Iterator<InternalRow> {

    private final Iterator<Object[]> rows;
    private final UnsafeProjection projection;
    private InternalRow ahead;

    ReusedRow(UnitTable table) {
      this.rows = table.byUnit().iterator();
      this.projection = UnsafeProjection.create(table.types().toArray(new DataType[0]));
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && rows.hasNext()) {
        ahead = projection.apply(new GenericInternalRow(rows.next()));
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
  }
}
