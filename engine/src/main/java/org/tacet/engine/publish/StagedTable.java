package org.tacet.engine.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.execution.LogicalRDD;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.tacet.engine.spec.OutputSpec;

/**
 * A release on its way into a table. The noised rows are computed once and kept, so that what is
 * written when the input has been checked for the last time is what was computed before (P8). The
 * catalog's create, or replace, is the one step that shows rows, release id and manifest together.
 */
final class StagedTable implements ReleaseOutput {

  private final CatalogTable table;
  private final String releaseId;
  private final Optional<String> replaces;

  private Optional<Dataset<Row>> kept = Optional.empty();
  private Column[] order = new Column[0];
  private long rows;
  private byte[] manifest = new byte[0];

  private StagedTable(CatalogTable table, String releaseId, Optional<String> replaces) {
    this.table = table;
    this.releaseId = releaseId;
    this.replaces = replaces;
  }

  static StagedTable prepare(
      SparkSession session,
      OutputSpec.Table spec,
      StructType schema,
      String releaseId,
      boolean overwrite) {
    CatalogTable table = new CatalogTable(session, spec);
    Optional<String> replaces =
        new TableChecks(table, spec.name()).check(schema, releaseId, overwrite);
    return new StagedTable(table, releaseId, replaces);
  }

  @Override
  public String name() {
    return table.ledgerName();
  }

  /**
   * Keeps the rows without their lineage: an executor that is lost takes rows along, and then the
   * release fails. To compute them anew could read another input under the same key (P8).
   */
  @Override
  public long stage(Dataset<Row> noised, int groupColumns) throws SparkException {
    Dataset<Row> computed = noised.localCheckpoint(true, StorageLevel.MEMORY_AND_DISK());
    kept = Optional.of(computed);
    order = NoisedRows.byGroup(computed, groupColumns);
    rows = computed.count();
    return rows;
  }

  @Override
  public List<PublishedFile> files() {
    return List.of();
  }

  @Override
  public void seal(byte[] manifest) {
    this.manifest = manifest.clone();
  }

  @Override
  public void publish() throws SparkException, AnalysisException {
    requireNotTaken(null);
    try (RowLayout layout =
        RowLayout.of(kept.orElseThrow(), order, rows, RowLayout.ROWS_PER_FILE)) {
      write(layout.rows());
    } catch (Exception e) {
      if (table.manifest(releaseId).isPresent()) {
        return; // committed, and only the answer was lost
      }
      requireNotTaken(e);
      throw e;
    }
  }

  private void write(Dataset<Row> laidOut) throws SparkException, AnalysisException {
    DataFrameWriterV2<Row> writer = laidOut.writeTo(table.quotedName());
    CreateTableWriter<Row> creation =
        writer
            .tableProperty(CatalogTable.RELEASE_ID, releaseId)
            .tableProperty(CatalogTable.MANIFEST, new String(manifest, StandardCharsets.UTF_8));
    if (table.isInSessionCatalog()) {
      creation =
          creation
              .using("parquet")
              .tableProperty(TableCatalog.PROP_LOCATION, table.location(releaseId).toString());
    }
    if (replaces.isPresent()) {
      creation.replace();
    } else {
      creation.create();
    }
  }

  /**
   * Whether the table is still as it was found before the charge: not there, or the earlier one.
   */
  private void requireNotTaken(Exception cause) {
    Optional<Map<String, String>> now = table.properties();
    if (replaces.isEmpty() && now.isPresent()) {
      throw new OutputTakenException("came to exist", cause);
    } else if (replaces.isPresent() && now.isEmpty()) {
      throw new OutputTakenException("was dropped", cause);
    } else if (!replaces.equals(now.map(found -> found.get(CatalogTable.RELEASE_ID)))) {
      throw new OutputTakenException("was replaced by another release", cause);
    }
  }

  @Override
  public void finish() {
    kept.ifPresent(StagedTable::release);
  }

  @Override
  public void discard() {
    finish();
    table.deleteLocation(releaseId);
  }

  /** Frees the blocks of the rows that were kept. */
  private static void release(Dataset<Row> kept) {
    if (((org.apache.spark.sql.classic.Dataset<Row>) kept).queryExecution().logical()
        instanceof LogicalRDD rows) {
      rows.rdd().unpersist(false);
    }
  }
}
