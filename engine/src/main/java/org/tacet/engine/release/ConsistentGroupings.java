package org.tacet.engine.release;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.estimate.ConsistentTotals;
import org.tacet.engine.estimate.TotalEstimator;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.AggregateSpec;

/**
 * Corrects noised counts and sums so that those of finer groups add up to the coarser one's (P21):
 * post-processing of numbers that are public. It sees all rows at once, on the driver; groups are
 * public, so that their number is no secret.
 */
final class ConsistentGroupings {

  private final ReleasePlan plan;
  private final StructType columns;
  private final List<PlannedGrouping> finestFirst;
  private final List<Row> rows = new ArrayList<>();

  /** The grouping of each row, by its place in {@link #finestFirst}, and the row above it. */
  private final int[] level;

  private final int[] parents;

  private ConsistentGroupings(ReleasePlan plan, List<Row> noised) {
    this.plan = plan;
    this.columns = plan.publishedSchema();
    this.finestFirst = new ArrayList<>(plan.groupings());
    finestFirst.sort(
        Comparator.comparingInt((PlannedGrouping each) -> each.spec().columns().size()).reversed());
    for (PlannedGrouping grouping : finestFirst) {
      noised.stream().filter(row -> row.getString(0).equals(grouping.name())).forEach(rows::add);
    }
    List<String> names = finestFirst.stream().map(PlannedGrouping::name).toList();
    this.level = rows.stream().mapToInt(row -> names.indexOf(row.getString(0))).toArray();
    this.parents = parents();
  }

  /** The rows of all groupings with their counts and sums corrected. */
  static Dataset<Row> of(ReleasePlan plan, Dataset<Row> noised) {
    // In order: doubles add up differently in another one, and ties are settled by place (P11).
    Column[] group =
        Arrays.stream(noised.columns())
            .limit(plan.publishedGroups().size())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    List<Row> rows = noised.orderBy(group).collectAsList();
    List<Row> corrected = new ConsistentGroupings(plan, rows).corrected();
    return noised.sparkSession().createDataFrame(corrected, noised.schema());
  }

  private int[] parents() {
    List<Map<List<Object>, Integer>> places = new ArrayList<>();
    finestFirst.forEach(grouping -> places.add(new HashMap<>()));
    for (int row = 0; row < rows.size(); row++) {
      places.get(level[row]).put(group(rows.get(row), level[row]), row);
    }
    return IntStream.range(0, rows.size())
        .map(
            row ->
                level[row] + 1 == finestFirst.size()
                    ? -1
                    : places.get(level[row] + 1).get(group(rows.get(row), level[row] + 1)))
        .toArray();
  }

  /** The row's values of the columns of a grouping. */
  private List<Object> group(Row row, int ofLevel) {
    List<Object> values = new ArrayList<>();
    for (int column : finestFirst.get(ofLevel).spec().columns()) {
      Object value = row.get(1 + column);
      values.add(value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
    }
    return values;
  }

  private List<Row> corrected() {
    Object[][] values =
        rows.stream()
            .map(row -> IntStream.range(0, row.size()).mapToObj(row::get).toArray())
            .toArray(Object[][]::new);
    for (int index = 0; index < plan.aggregates().size(); index++) {
      if (plan.aggregates().get(index).estimator() instanceof TotalEstimator total) {
        correct(values, index, total);
      }
    }
    return Arrays.stream(values).map(RowFactory::create).toList();
  }

  private void correct(Object[][] values, int aggregate, TotalEstimator total) {
    AggregateSpec spec = plan.aggregates().get(aggregate).spec();
    int column = columns.fieldIndex(spec.name());
    double[] deviation =
        finestFirst.stream()
            .mapToDouble(
                each ->
                    each.aggregates().get(aggregate).mechanism().orElseThrow().standardDeviation())
            .toArray();
    ConsistentTotals totals =
        new ConsistentTotals(
            parents,
            Arrays.stream(level).mapToDouble(each -> deviation[each] * deviation[each]).toArray());
    BigInteger[] noised =
        Arrays.stream(values).map(row -> steps(row[column], total)).toArray(BigInteger[]::new);
    BigInteger[] consistent = totals.of(noised);
    for (int row = 0; row < values.length; row++) {
      values[row][column] = published(consistent[row], total);
      double ownDeviation = Math.sqrt(totals.variance(row));
      if (plan.spec().intervals().isPresent()) {
        PlannedAggregate own = finestFirst.get(level[row]).aggregates().get(aggregate);
        BigInteger halfWidth =
            totals.halfWidth(
                row,
                own.mechanism().orElseThrow(),
                plan.spec().intervals().orElseThrow().doubleValue());
        values[row][columns.fieldIndex(spec.lowerName())] =
            published(consistent[row].subtract(halfWidth), total);
        values[row][columns.fieldIndex(spec.upperName())] =
            published(consistent[row].add(halfWidth), total);
      }
      if (plan.spec().standardDeviations()) {
        double step = plan.aggregates().get(aggregate).grid().step().doubleValue();
        values[row][columns.fieldIndex(spec.standardDeviationName())] = ownDeviation * step;
      }
    }
  }

  /** A published value in steps again. */
  private static BigInteger steps(Object value, TotalEstimator total) {
    if (total.type() instanceof DoubleType) {
      return new BigDecimal(Math.scalb((Double) value, -total.gridExponent())).toBigInteger();
    }
    return total.type() instanceof DecimalType
        ? ((BigDecimal) value).unscaledValue()
        : BigInteger.valueOf((Long) value);
  }

  private static Object published(BigInteger steps, TotalEstimator total) {
    Object value = total.published(steps);
    return value instanceof Decimal decimal ? decimal.toJavaBigDecimal() : value;
  }
}
