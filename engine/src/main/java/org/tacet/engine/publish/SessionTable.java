package org.tacet.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
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
  private final int attempt;
  private final StagedFolder staging;

  SessionTable(CatalogTable table, StructType schema, String releaseId, int attempt) {
    this.table = table;
    this.schema = schema;
    this.releaseId = releaseId;
    this.attempt = attempt;
    try {
      this.staging = table.staging(releaseId, attempt).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return table.ledgerName();
  }

  @Override
  public long stage(Dataset<Row> noised, int groupColumns) throws SparkException {
    return NoisedRows.write(
        noised, groupColumns, OutputSpec.Format.PARQUET, PartitionFolders.none(), staging.begin());
  }

  @Override
  public List<PublishedFile> files() {
    return staging.files("." + OutputSpec.Format.PARQUET.word());
  }

  @Override
  public void seal(byte[] manifest) {
    staging.seal(manifest);
  }

  @Override
  public boolean isResumable() {
    return true;
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it came with Spark 4.1, and 4.0 lacks it
  public void publish() throws SparkException, AnalysisException {
    table.requireStill(Optional.empty(), null);
    Map<String, String> properties = new HashMap<>();
    properties.put(TableCatalog.PROP_PROVIDER, OutputSpec.Format.PARQUET.word());
    properties.put(TableCatalog.PROP_LOCATION, table.location(releaseId, attempt).toString());
    properties.put(TableCatalog.PROP_EXTERNAL, "true");
    properties.put(CatalogTable.RELEASE_ID, releaseId);
    properties.put(CatalogTable.MANIFEST, new String(sealedManifest(), StandardCharsets.UTF_8));
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

  private byte[] sealedManifest() {
    try {
      return staging.manifest(releaseId).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void finish() {
    // nothing was replaced, and the files are the table's
  }

  @Override
  public void withdraw() {
    try {
      staging.deleteIfEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void discard() {
    try {
      table.deleteLocation(releaseId, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
