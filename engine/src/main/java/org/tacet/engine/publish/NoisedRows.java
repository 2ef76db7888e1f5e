package org.tacet.engine.publish;

import java.util.Arrays;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.tacet.engine.spec.OutputSpec;

/**
 * Writes noised rows as files, sorted by group. How many files there are and which row lies where
 * depends on the published rows alone (P11, {@link RowLayout}); in every partition folder too.
 */
final class NoisedRows {

  private NoisedRows() {}

  /**
   * Writes {@code noised} to {@code folder}.
   *
   * @param groupColumns how many leading columns are the group
   * @return how many rows there are
   * @throws SparkException when a Spark job fails; Scala does not announce it
   */
  static long write(
      Dataset<Row> noised,
      int groupColumns,
      OutputSpec.Format format,
      PartitionFolders folders,
      String folder)
      throws SparkException {
    return write(noised, groupColumns, format, folders, folder, RowLayout.ROWS_PER_FILE);
  }

  /** For tests of the layout of many rows: production has one limit. */
  static long write(
      Dataset<Row> noised,
      int groupColumns,
      OutputSpec.Format format,
      PartitionFolders folders,
      String folder,
      long rowsPerFile)
      throws SparkException {
    // The rows are public from here on; the cache spares drawing them twice, nothing rests on it.
    Dataset<Row> kept = noised.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = kept.count();
      Column[] order = folders.order(Arrays.copyOf(kept.columns(), groupColumns));
      try (RowLayout layout = RowLayout.of(folders.named(kept), order, rows, rowsPerFile)) {
        save(layout.rows(), format, folders, folder);
      }
      return rows;
    } finally {
      kept.unpersist();
    }
  }

  private static void save(
      Dataset<Row> rows, OutputSpec.Format format, PartitionFolders folders, String folder)
      throws SparkException {
    DataFrameWriter<Row> writer = rows.write();
    if (!folders.columns().isEmpty()) {
      writer = writer.partitionBy(folders.columns().toArray(String[]::new));
    }
    if (format == OutputSpec.Format.CSV) {
      writer.option("header", "true").csv(folder);
    } else {
      writer.parquet(folder);
      ParquetFooters.order(folder, rows.sparkSession().sessionState().newHadoopConf());
    }
  }

  /** The columns of a group, in order. */
  static Column[] byGroup(Dataset<Row> rows, int groupColumns) {
    return Arrays.stream(rows.columns())
        .limit(groupColumns)
        .map(name -> functions.col("`" + name + "`"))
        .toArray(Column[]::new);
  }
}
