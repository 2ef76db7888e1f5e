package org.tacet.engine.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.analysis.NoSuchNamespaceException;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.execution.datasources.CatalogFileIndex;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.FileStatusWithMetadata;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.tacet.engine.catalyst.ScalaCollections;
import scala.Option;
import scala.jdk.javaapi.OptionConverters;

/**
 * The files of one table or folder in a plan: those that Spark has listed and will read, and those
 * that it would list now. Both follow Spark's own rules of what is a data file, because both are
 * Spark's listing.
 */
record ListedRelation(HadoopFsRelation relation, Optional<CatalogTable> table) {

  /** All of a plan in which catalogs' partitions are listed already, as by {@link RowwisePlan}. */
  static List<ListedRelation> in(LogicalPlan plan) {
    return Stream.concat(
            of(plan).stream(),
            ScalaCollections.list(plan.children()).stream().flatMap(child -> in(child).stream()))
        .toList();
  }

  /** The files of a node, if it is one that reads files. */
  static Optional<ListedRelation> of(LogicalPlan node) {
    return node instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
        ? Optional.of(new ListedRelation(files, OptionConverters.toJava(relation.catalogTable())))
        : Optional.empty();
  }

  /** The files that will be read, as Spark saw them when it listed them. */
  List<FileStatus> listed(Configuration configuration) {
    return statuses(relation.location(), configuration);
  }

  /**
   * The files as they will be read: one that several partitions or roots lead to is there as often,
   * which a listing does not show.
   */
  List<Path> read() {
    scala.collection.immutable.Seq<Expression> noFilter = ScalaCollections.sequence(List.of());
    return ScalaCollections.list(relation.location().listFiles(noFilter, noFilter)).stream()
        .flatMap(folder -> ScalaCollections.list(folder.files()).stream())
        .map(FileStatusWithMetadata::getPath)
        .toList();
  }

  /** The folders or files that Spark was told to read. */
  List<Path> roots() {
    return ScalaCollections.list(relation.location().rootPaths());
  }

  /** The folder of a table of the catalog, in which partitions lie unless they say otherwise. */
  Optional<Path> location() {
    return table
        .filter(named -> named.storage().locationUri().isDefined())
        .map(named -> new Path(named.location()));
  }

  /** The table's name in the catalog, if the files are those of one. */
  Optional<String> catalogName() {
    return table.map(named -> catalogName(named.identifier()));
  }

  static String catalogName(TableIdentifier name) {
    return Stream.of(
            name.catalog().getOrElse(CatalogManager::SESSION_CATALOG_NAME),
            name.database().getOrElse(() -> "default"),
            name.table())
        .collect(Collectors.joining("."));
  }

  /**
   * The files that Spark would list now. A table that was dropped has none.
   *
   * @throws UncheckedIOException when a store can't be reached
   */
  List<FileStatus> listAgain(SparkSession session) {
    Configuration configuration = session.sessionState().newHadoopConf();
    FileIndex before = relation.location();
    try {
      if (hasPartitionsInCatalog()) {
        return partitionsNow(session)
            .map(now -> statuses(now, configuration))
            .orElseGet(ArrayList::new);
      } else if (before instanceof InMemoryFileIndex) {
        FileIndex now =
            new InMemoryFileIndex(
                session,
                before.rootPaths(),
                relation.options(),
                Option.empty(),
                NoopCache$.MODULE$,
                Option.empty(),
                Option.empty());
        return statuses(now, configuration);
      }
      // A log of a stream's output says which files are data: what it named stays what is read.
      return looked(paths(before), configuration);
    } catch (SparkRuntimeException newFoldersDoNotFit) {
      return List.of(); // the folders no longer agree on partition columns, so files came or went
    }
  }

  private boolean hasPartitionsInCatalog() {
    return table.isPresent()
        && table.get().tracksPartitionsInCatalog()
        && !table.get().partitionColumnNames().isEmpty();
  }

  private Optional<FileIndex> partitionsNow(SparkSession session) {
    TableIdentifier name = table.orElseThrow().identifier();
    try {
      CatalogTable now = session.sessionState().catalog().getTableMetadata(name);
      return Optional.of(
          new CatalogFileIndex(session, now, 0)
              .filterPartitions(ScalaCollections.sequence(List.of())));
    } catch (NoSuchTableException | NoSuchNamespaceException dropped) {
      return Optional.empty();
    }
  }

  private static List<FileStatus> statuses(FileIndex index, Configuration configuration) {
    return index instanceof PartitioningAwareFileIndex files
        ? ScalaCollections.list(files.allFiles())
        : looked(paths(index), configuration);
  }

  private static List<Path> paths(FileIndex index) {
    return Arrays.stream(index.inputFiles()).map(uri -> new Path(URI.create(uri))).toList();
  }

  private static List<FileStatus> looked(List<Path> paths, Configuration configuration) {
    List<FileStatus> found = new ArrayList<>();
    for (Path path : paths) {
      try {
        found.add(path.getFileSystem(configuration).getFileStatus(path));
      } catch (FileNotFoundException gone) {
        // what is missing shows in the comparison
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found;
  }
}
