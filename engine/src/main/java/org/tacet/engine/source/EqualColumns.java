package org.tacet.engine.source;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.tacet.engine.bounding.CanonicalEncoding;

/** Two columns that a join makes equal. */
record EqualColumns(Attribute left, Attribute right) {

  EqualColumns reversed() {
    return new EqualColumns(right, left);
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
