package org.tacet.jobs.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.engine.release.ReleaseSession;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * A query on the tables of a case, in a session with the settings of a release, written the way a
 * release writes: one Parquet file.
 */
final class TimedQuery {

  private TimedQuery() {}

  /** Makes the folders below {@code tables} visible under their names. */
  static void views(SparkSession session, Path tables) {
    for (Path table : folders(tables)) {
      session
          .read()
          .parquet(table.toString())
          .createOrReplaceTempView(table.getFileName().toString());
    }
  }

  private static List<Path> folders(Path tables) {
    if (!Files.exists(tables)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(tables)) {
      return found.filter(folder -> Files.exists(folder.resolve("_SUCCESS"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void run(SparkSession base, Path tables, String name, Path output) {
    SparkSession session = ReleaseSession.open(base, ReleaseSpec.DEFAULT_TIME_ZONE);
    views(session, tables);
    if (name.equals(BenchmarkCase.KRYO_PAIRS)) {
      write(KryoPairs.query(session), output);
    } else if (name.equals(BenchmarkCase.SORTED)) {
      session.sql(sql(name)).write().format("noop").mode("overwrite").save();
    } else {
      write(session.sql(sql(name)), output);
    }
  }

  private static String sql(String name) {
    return BenchmarkResources.text(name + ".sql");
  }

  private static void write(Dataset<Row> result, Path output) {
    result.coalesce(1).write().parquet(output.toString());
  }
}
