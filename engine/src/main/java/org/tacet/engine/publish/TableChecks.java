package org.tacet.engine.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.StagingTableCatalog;
import org.apache.spark.sql.connector.catalog.SupportsNamespaces;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/** Whether a release may become a table of that name: asked before anything is charged. */
final class TableChecks {

  private static final String FIELD = "output.table";

  private final CatalogTable table;
  private final String name;

  TableChecks(CatalogTable table, String name) {
    this.table = table;
    this.name = name;
  }

  /**
   * Checks the catalog, the namespace and what stands there, for an attempt that is yet to be
   * staged.
   *
   * @return the id of the earlier release that is to be replaced, if one is
   */
  Optional<String> check(StructType schema, String releaseId, int attempt, boolean overwrite) {
    Optional<String> replaces = checkPlace(schema, releaseId, overwrite);
    try {
      requireNotStaged(releaseId, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return replaces;
  }

  /** As {@link #check}, for an attempt that is staged already. */
  Optional<String> checkPlace(StructType schema, String releaseId, boolean overwrite) {
    try {
      CatalogPlugin catalog = table.catalog();
      requireOneStep(catalog);
      requireNamespace(catalog);
      Optional<String> replaces = replaced(table.properties(), releaseId, overwrite);
      if (catalog instanceof StagingTableCatalog staging && !table.isInSessionCatalog()) {
        tryOut(staging, schema, replaces.isPresent());
      }
      return replaces;
    } catch (InvalidSpecException e) {
      throw e;
    } catch (Exception e) { // Spark's own exceptions are announced here and not there
      throw fault(
          "can't be looked at or created (" + e.getClass().getSimpleName() + ")",
          "a table of a catalog that spark.sql.catalog.<name> configures",
          "check the catalog's settings, its rights and the types of the group columns",
          e);
    }
  }

  /**
   * A catalog that makes the table first and fills it then shows readers a table without rows, and
   * a crash would leave one that looks published.
   */
  private void requireOneStep(CatalogPlugin catalog) {
    if (!table.isInSessionCatalog() && !(catalog instanceof StagingTableCatalog)) {
      throw fault(
          "is in a catalog that can't create a table and its rows in one step",
          "spark_catalog, or a catalog with atomic commits, such as Iceberg's",
          "name a table of such a catalog, or publish to output.path",
          null);
    }
  }

  private void requireNamespace(CatalogPlugin catalog) {
    boolean known =
        catalog instanceof SupportsNamespaces namespaces
            ? namespaces.namespaceExists(table.namespace())
            : !table.isInSessionCatalog();
    if (!known) {
      throw fault(
          "names a namespace that does not exist",
          "a namespace of the catalog " + table.catalogName(),
          "create it (CREATE NAMESPACE), or name another",
          null);
    }
  }

  private Optional<String> replaced(
      Optional<Map<String, String>> found, String releaseId, boolean overwrite) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!overwrite) {
      throw fault(
          "exists",
          "a table that does not exist yet",
          "choose another name, or replace the earlier release with --overwrite",
          null);
    }
    String earlier = found.get().get(CatalogTable.RELEASE_ID);
    if (earlier == null) {
      throw fault(
          "exists and is no Tacet release, so --overwrite does not replace it",
          "a table that does not exist yet, or an earlier release",
          "choose another name, or drop it yourself",
          null);
    }
    if (earlier.equals(releaseId)) {
      throw fault(
          "holds the very release " + releaseId,
          "a new release id to overwrite an old one",
          "leave --release-id out",
          null);
    }
    if (table.isInSessionCatalog()) {
      throw fault(
          "is an earlier release in "
              + table.catalogName()
              + ", which can't replace a table in one step",
          "a table that does not exist yet, or one of a catalog with atomic commits, such as Iceberg's",
          "choose another name, or drop the table yourself",
          null);
    }
    return Optional.of(earlier);
  }

  /**
   * Two runs of one attempt would write into one folder; which of two that have not begun does it,
   * the ledger decides.
   */
  private void requireNotStaged(String releaseId, int attempt) throws IOException {
    Optional<StagedFolder> staging = table.staging(releaseId, attempt);
    if (staging.isPresent() && staging.get().holdsAnything()) {
      throw fault(
          "is being written by a run of the same release id",
          "a release id of its own for every run",
          "leave --release-id out; if no run is active, remove " + staging.get().path(),
          null);
    }
  }

  /** A type that the catalog lacks, or a right, is better missed here than after the charge. */
  @SuppressWarnings("deprecation") // what replaces these came with Spark 4.1, and 4.0 lacks it
  private void tryOut(StagingTableCatalog catalog, StructType schema, boolean replace)
      throws AnalysisException {
    Column[] columns = CatalogV2Util.structTypeToV2Columns(schema);
    Transform[] unpartitioned = new Transform[0];
    (replace
            ? catalog.stageReplace(table.identifier(), columns, unpartitioned, Map.of())
            : catalog.stageCreate(table.identifier(), columns, unpartitioned, Map.of()))
        .abortStagedChanges();
  }

  private InvalidSpecException fault(String problem, String legal, String fix, Exception cause) {
    return new InvalidSpecException(new Fault(FIELD, problem, name, legal, fix), cause);
  }
}
