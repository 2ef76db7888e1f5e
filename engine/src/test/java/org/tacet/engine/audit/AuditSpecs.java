package org.tacet.engine.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;

/** Specs over tables that hold no row: an audit asks for their columns alone. */
final class AuditSpecs {

  private static final Map<String, String> TABLES =
      Map.of(
          "visits",
          "id bigint, person bigint, clinic string, town string, kind int, day date, amount double,"
              + " price decimal(12,2), whole bigint, pay array<double>",
          "lines",
          "visit bigint, cost double",
          "people",
          "person bigint, age int, region int",
          "regions",
          "region_id int, region_name string",
          "towns",
          "town string");

  private static final String HEAD =
      """
      release: audited
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      """;

  private AuditSpecs() {}

  /** Writes the empty tables. */
  static void writeTables(SparkSession session, Path folder) {
    TABLES.forEach(
        (name, ddl) ->
            session
                .createDataFrame(List.of(), StructType.fromDDL(ddl))
                .write()
                .parquet(folder.resolve(name).toString()));
  }

  /** A spec of visits of persons, but for its sources. */
  static ReleaseSpec ofVisits(Path folder, String rest) {
    return of(folder, HEAD + rest);
  }

  static ReleaseSpec of(Path folder, String yaml) {
    return ReleaseSpecReader.parse(
        yaml.replace("DATA", folder.toString()),
        Map.of(),
        new Overrides(
            Optional.of(folder.resolve("never-published").toString()),
            Optional.empty(),
            Optional.empty()));
  }

  static ReleaseAudit.Options options(int draws, String... pairs) {
    return new ReleaseAudit.Options(
        draws, Optional.empty(), ReleaseAudit.FALSE_ALARM, Set.of(pairs));
  }
}
