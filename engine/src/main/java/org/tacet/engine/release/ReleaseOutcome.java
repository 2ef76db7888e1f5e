package org.tacet.engine.release;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.publish.ReleaseOutput;
import org.tacet.engine.spec.OutputSpec;

/**
 * A published release.
 *
 * @param publication how it came to be published
 * @param output where the files and the manifest lie
 * @param publishedRows how many groups were published; -1 where that is not known any more
 * @param accounts those that were charged, as they stand now
 */
public record ReleaseOutcome(
    ReleasePlan plan,
    String releaseId,
    Publication publication,
    String output,
    long publishedRows,
    List<AccountStatement> accounts) {

  /** How a release came to be published. */
  public enum Publication {
    /** Drawn, charged and published by this run. */
    NEW,

    /** Drawn and charged by an earlier run that ended before publishing; published by this one. */
    RESUMED,

    /** Published by an earlier run; this one did nothing and charged nothing. */
    EARLIER
  }

  public ReleaseOutcome {
    accounts = List.copyOf(accounts);
  }

  /**
   * What was published, in the order of its columns. Read with the types that were published: Spark
   * would guess those of partition folders.
   */
  public Dataset<Row> rows(SparkSession session) {
    StructType schema = plan.publishedSchema();
    Column[] columns =
        Arrays.stream(schema.fieldNames())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    if (plan.spec().output() instanceof OutputSpec.Files files) {
      return session
          .read()
          .format(files.format().word())
          .option("header", "true")
          .schema(schema)
          .load(output)
          .select(columns);
    }
    String table =
        ((OutputSpec.Table) plan.spec().output())
            .parts().stream().map(part -> "`" + part + "`").collect(Collectors.joining("."));
    return session.read().table(table).select(columns);
  }

  /** The manifest, JSON; empty where it does not stand with the output any more. */
  public Optional<String> manifest(SparkSession session) {
    return ReleaseOutput.publishedManifest(session, output, releaseId)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
