package org.tacet.udfs;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.tacet.udfs.interval.NoiseHalfWidth;
import scala.Tuple3;
import scala.runtime.BoxedUnit;

/**
 * Registers Tacet's SQL functions with a Spark session. Spark finds it by itself when this jar is
 * on the class path from the start; otherwise set {@code
 * spark.sql.extensions=org.tacet.udfs.TacetExtensions}. Both at once change nothing.
 *
 * <p>A new function is an expression with a {@link SqlFunction}, and one line in the list here.
 */
public final class TacetExtensions implements SparkSessionExtensionsProvider {

  private static final List<SqlFunction> FUNCTIONS = List.of(NoiseHalfWidth.FUNCTION);

  /** For Spark, which finds the class by its name. */
  public TacetExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    for (SqlFunction function : FUNCTIONS) {
      extensions.injectFunction(
          new Tuple3<>(
              new FunctionIdentifier(function.info().getName()),
              function.info(),
              function.builder()));
    }
    return BoxedUnit.UNIT;
  }
}
