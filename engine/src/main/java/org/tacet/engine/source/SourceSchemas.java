package org.tacet.engine.source;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.ReleaseSpec;

/** The columns of a spec's sources, for whoever makes up tables of the same shape. */
public final class SourceSchemas {

  private SourceSchemas() {}

  /**
   * The columns of each source by its name. Reads no row.
   *
   * @throws org.tacet.engine.spec.InvalidSpecException when a source is not as the spec says
   */
  public static Map<String, StructType> of(SparkSession session, ReleaseSpec spec) {
    Map<String, StructType> schemas = new LinkedHashMap<>();
    spec.sources()
        .forEach(
            (name, source) -> schemas.put(name, SourceTable.open(session, source).rows().schema()));
    return schemas;
  }
}
