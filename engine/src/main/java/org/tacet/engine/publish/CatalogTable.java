package org.tacet.engine.publish;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.OutputSpec;
import scala.Option;

/**
 * A table's name in a catalog, and what stands there. A release in a table is known by two
 * properties: its release id and its manifest.
 */
final class CatalogTable {

  static final String RELEASE_ID = "tacet.release_id";
  static final String MANIFEST = "tacet.manifest";

  /** How the ledger tells a table from a path: no file system has this scheme. */
  static final String LEDGER_PREFIX = "table:";

  private final SparkSession session;
  private final List<String> parts;

  CatalogTable(SparkSession session, OutputSpec.Table table) {
    this.session = session;
    this.parts = table.parts();
  }

  /** The table that {@link #ledgerName} named, or none when it was a path. */
  static Optional<CatalogTable> named(SparkSession session, String ledgerName) {
    return ledgerName.startsWith(LEDGER_PREFIX)
        ? Optional.of(
            new CatalogTable(
                session, new OutputSpec.Table(ledgerName.substring(LEDGER_PREFIX.length()))))
        : Optional.empty();
  }

  String ledgerName() {
    return LEDGER_PREFIX + String.join(".", parts);
  }

  /** The name for Spark's parser. */
  String quotedName() {
    return parts.stream().map(part -> "`" + part + "`").collect(Collectors.joining("."));
  }

  String catalogName() {
    return parts.get(0);
  }

  String[] namespace() {
    return parts.subList(1, parts.size() - 1).toArray(String[]::new);
  }

  Identifier identifier() {
    return Identifier.of(namespace(), parts.get(parts.size() - 1));
  }

  CatalogPlugin catalog() {
    return session.sessionState().catalogManager().catalog(catalogName());
  }

  /** Whether it is the catalog that every Spark has, whose tables are files with an entry. */
  boolean isInSessionCatalog() {
    return catalogName().equals(CatalogManager.SESSION_CATALOG_NAME());
  }

  /** The properties of the table or view that stands there, as of now. */
  Optional<Map<String, String>> properties() {
    if (!(catalog() instanceof TableCatalog tables)) {
      return Optional.empty();
    }
    try {
      tables.invalidateTable(identifier());
      return Optional.of(Map.copyOf(tables.loadTable(identifier()).properties()));
    } catch (NoSuchTableException notThere) {
      return Optional.empty();
    }
  }

  /** The manifest of this release, if that is what stands there. */
  Optional<byte[]> manifest(String releaseId) {
    return properties()
        .filter(properties -> releaseId.equals(properties.get(RELEASE_ID)))
        .map(properties -> properties.getOrDefault(MANIFEST, ""))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether this release is what stands there. */
  boolean holds(String releaseId) {
    return manifest(releaseId).isPresent();
  }

  /**
   * Requires that the name is still as it was found before the charge.
   *
   * @param replaces the earlier release that stood there; empty for nothing
   * @param cause what made one ask, or null
   */
  void requireStill(Optional<String> replaces, Exception cause) {
    Optional<Map<String, String>> now = properties();
    if (replaces.isEmpty() && now.isPresent()) {
      throw new OutputTakenException("came to exist", cause);
    } else if (replaces.isPresent() && now.isEmpty()) {
      throw new OutputTakenException("was dropped", cause);
    } else if (!replaces.equals(now.map(found -> found.get(RELEASE_ID)))) {
      throw new OutputTakenException("was replaced by another release", cause);
    }
  }

  /**
   * Where the files of an attempt at a release in the session catalog lie: a folder of its own
   * beside the table's usual one.
   */
  Path location(String releaseId, int attempt) {
    Path usual =
        new Path(
            session
                .sessionState()
                .catalog()
                .defaultTablePath(
                    TableIdentifier.apply(identifier().name(), Option.apply(namespace()[0]))));
    return new Path(
        usual.getParent(), usual.getName() + "." + ReleaseIdFileName.of(releaseId, attempt));
  }

  /**
   * Where an attempt is staged: at its {@link #location} in the session catalog. In other catalogs
   * nothing is staged before the table is created.
   */
  Optional<StagedFolder> staging(String releaseId, int attempt) throws IOException {
    if (!isInSessionCatalog()) {
      return Optional.empty();
    }
    Path location = location(releaseId, attempt);
    FileSystem fileSystem = location.getFileSystem(session.sessionState().newHadoopConf());
    return Optional.of(
        new StagedFolder(
            OutputFolder.withoutChecksumFiles(fileSystem), fileSystem.makeQualified(location)));
  }

  /**
   * Deletes the files of an attempt that no entry of the session catalog points to. Other catalogs
   * keep track of what was never committed themselves.
   *
   * @return whether there were any
   */
  boolean deleteLocation(String releaseId, int attempt) throws IOException {
    Optional<StagedFolder> staging = staging(releaseId, attempt);
    return staging.isPresent()
        && !isPointedTo(location(releaseId, attempt))
        && staging.get().delete();
  }

  /** By a table of whatever name: one that was published can have been renamed since. */
  private boolean isPointedTo(Path location) {
    SessionCatalog tables = session.sessionState().catalog();
    for (TableIdentifier name : ScalaCollections.list(tables.listTables(namespace()[0]))) {
      if (!tables.isTempView(name) && location.toUri().getPath().equals(folder(tables, name))) {
        return true;
      }
    }
    return false;
  }

  /** The path of a table's files; none for a view, or a table that was dropped meanwhile. */
  private static String folder(SessionCatalog tables, TableIdentifier name) {
    try {
      org.apache.spark.sql.catalyst.catalog.CatalogTable table = tables.getTableMetadata(name);
      return table.storage().locationUri().isDefined() ? table.location().getPath() : "";
    } catch (NoSuchTableException | NoSuchNamespaceException dropped) {
      return "";
    }
  }
}
