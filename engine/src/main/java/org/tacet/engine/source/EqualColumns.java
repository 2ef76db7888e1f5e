package org.tacet.engine.source;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/** Two columns that a join makes equal. */
record EqualColumns(Attribute left, Attribute right) {

  EqualColumns reversed() {
    return new EqualColumns(right, left);
  }

  /**
   * Whether comparing the columns can't raise, whatever they hold (P3): Spark casts columns of
   * different types, and a cast between numbers never raises, but one of a far date to a timestamp
   * does.
   */
  private boolean isTotal() {
    return left.dataType().equals(right.dataType())
        || (left.dataType() instanceof NumericType && right.dataType() instanceof NumericType);
  }

  /**
   * Refuses a pair that could raise.
   *
   * @param field the path of the join in the spec
   */
  void requireTotal(String field) {
    if (!isTotal()) {
      throw new InvalidSpecException(
          new Fault(
              field,
              "compares columns of different types",
              "%s %s with %s %s"
                  .formatted(
                      left.name(), left.dataType().sql(), right.name(), right.dataType().sql()),
              "two columns of one type, or two numbers",
              "cast one of them when its table is written"));
    }
  }

  /** Whether this pair is of these two columns and never takes two of their values for one. */
  boolean keepsApart(Attribute first, Attribute second) {
    return left.exprId().equals(first.exprId())
        && right.exprId().equals(second.exprId())
        && keepsApart();
  }

  /**
   * Whether equal columns hold the same value. Spark also compares columns of different types: then
   * '01' = 1 and '1' = 1, and under a collation 'a' = 'A', so that one value of a column stands for
   * two of the other, and two privacy units for one.
   */
  boolean keepsApart() {
    DataType type = left.dataType();
    return (type.equals(right.dataType()) && CanonicalEncoding.supports(type))
        || (type instanceof IntegralType && right.dataType() instanceof IntegralType);
  }
}
