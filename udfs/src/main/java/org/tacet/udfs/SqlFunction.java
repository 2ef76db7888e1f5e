package org.tacet.udfs;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Function1;
import scala.collection.immutable.Seq;

/**
 * A function that SQL can call. Made once: Spark warns of a function that is registered again under
 * its name and is not the very same.
 *
 * @param info its name, and the help that {@code DESCRIBE FUNCTION} prints
 * @param builder makes the expression of a call from its arguments
 */
public record SqlFunction(ExpressionInfo info, Function1<Seq<Expression>, Expression> builder) {

  /** A paragraph of help as Spark lays it out. */
  public static String section(String... lines) {
    return "\n    " + String.join("\n    ", lines) + "\n  ";
  }
}
