package org.tacet.engine.release;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.InputFormat;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.SourceInput;
import org.tacet.engine.spec.SourceSpec;

/**
 * Made-up tables in the shape of a spec's sources. There is no way to one but {@link #write}, which
 * writes rows out of memory and points the spec at them: what an audit sees, true sums among it, is
 * never of the tables that the spec names.
 */
public final class SyntheticTables {

  private final ReleaseSpec spec;

  private SyntheticTables(ReleaseSpec spec) {
    this.spec = spec;
  }

  /**
   * Writes the rows of each source below a folder that is not there yet.
   *
   * @param spec whose sources are replaced
   * @param schemas the columns of each source
   * @param rows of each source; none where it is empty
   */
  public static SyntheticTables write(
      SparkSession session,
      ReleaseSpec spec,
      Map<String, StructType> schemas,
      Map<String, List<Row>> rows,
      Path folder) {
    Map<String, SourceSpec> replaced = new LinkedHashMap<>();
    spec.sources()
        .forEach(
            (name, source) -> {
              String path = folder.resolve(name).toUri().toString();
              session
                  .createDataFrame(rows.getOrDefault(name, List.of()), schemas.get(name))
                  .coalesce(1)
                  .write()
                  .parquet(path);
              SourceInput files =
                  new SourceInput.Files(
                      path,
                      InputFormat.PARQUET,
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty());
              replaced.put(name, new SourceSpec(name, files, source.ownership()));
            });
    return new SyntheticTables(spec.withSources(replaced));
  }

  /** The release of these tables. */
  ReleaseSpec spec() {
    return spec;
  }
}
