package org.tacet.jobs.tpch;

import com.google.common.collect.Iterators;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One TPC-H table as Spark sees it: names with their TPC-H prefix, identifiers as bigint, dates as
 * dates, and money and other quantities with two decimals as decimal(15,2), without a rounding of
 * binary fractions in between.
 */
final class TpchRows<E extends TpchEntity> {

  private static final DataType TWO_DECIMALS = DataTypes.createDecimalType(15, 2);

  private final TpchTable<E> table;
  private final List<TpchColumn<E>> columns;

  private TpchRows(TpchTable<E> table) {
    this.table = table;
    this.columns = table.getColumns();
  }

  static TpchRows<?> of(String table) {
    return of(TpchTable.getTable(table));
  }

  private static <E extends TpchEntity> TpchRows<E> of(TpchTable<E> table) {
    return new TpchRows<>(table);
  }

  StructType schema() {
    return DataTypes.createStructType(
        columns.stream()
            .map(
                column ->
                    new StructField(
                        column.getColumnName(),
                        type(column),
                        false,
                        org.apache.spark.sql.types.Metadata.empty()))
            .toList());
  }

  /**
   * The rows of one part, numbered from 1; all parts in order are the whole table, whatever their
   * number.
   */
  Iterator<Row> part(double scale, int part, int parts) {
    return Iterators.transform(table.createGenerator(scale, part, parts).iterator(), this::row);
  }

  private Row row(E entity) {
    Object[] values = new Object[columns.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = value(columns.get(index), entity);
    }
    return RowFactory.create(values);
  }

  private static <E extends TpchEntity> DataType type(TpchColumn<E> column) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> DataTypes.LongType;
      case INTEGER -> DataTypes.IntegerType;
      case DATE -> DataTypes.DateType;
      case DOUBLE -> TWO_DECIMALS;
      case VARCHAR -> DataTypes.StringType;
    };
  }

  private static <E extends TpchEntity> Object value(TpchColumn<E> column, E entity) {
    return switch (column.getType().getBase()) {
      case IDENTIFIER -> column.getIdentifier(entity);
      case INTEGER -> column.getInteger(entity);
      case DATE -> LocalDate.ofEpochDay(column.getDate(entity));
      // The generator holds hundredths as a whole number n and hands out n / 100.0, whose error is
      // far below half of
      // one hundredth: rounding gives n back exactly.
      case DOUBLE -> BigDecimal.valueOf(Math.round(column.getDouble(entity) * 100), 2);
      case VARCHAR -> column.getString(entity);
    };
  }
}
