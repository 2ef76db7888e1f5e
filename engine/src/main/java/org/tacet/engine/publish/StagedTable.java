package org.tacet.engine.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.CreateTableWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * A release on its way into a table of a catalog with atomic commits. The noised rows are computed
 * once and kept, so that what is written after the last look at the input is what was computed
 * before it (P8). The catalog's create, or replace, is the one step that shows rows, release id and
 * manifest together.
 */
final class StagedTable implements ReleaseOutput {

  private final CatalogTable table;
  private final String releaseId;
  private final Optional<String> replaces;

  private Optional<Dataset<Row>> kept = Optional.empty();
  private Column[] order = new Column[0];
  private long rows;
  private byte[] manifest = new byte[0];

  /**
   * @param replaces the earlier release that stands there and may be replaced
   */
  StagedTable(CatalogTable table, String releaseId, Optional<String> replaces) {
    this.table = table;
    this.releaseId = releaseId;
    this.replaces = replaces;
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
  public boolean isResumable() {
    return false;
  }

  @Override
  public void publish() throws SparkException, AnalysisException {
    table.requireStill(replaces, null);
    try (RowLayout layout =
        RowLayout.of(kept.orElseThrow(), order, rows, RowLayout.ROWS_PER_FILE)) {
      write(layout.rows());
    } catch (Exception e) {
      if (!table.holds(releaseId)) { // else it is committed, and only the answer was lost
        table.requireStill(replaces, e);
        throw e;
      }
    }
  }

  private void write(Dataset<Row> laidOut) throws SparkException, AnalysisException {
    CreateTableWriter<Row> creation =
        laidOut
            .writeTo(table.quotedName())
            .tableProperty(CatalogTable.RELEASE_ID, releaseId)
            .tableProperty(CatalogTable.MANIFEST, new String(manifest, StandardCharsets.UTF_8));
    if (replaces.isPresent()) {
      creation.replace();
    } else {
      creation.create();
    }
  }

  /** Rows that nobody refers to are freed by Spark's cleaner. */
  @Override
  public void finish() {
    kept = Optional.empty();
  }

  @Override
  public void withdraw() {
    finish();
  }

  @Override
  public void discard() {
    finish();
  }
}
