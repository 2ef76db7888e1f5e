package org.tacet.engine.catalyst;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What one task does with the rows of one partition. Rows that Spark hands in are reused by it. */
public abstract class PartitionFunction
    extends AbstractFunction1<
        scala.collection.Iterator<InternalRow>, scala.collection.Iterator<InternalRow>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  protected abstract Iterator<InternalRow> process(Iterator<InternalRow> rows);

  /** Reads {@code columns} from rows that have the columns {@code input}. */
  protected static UnsafeProjection projection(
      List<? extends Expression> columns, List<Attribute> input) {
    return UnsafeProjection.create(
        ScalaCollections.<Expression>sequence(columns), ScalaCollections.sequence(input));
  }

  /** Where {@code columns} stand among the columns {@code input}. */
  protected static int[] positions(List<Attribute> columns, List<Attribute> input) {
    List<ExprId> ids = input.stream().map(Attribute::exprId).toList();
    return columns.stream().mapToInt(column -> ids.indexOf(column.exprId())).toArray();
  }

  @Override
  public final scala.collection.Iterator<InternalRow> apply(
      scala.collection.Iterator<InternalRow> rows) {
    return CollectionConverters.asScala(process(CollectionConverters.asJava(rows)));
  }
}
