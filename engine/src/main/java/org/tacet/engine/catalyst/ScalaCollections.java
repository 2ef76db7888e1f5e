package org.tacet.engine.catalyst;

import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.Product;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The one place where Java lists become Scala sequences and back. */
public final class ScalaCollections {

  private ScalaCollections() {}

  public static <T> Seq<T> sequence(Collection<? extends T> elements) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(elements)).toSeq();
  }

  public static <T> List<T> list(scala.collection.Seq<T> elements) {
    return List.copyOf(CollectionConverters.asJava(elements));
  }

  public static AttributeSet attributes(Seq<Attribute> columns) {
    return AttributeSet$.MODULE$.apply(ScalaCollections.<Expression>sequence(list(columns)));
  }

  /** Whether two products have equal elements. */
  static boolean equalElements(Product left, Product right) {
    return left.productIterator().sameElements(right.productIterator());
  }
}
