package org.tacet.engine.publish;

import java.util.Arrays;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.tacet.engine.spec.OutputSpec;
import scala.Tuple2;

/**
 * Writes noised rows, sorted by group. How many files there are and which row lies where depends on
 * the published rows alone (P11): one file up to {@link #ROWS_PER_FILE} rows, above that one for
 * each run of as many in the order of the groups. Spark's own range partitioning samples, and cuts
 * files by the number of shuffle partitions.
 */
public final class NoisedRows {

  static final long ROWS_PER_FILE = 1_000_000;

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
          rows <= ROWS_PER_FILE
              ? sorted(kept.coalesce(1), byGroup)
              : inRuns(kept.orderBy(byGroup), rows);
      if (format == OutputSpec.Format.CSV) {
        sorted.write().option("header", "true").csv(folder);
      } else {
        sorted.write().parquet(folder);
      }
      return rows;
    } finally {
      kept.unpersist();
    }
  }

  private static Dataset<Row> sorted(Dataset<Row> rows, Column[] byGroup) {
    return byGroup.length == 0 ? rows : rows.sortWithinPartitions(byGroup);
  }

  private static Dataset<Row> inRuns(Dataset<Row> ordered, long rows) {
    int files = Math.toIntExact((rows + ROWS_PER_FILE - 1) / ROWS_PER_FILE);
    JavaRDD<Row> runs =
        ordered
            .javaRDD()
            .zipWithIndex()
            .mapToPair(row -> new Tuple2<>(row._2, row._1))
            .repartitionAndSortWithinPartitions(new RunPartitioner(files))
            .values();
    return ordered.sparkSession().createDataFrame(runs, ordered.schema());
  }

  /** Sends a row, by its number among the published rows, to its file. */
  private static final class RunPartitioner extends HashPartitioner {

    private static final long serialVersionUID = 1L;

    RunPartitioner(int files) {
      super(files);
    }

    @Override
    public int getPartition(Object key) {
      return Math.toIntExact((Long) key / ROWS_PER_FILE);
    }
  }
}
