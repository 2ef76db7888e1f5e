package org.tacet.engine.publish;

import java.util.Arrays;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.hash.Murmur3_x86_32;
import org.tacet.engine.spec.OutputSpec;

/**
 * Writes noised rows, sorted by group. How many files there are and which row lies where depends on
 * the published rows alone (P11): one file up to {@link #ROWS_PER_FILE} rows, above that one for
 * each run of as many in the order of the groups. Spark's own range partitioning samples, and cuts
 * files by the number of shuffle partitions.
 */
public final class NoisedRows {

  static final long ROWS_PER_FILE = 1_000_000;

  /** Of {@code HashPartitioning}. */
  private static final int HASH_PARTITIONING_SEED = 42;

  private NoisedRows() {}

  /**
   * Writes {@code noised} to {@code folder}.
   *
   * @param groupColumns how many leading columns are the group
   * @return how many rows there are
   * @throws SparkException when a Spark job fails; Scala does not announce it
   */
  public static long write(
      Dataset<Row> noised, int groupColumns, OutputSpec.Format format, String folder)
      throws SparkException {
    return write(noised, groupColumns, format, folder, ROWS_PER_FILE);
  }

  /** For tests of the layout of many rows: production has one limit. */
  static long write(
      Dataset<Row> noised,
      int groupColumns,
      OutputSpec.Format format,
      String folder,
      long rowsPerFile)
      throws SparkException {
    Column[] byGroup =
        Arrays.stream(noised.columns())
            .limit(groupColumns)
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    // The rows are public from here on; the cache spares drawing them twice, nothing rests on it.
    Dataset<Row> kept = noised.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = kept.count();
      Dataset<Row> sorted =
          rows <= rowsPerFile
              ? sorted(kept.coalesce(1), byGroup)
              : inRuns(kept, byGroup, rows, rowsPerFile);
      if (format == OutputSpec.Format.CSV) {
        sorted.write().option("header", "true").csv(folder);
      } else {
        sorted.write().parquet(folder);
        ParquetFooters.order(folder, sorted.sparkSession().sessionState().newHadoopConf());
      }
      return rows;
    } finally {
      kept.unpersist();
    }
  }

  private static Dataset<Row> sorted(Dataset<Row> rows, Column[] byGroup) {
    return byGroup.length == 0 ? rows : rows.sortWithinPartitions(byGroup);
  }

  /**
   * Numbers the rows in the order of the groups and sends each run of numbers to a partition of its
   * own. The rows cross the shuffle in Spark's binary form, as everywhere else.
   */
  private static Dataset<Row> inRuns(
      Dataset<Row> kept, Column[] byGroup, long rows, long rowsPerFile) {
    int files = Math.toIntExact((rows + rowsPerFile - 1) / rowsPerFile);
    Dataset<Row> ordered = kept.orderBy(byGroup);
    int[] runs = numbersByPartition(files);
    JavaRDD<Row> numbered =
        ordered
            .javaRDD()
            .zipWithIndex()
            .map(row -> withRun(row._1, runs[Math.toIntExact(row._2 / rowsPerFile)]));
    String run = unusedName(kept.columns());
    return ordered
        .sparkSession()
        .createDataFrame(numbered, ordered.schema().add(run, DataTypes.IntegerType, false))
        .repartition(files, functions.col(run))
        .sortWithinPartitions(byGroup)
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

  private static Row withRun(Row row, int run) {
    Object[] values = new Object[row.size() + 1];
    for (int column = 0; column < row.size(); column++) {
      values[column] = row.get(column);
    }
    values[row.size()] = run;
    return RowFactory.create(values);
  }

  private static String unusedName(String[] columns) {
    String name = "run";
    while (Arrays.stream(columns).anyMatch(name::equalsIgnoreCase)) {
      name += "_";
    }
    return name;
  }
}
