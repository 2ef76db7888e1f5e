package org.tacet.engine.publish;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.OutputSpec;

/**
 * A release on its way into a table of the session catalog, whose tables are files with an entry.
 * The files are staged in a folder of their own; the entry that is created for them is the one step
 * that shows rows, release id and manifest together. Spark's own CREATE TABLE AS SELECT writes into
 * the table's usual folder: of two at once each deletes the other's files, and the entry of the one
 * can come to stand over the rows of the other.
 */
final class SessionTable implements ReleaseOutput {

  private final CatalogTable table;
  private final StructType schema;
  private final String releaseId;

  private byte[] manifest = new byte[0];

  SessionTable(CatalogTable table, StructType schema, String releaseId) {
    this.table = table;
    this.schema = schema;
    this.releaseId = releaseId;
  }

  @Override
  public String name() {
    return table.ledgerName();
  }

  @Override
  public long stage(Dataset<Row> noised, int groupColumns) throws SparkException {
    return NoisedRows.write(
        noised,
        groupColumns,
        OutputSpec.Format.PARQUET,
        PartitionFolders.none(),
        table.location(releaseId).toString());
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
  @SuppressWarnings("deprecation") // what replaces it came with Spark 4.1, and 4.0 lacks it
  public void publish() throws SparkException, AnalysisException {
    table.requireStill(Optional.empty(), null);
    Map<String, String> properties = new HashMap<>();
    properties.put(TableCatalog.PROP_PROVIDER, OutputSpec.Format.PARQUET.word());
    properties.put(TableCatalog.PROP_LOCATION, table.location(releaseId).toString());
    properties.put(TableCatalog.PROP_EXTERNAL, "true");
    properties.put(CatalogTable.RELEASE_ID, releaseId);
    properties.put(CatalogTable.MANIFEST, new String(manifest, StandardCharsets.UTF_8));
    try {
      ((TableCatalog) table.catalog())
          .createTable(
              table.identifier(),
              CatalogV2Util.structTypeToV2Columns(schema),
              new Transform[0],
              properties);
    } catch (Exception e) {
      if (!table.holds(releaseId)) {
        table.requireStill(Optional.empty(), e);
        throw e;
      }
    }
  }

  @Override
  public void finish() {
    // nothing was replaced, and the files are the table's
  }

  @Override
  public void discard() {
    table.deleteLocation(releaseId);
  }
}
