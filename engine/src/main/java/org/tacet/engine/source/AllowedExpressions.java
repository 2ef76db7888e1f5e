package org.tacet.engine.source;

import java.util.Iterator;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import scala.Product;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What an expression over private rows may be made of (P4): deterministic, one row at a time, no
 * user code. Whatever is not on these lists is refused.
 */
final class AllowedExpressions {

  private AllowedExpressions() {}

  /** Functions a spec may call by name. */
  static final Set<String> FUNCTIONS =
      Set.of(
          "abs",
          "ceil",
          "ceiling",
          "floor",
          "round",
          "bround",
          "sqrt",
          "exp",
          "ln",
          "log",
          "log2",
          "log10",
          "pow",
          "power",
          "sign",
          "signum",
          "greatest",
          "least",
          "mod",
          "pmod",
          "div",
          "negative",
          "try_add",
          "try_subtract",
          "try_multiply",
          "try_divide",
          "if",
          "ifnull",
          "nullif",
          "nvl",
          "nvl2",
          "coalesce",
          "array",
          "nanvl",
          "isnull",
          "isnotnull",
          "isnan",
          "between",
          "year",
          "quarter",
          "month",
          "day",
          "dayofmonth",
          "dayofweek",
          "weekday",
          "dayofyear",
          "weekofyear",
          "hour",
          "minute",
          "second",
          "date_add",
          "date_sub",
          "datediff",
          "date_diff",
          "last_day",
          "trunc",
          "date_trunc",
          "to_date",
          "upper",
          "lower",
          "ucase",
          "lcase",
          "length",
          "char_length",
          "trim",
          "ltrim",
          "rtrim",
          "substring",
          "substr",
          "left",
          "right",
          "startswith",
          "endswith",
          "contains",
          "concat",
          "like",
          "replace");

  /**
   * Nodes of a resolved expression that can't raise anything while ANSI mode is off, whatever the
   * row holds: arithmetic wraps or gives null, comparisons and logic are total.
   */
  static final Set<String> TOTAL_NODES =
      Set.of(
          "Alias",
          "AttributeReference",
          "Literal",
          "EulerNumber",
          "Add",
          "Subtract",
          "Multiply",
          "Divide",
          "Remainder",
          "Pmod",
          "UnaryMinus",
          "UnaryPositive",
          "Abs",
          "EqualTo",
          "EqualNullSafe",
          "LessThan",
          "LessThanOrEqual",
          "GreaterThan",
          "GreaterThanOrEqual",
          "And",
          "Or",
          "Not",
          "In",
          "IsNull",
          "IsNotNull",
          "IsNaN",
          "If",
          "CaseWhen",
          "Coalesce",
          "NaNvl",
          "Greatest",
          "Least",
          "Year",
          "Quarter",
          "Month",
          "DayOfMonth",
          "Upper",
          "Lower",
          "Length",
          "StartsWith",
          "EndsWith",
          "Contains",
          "GetStructField");

  /** Further nodes; an expression that holds one of them gives null where it would raise (P3). */
  static final Set<String> GUARDED_NODES =
      Set.of(
          "Cast",
          "TryEval",
          "IntegralDivide",
          "Floor",
          "Ceil",
          "Round",
          "BRound",
          "RoundFloor",
          "RoundCeil",
          "Sqrt",
          "Exp",
          "Log",
          "Log2",
          "Log10",
          "Logarithm",
          "Pow",
          "Signum",
          "DayOfWeek",
          "WeekDay",
          "DayOfYear",
          "WeekOfYear",
          "Hour",
          "Minute",
          "Second",
          "DateAdd",
          "DateSub",
          "DateDiff",
          "LastDay",
          "TruncDate",
          "TruncTimestamp",
          "GetTimestamp",
          "StringTrim",
          "StringTrimLeft",
          "StringTrimRight",
          "Substring",
          "Concat",
          "CreateArray",
          "Like",
          "StringReplace");

  static boolean isAllowed(Expression node) {
    return isSparks(node)
        && (TOTAL_NODES.contains(node.getClass().getSimpleName())
            || GUARDED_NODES.contains(node.getClass().getSimpleName()));
  }

  /** Whether the node itself, its children aside, gives a value or null for every row. */
  static boolean isTotal(Expression node) {
    if (node instanceof Cast cast) {
      DataType from = cast.child().dataType();
      boolean areNumbers = cast.dataType() instanceof NumericType && from instanceof NumericType;
      // A cast between numbers truncates, wraps or gives null when ANSI mode is off. One that does
      // nothing, as views put around their columns, or that only widens can't fail in any mode.
      return from.equals(cast.dataType())
          || (areNumbers && (!isOfAnsiMode(cast) || Cast.canUpCast(from, cast.dataType())));
    } else if (isOfAnsiMode(node)) {
      return false;
    }
    return isSparks(node) && TOTAL_NODES.contains(node.getClass().getSimpleName());
  }

  /**
   * Whether arithmetic was resolved to raise errors, as in a view that was made under ANSI mode and
   * keeps it. Such nodes hold the mode, or a flag; no other flag of a total node is ever true.
   */
  private static boolean isOfAnsiMode(Expression node) {
    if (node.children().isEmpty()) {
      return false; // a column or a constant
    }
    return holdsAnsiMode(node);
  }

  /** The mode is an element of the node or, from Spark 4.1 on, of a context that is one. */
  private static boolean holdsAnsiMode(Product product) {
    Iterator<Object> elements = CollectionConverters.asJava(product.productIterator());
    while (elements.hasNext()) {
      Object element = elements.next();
      boolean isContext = element instanceof Product && !(element instanceof Expression);
      if (EvalMode.ANSI().equals(element)
          || Boolean.TRUE.equals(element)
          || (isContext && isEvalContext(element) && holdsAnsiMode((Product) element))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEvalContext(Object element) {
    return element.getClass().getSimpleName().endsWith("EvalContext");
  }

  private static boolean isSparks(Expression node) {
    return node.getClass().getName().startsWith("org.apache.spark.sql.catalyst.expressions.");
  }
}
