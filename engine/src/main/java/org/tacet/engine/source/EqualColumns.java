package org.tacet.engine.source;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.tacet.engine.bounding.CanonicalEncoding;

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
  boolean isTotal() {
    return left.dataType().equals(right.dataType())
        || (left.dataType() instanceof NumericType && right.dataType() instanceof NumericType);
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
