package org.tacet.engine.catalyst;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What one task does with the rows of one partition. Rows that Spark hands in are reused by it. */
public abstract class PartitionFunction
    extends AbstractFunction1<
        scala.collection.Iterator<InternalRow>, scala.collection.Iterator<InternalRow>>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  protected abstract Iterator<InternalRow> process(Iterator<InternalRow> rows);

  @Override
  public final scala.collection.Iterator<InternalRow> apply(
      scala.collection.Iterator<InternalRow> rows) {
    return CollectionConverters.asScala(process(CollectionConverters.asJava(rows)));
  }
}
