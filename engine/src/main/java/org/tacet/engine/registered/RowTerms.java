package org.tacet.engine.registered;

import org.apache.spark.sql.api.java.UDF1;
import scala.collection.Seq;

/**
 * A user's terms of a row, as Spark calls them. Whatever the code does with a row, it decides
 * nothing but the row's own terms: what it raises makes a row without terms (P3), and the array
 * that it gives is copied before another row can change it.
 */
public final class RowTerms implements UDF1<Seq<Double>, double[]> {

  private static final long serialVersionUID = 1L;

  private final UserAggregate aggregate;

  public RowTerms(UserAggregate aggregate) {
    this.aggregate = aggregate;
  }

  @Override
  public double[] call(Seq<Double> arguments) {
    if (arguments == null) {
      return null;
    }
    double[] values = new double[arguments.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = arguments.apply(index);
    }
    return of(values);
  }

  /** The terms, or null where the row has none. */
  double[] of(double[] arguments) {
    double[] terms;
    try {
      terms = aggregate.terms(arguments);
    } catch (RuntimeException | StackOverflowError | AssertionError raisedByARow) {
      return null;
    }
    if (terms == null || terms.length != aggregate.termRanges().size()) {
      return null;
    }
    double[] own = terms.clone();
    for (double term : own) {
      if (Double.isNaN(term)) {
        return null;
      }
    }
    return own;
  }
}
