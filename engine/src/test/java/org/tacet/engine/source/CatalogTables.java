package org.tacet.engine.source;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;

/** Tables and views in a database of their own, and specs of one source over them. */
final class CatalogTables implements AutoCloseable {

  static final String NAME = "shop";

  private final SparkSession session;
  private final Path folder;

  CatalogTables(SparkSession session, Path folder) {
    this.session = session;
    this.folder = folder;
    session.sql("drop database if exists shop cascade");
    session.sql("create database shop location '" + folder.resolve("shop.db") + "'");
    sql("create table shop.people (id bigint, name string, n int) using parquet");
    sql("insert into shop.people values (1, '1', 1), (2, 'abc', 0), (3, null, 3), (null, 'x', 4)");
    sql("create table shop.visits (id bigint, day string) using orc partitioned by (day)");
    sql("insert into shop.visits values (1, 'mon'), (2, 'tue')");
  }

  /** The folder of a table. */
  Path folder(String table) {
    return folder.resolve("shop.db").resolve(table);
  }

  void sql(String statement) {
    session.sql(statement);
  }

  /** Runs a statement under ANSI mode, which a view keeps. */
  void ansi(String statement) {
    session.conf().set("spark.sql.ansi.enabled", "true");
    session.sql(statement);
    session.conf().set("spark.sql.ansi.enabled", "false");
  }

  static TracedSource trace(SparkSession session, String input, String unit) {
    return traceAll(session, "{t: {%s, private: {unit: [%s]}}}".formatted(input, unit), "");
  }

  /**
   * Traces a count over the source t.
   *
   * @param sources as in YAML
   * @param lines further lines of the spec
   */
  static TracedSource traceAll(SparkSession session, String sources, String lines) {
    String yaml =
        """
        release: one
        account: test
        sources: %s
        from: t
        %s
        aggregates: [{name: rows, count: {max_rows_per_group: 4}}]
        privacy: {epsilon: 1, delta: 1e-7}
        output: {path: out}
        """
            .formatted(sources, lines);
    return TracedSource.trace(session, ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE));
  }

  @Override
  public void close() {
    session.sql("drop database shop cascade");
  }
}
