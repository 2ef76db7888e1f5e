package org.tacet.engine.source;

import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowFrame;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * What may see several rows of a unit at once (P4): functions whose value is the same in whatever
 * order those rows come. One that goes by order, or adds up doubles, would give a retried task
 * another value under the same noise.
 */
final class AllowedAggregates {

  /** By which a query may call them. */
  static final Set<String> FUNCTIONS =
      Set.of(
          "count",
          "count_if",
          "sum",
          "avg",
          "mean",
          "min",
          "max",
          "bool_and",
          "bool_or",
          "every",
          "some",
          "any");

  static final Set<String> WINDOW_FUNCTIONS =
      Set.of("rank", "dense_rank", "percent_rank", "cume_dist");

  static final Set<String> GENERATORS =
      Set.of("explode", "explode_outer", "posexplode", "posexplode_outer", "stack");

  private static final Set<String> AGGREGATE_NODES =
      Set.of("Count", "Sum", "Average", "Min", "Max");
  private static final Set<String> RANK_NODES =
      Set.of("Rank", "DenseRank", "PercentRank", "CumeDist");
  private static final Set<String> GENERATOR_NODES = Set.of("Explode", "PosExplode", "Stack");
  private static final Set<String> WHOLE_BOUNDS =
      Set.of("UnboundedPreceding", "UnboundedFollowing", "CurrentRow");

  private static final String AGGREGATES =
      "count, sum and avg of whole numbers or decimals, min, max, count_if, bool_and, bool_or";

  private AllowedAggregates() {}

  static void requireAggregate(String field, AggregateExpression aggregate) {
    Expression function = aggregate.aggregateFunction();
    String name = name(function);
    if (!AGGREGATE_NODES.contains(name)) {
      throw refuse(
          field,
          "aggregates by " + name + ", which may go by the order of rows",
          aggregate,
          AGGREGATES,
          "use one of those, or an aggregate of the release");
    }
    DataType type = function.children().head().dataType();
    if (name.equals("Min") || name.equals("Max")) {
      requireOneForm(field, function.children().head(), aggregate);
    }
    boolean isExact =
        type instanceof DecimalType || (name.equals("Sum") && type instanceof IntegralType);
    if ((name.equals("Sum") || name.equals("Average")) && !isExact) {
      throw refuse(
          field,
          "adds up " + type.sql() + " as doubles, whose sum goes by the order of rows",
          aggregate,
          AGGREGATES,
          "cast the value to decimal, or take a sum and a count");
    }
  }

  /**
   * Of values that are equal and not the same, as 'a' and 'A' may be under a collation, Spark takes
   * the one that it meets first.
   */
  static void requireOneForm(String field, Expression value, Expression given) {
    if (!CanonicalEncoding.supports(value.dataType())) {
      throw refuse(
          field,
          "compares values of a type of which two may be equal and not the same",
          given,
          "numbers, strings of binary collation, dates, timestamps, binary, boolean",
          "cast the value to another type, or remove its collation");
    }
  }

  static void requireWindow(String field, WindowExpression window) {
    Expression function = window.windowFunction();
    WindowFrame frame = window.windowSpec().frameSpecification();
    if (function instanceof AggregateExpression aggregate) {
      requireAggregate(field, aggregate);
      if (!goesByPeers(frame)) {
        throw refuse(
            field,
            "takes a window of a number of rows or values",
            window,
            "the whole partition, or RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
            "remove the frame");
      }
    } else if (!RANK_NODES.contains(name(function))) {
      throw refuse(
          field,
          "numbers or picks rows by " + name(function) + ", which goes by the order of equal rows",
          window,
          "rank, dense_rank, percent_rank, cume_dist; or " + AGGREGATES,
          "use rank(), which gives equal rows one number");
    }
  }

  static void requireGenerator(String field, Expression generator) {
    if (!GENERATOR_NODES.contains(name(generator))) {
      throw refuse(
          field,
          "makes several rows of one by " + name(generator),
          generator,
          String.join(", ", GENERATORS.stream().sorted().toList()),
          "explode an array, or stack columns");
    }
  }

  /** Whether all rows of equal order are in the window, or none. */
  private static boolean goesByPeers(WindowFrame frame) {
    if (!(frame instanceof SpecifiedWindowFrame specified)) {
      return false;
    }
    String lower = name(specified.lower());
    String upper = name(specified.upper());
    boolean isWhole = lower.equals("UnboundedPreceding") && upper.equals("UnboundedFollowing");
    boolean isRange = specified.frameType().toString().startsWith("RangeFrame");
    return isWhole || (isRange && WHOLE_BOUNDS.contains(lower) && WHOLE_BOUNDS.contains(upper));
  }

  static String name(Expression node) {
    return node.getClass().getSimpleName().replace("$", "");
  }

  private static InvalidSpecException refuse(
      String field, String problem, Expression given, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, given.sql(), legal, fix));
  }
}
