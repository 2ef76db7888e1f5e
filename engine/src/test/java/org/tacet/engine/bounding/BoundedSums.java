package org.tacet.engine.bounding;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.testing.TrueSums;

/**
 * Drives the two operators of bounding over a table without a Spark job, and adds the limbs up by
 * group the way the aggregation after them does: in longs that wrap. Rows are dealt out to several
 * tasks that combine them, and what leaves the tasks is gathered by unit.
 */
final class BoundedSums {

  private static final int TASKS = 3;

  /** Few enough places that contributions are turned out all the time. */
  private static final int PLACES = 4;

  private BoundedSums() {}

  /** The count of units and the sums of each group. */
  static TrueSums of(UnitTable table, BoundingSettings settings, ReleaseKey key) {
    List<DataType> groups = new ArrayList<>(table.groups());
    if (settings.hasSeveralGroupings()) {
      groups.add(0, DataTypes.IntegerType);
    }
    return sums(bounded(table, settings, key), groups, settings);
  }

  /** The leaves of the first tree, by group: merged from bytes, as between tasks. */
  static Map<List<Object>, LeafCounts> leaves(
      UnitTable table, BoundingSettings settings, ReleaseKey key) {
    Iterator<InternalRow> bounded = bounded(table, settings, key);
    int groups = table.groups().size();
    int limbs = settings.sums().stream().mapToInt(BoundedSum::limbs).sum();
    Map<List<Object>, LeafCounts> leaves = new HashMap<>();
    while (bounded.hasNext()) {
      InternalRow row = bounded.next().copy();
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < groups; column++) {
        group.add(row.get(column, table.groups().get(column)));
      }
      leaves
          .computeIfAbsent(group, first -> new LeafCounts())
          .addAll(row.getBinary(groups + limbs));
    }
    return leaves;
  }

  /** The values that units keep for the first count of distinct ones, by group. */
  static Map<List<Object>, Set<String>> values(
      UnitTable table, BoundingSettings settings, ReleaseKey key) {
    Iterator<InternalRow> bounded = bounded(table, settings, key);
    int groups = table.groups().size();
    int limbs = settings.sums().stream().mapToInt(BoundedSum::limbs).sum();
    Map<List<Object>, Set<String>> values = new HashMap<>();
    while (bounded.hasNext()) {
      InternalRow row = bounded.next().copy();
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < groups; column++) {
        group.add(row.get(column, table.groups().get(column)));
      }
      Set<String> kept = values.computeIfAbsent(group, first -> new HashSet<>());
      ArrayData array = row.getArray(groups + limbs + settings.trees().size());
      for (int value = 0; value < array.numElements(); value++) {
        kept.add(HexFormat.of().formatHex(array.getBinary(value)));
      }
    }
    return values;
  }

  private static Iterator<InternalRow> bounded(
      UnitTable table, BoundingSettings settings, ReleaseKey key) {
    List<Attribute> columns = attributes(table.types());
    int units = table.unit().size();
    int groups = table.groups().size();
    List<Attribute> unit = columns.subList(0, units);
    List<Attribute> group = columns.subList(units, units + groups);
    List<Attribute> steps = new ArrayList<>();
    for (BoundedDistinct distinct : settings.distincts()) {
      steps.addAll(attributes(List.of(table.types().get(units + groups + distinct.column()))));
    }
    steps.addAll(attributes(Collections.nCopies(settings.stepColumns(), DataTypes.LongType)));
    List<Attribute> combined = new ArrayList<>(columns.subList(0, units + groups));
    combined.addAll(steps);
    List<UnsafeRow> contributions = new ArrayList<>();
    for (int task = 0; task < TASKS; task++) {
      CombiningFunction combining =
          new CombiningFunction(
              unit,
              group,
              columns.subList(units + groups, columns.size()),
              columns,
              settings,
              // One task only converts, as where no exchange follows.
              task == 0 ? 0 : PLACES);
      Iterator<InternalRow> rows =
          combining.process(new ReusedRow(rowsOf(table, task), table.types()));
      rows.forEachRemaining(row -> contributions.add(((UnsafeRow) row).copy()));
    }
    BoundingFunction bounding = new BoundingFunction(unit, group, steps, combined, settings, key);
    UnsafeProjection unitOf =
        UnsafeProjection.create(
            ScalaCollections.sequence(unit), ScalaCollections.sequence(combined));
    return bounding.process(
        new ReusedRow(
            byUnit(contributions, unitOf), combined.stream().map(Attribute::dataType).toList()));
  }

  private static List<InternalRow> rowsOf(UnitTable table, int task) {
    List<InternalRow> rows = new ArrayList<>();
    for (int index = task; index < table.rows().size(); index += TASKS) {
      rows.add(new GenericInternalRow(table.rows().get(index).columns().toArray()));
    }
    return rows;
  }

  private static List<InternalRow> byUnit(List<UnsafeRow> rows, UnsafeProjection unitOf) {
    Map<UnsafeRow, List<InternalRow>> units = new LinkedHashMap<>();
    for (UnsafeRow row : rows) {
      units.computeIfAbsent(unitOf.apply(row).copy(), first -> new ArrayList<>()).add(row);
    }
    return units.values().stream().flatMap(List::stream).toList();
  }

  private static TrueSums sums(
      Iterator<InternalRow> bounded, List<DataType> groupTypes, BoundingSettings settings) {
    int groups = groupTypes.size();
    int limbs = settings.sums().stream().mapToInt(BoundedSum::limbs).sum();
    Map<List<Object>, long[]> totals = new HashMap<>();
    while (bounded.hasNext()) {
      InternalRow row = bounded.next();
      List<Object> group = new ArrayList<>();
      for (int column = 0; column < groups; column++) {
        group.add(row.copy().get(column, groupTypes.get(column)));
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
      attributes.add(attribute("column" + attributes.size(), type));
    }
    return attributes;
  }

  static Attribute attribute(String name, DataType type) {
    return new AttributeReference(
        name,
        type,
        true,
        Metadata.empty(),
        NamedExpression.newExprId(),
        ScalaCollections.sequence(List.of()));
  }

  /**
   * Hands out one row object again and again, and moves it on as early as in {@link #hasNext}: as
   * careless with it as Spark's generated code is allowed to be.
   */
  private static final class ReusedRow implements Iterator<InternalRow> {

    private final Iterator<InternalRow> rows;
    private final UnsafeProjection projection;
    private InternalRow ahead;

    ReusedRow(List<InternalRow> rows, List<DataType> types) {
      this.rows = rows.iterator();
      this.projection = UnsafeProjection.create(types.toArray(new DataType[0]));
    }

    @Override
    public boolean hasNext() {
      if (ahead == null && rows.hasNext()) {
        ahead = projection.apply(rows.next());
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
