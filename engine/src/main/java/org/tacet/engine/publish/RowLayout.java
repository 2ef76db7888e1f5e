package org.tacet.engine.publish;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;

/**
 * Noised rows in the order and the tasks in which they are written. Which row a task writes depends
 * on the rows alone (P11): one task up to {@link #ROWS_PER_FILE} rows, above that one for each run
 * of as many in order. Spark's own range partitioning samples, and cuts files by the number of
 * shuffle partitions.
 */
final class RowLayout implements AutoCloseable {

  static final long ROWS_PER_FILE = 1_000_000;

  /** Spark numbers the rows of a partition in the lower 33 bits of its increasing id. */
  private static final long INDEX_IN_PARTITION = (1L << 33) - 1;

  /** Of {@code HashPartitioning}. */
  private static final int HASH_PARTITIONING_SEED = 42;

  private final Dataset<Row> rows;
  private final Optional<Dataset<Row>> sorted;

  private RowLayout(Dataset<Row> rows, Optional<Dataset<Row>> sorted) {
    this.rows = rows;
    this.sorted = sorted;
  }

  /**
   * Lays out rows that are public and computed already: they are read several times.
   *
   * @param order by which no two rows are equal; empty for a single row
   * @throws SparkException when a Spark job fails; Scala does not announce it
   */
  static RowLayout of(Dataset<Row> rows, Column[] order, long count, long rowsPerFile)
      throws SparkException {
    if (order.length == 0) {
      return new RowLayout(rows.coalesce(1), Optional.empty());
    } else if (count <= rowsPerFile) {
      return new RowLayout(rows.coalesce(1).sortWithinPartitions(order), Optional.empty());
    }
    Dataset<Row> sorted = rows.orderBy(order).persist(StorageLevel.MEMORY_AND_DISK());
    return new RowLayout(inRuns(sorted, order, count, rowsPerFile), Optional.of(sorted));
  }

  Dataset<Row> rows() {
    return rows;
  }

  @Override
  public void close() {
    sorted.ifPresent(Dataset::unpersist);
  }

  /** Numbers the rows in their order and sends each run of numbers to a task of its own. */
  private static Dataset<Row> inRuns(
      Dataset<Row> sorted, Column[] order, long count, long rowsPerFile) throws SparkException {
    int files = Math.toIntExact((count + rowsPerFile - 1) / rowsPerFile);
    Column before =
        functions.element_at(
            functions.lit(rowsBefore(sorted)), functions.spark_partition_id().plus(1));
    Column index =
        functions.monotonically_increasing_id().bitwiseAND(functions.lit(INDEX_IN_PARTITION));
    Column number =
        functions
            .call_function("div", before.plus(index), functions.lit(rowsPerFile))
            .cast(DataTypes.IntegerType);
    String run = unusedName(sorted.columns());
    return sorted
        .withColumn(
            run, functions.element_at(functions.lit(numbersByPartition(files)), number.plus(1)))
        .repartition(files, functions.col(run))
        .sortWithinPartitions(order)
        .drop(run);
  }

  /**
   * A number for each partition that Spark's hash partitioning sends there. Spark can be told the
   * partition itself only from 4.1 on.
   */
  private static int[] numbersByPartition(int partitions) {
    int[] numbers = new int[partitions];
    Arrays.fill(numbers, -1);
    int missing = partitions;
    for (int number = 0; missing > 0; number++) {
      int partition =
          Math.floorMod(Murmur3_x86_32.hashInt(number, HASH_PARTITIONING_SEED), partitions);
      if (numbers[partition] < 0) {
        numbers[partition] = number;
        missing--;
      }
    }
    return numbers;
  }

  /** For each partition, how many rows lie in those before it. */
  private static long[] rowsBefore(Dataset<Row> sorted) throws SparkException {
    List<Row> counts = sorted.groupBy(functions.spark_partition_id()).count().collectAsList();
    int partitions = counts.stream().mapToInt(each -> each.getInt(0)).max().orElse(0) + 1;
    long[] sizes = new long[partitions];
    counts.forEach(each -> sizes[each.getInt(0)] = each.getLong(1));
    long[] before = new long[partitions];
    for (int partition = 1; partition < partitions; partition++) {
      before[partition] = before[partition - 1] + sizes[partition - 1];
    }
    return before;
  }

  private static String unusedName(String[] columns) {
    String name = "run";
    while (Arrays.stream(columns).anyMatch(name::equalsIgnoreCase)) {
      name += "_";
    }
    return name;
  }
}
