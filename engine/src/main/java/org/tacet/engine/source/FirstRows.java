package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Ascending$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentRow$;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.RowFrame$;
import org.apache.spark.sql.catalyst.expressions.RowNumber;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.expressions.SortOrder$;
import org.apache.spark.sql.catalyst.expressions.SpecifiedWindowFrame;
import org.apache.spark.sql.catalyst.expressions.UnboundedPreceding$;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowSpecDefinition;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import scala.Option;

/**
 * Keeps of each unit the first rows, in the order of all their columns. Which are kept is a
 * function of that unit's rows alone, so a neighbour changes just the rows of its unit (P2); and
 * rows that tie are equal in every column, so a task that is tried again keeps the same values, in
 * whatever order its rows come (P9).
 */
final class FirstRows {

  private FirstRows() {}

  /**
   * The plan, with the same columns.
   *
   * @param key the columns of which rows of one unit, or of one row of an owner, agree
   * @param most how many rows of a key are kept; those with a null in it are not, for they are no
   *     one's, and no join on the key finds them
   * @param name what it is called in the spec, for messages
   * @throws InvalidSpecException naming a column whose values have no order of their own
   */
  static LogicalPlan of(
      SparkSession session, LogicalPlan plan, List<Attribute> key, int most, String name) {
    List<Attribute> columns = ScalaCollections.list(plan.output());
    columns.forEach(column -> requireOrder(column, most, name));
    LogicalPlan named = plan;
    for (Attribute column : key) {
      named = new Filter(new IsNotNull(column), named);
    }
    Alias number = RowExpressions.aliasOf(number(key, columns), "row_of_key");
    List<NamedExpression> numbered = new ArrayList<>(columns);
    numbered.add(number);
    // Spark's analysis makes the window node, whose constructor is another one in each version.
    LogicalPlan window =
        RowExpressions.planOf(
            RowExpressions.rowsOf(
                session, new Project(ScalaCollections.sequence(numbered), named)));
    return new Project(
        ScalaCollections.<NamedExpression>sequence(columns),
        new Filter(
            new LessThanOrEqual(number.toAttribute(), Literal.create(most, DataTypes.IntegerType)),
            window));
  }

  private static Expression number(List<Attribute> key, List<Attribute> columns) {
    List<SortOrder> order = new ArrayList<>();
    for (Attribute column : columns) {
      order.add(ascending(column));
      if (column.dataType() instanceof DoubleType || column.dataType() instanceof FloatType) {
        order.add(ascending(text(column)));
      }
    }
    return new WindowExpression(
        new RowNumber(),
        new WindowSpecDefinition(
            ScalaCollections.<Expression>sequence(key),
            ScalaCollections.sequence(order),
            new SpecifiedWindowFrame(
                RowFrame$.MODULE$, UnboundedPreceding$.MODULE$, CurrentRow$.MODULE$)));
  }

  /** Tells 0.0 from -0.0, which are equal to Spark's order and not to an expression's text. */
  private static Expression text(Attribute number) {
    return new Cast(number, DataTypes.StringType, Option.apply("UTC"), EvalMode.LEGACY());
  }

  private static SortOrder ascending(Expression column) {
    return SortOrder$.MODULE$.apply(
        column, Ascending$.MODULE$, ScalaCollections.sequence(List.<Expression>of()));
  }

  /** Of values that are equal and not the same, the first would be the one that is met first. */
  private static void requireOrder(Attribute column, int most, String name) {
    if (!CanonicalEncoding.supports(column.dataType())) {
      throw new InvalidSpecException(
          new Fault(
              JoinFanOut.FIELD,
              "takes the first rows of %s by all their columns, and %s is of type %s, of which two values may be equal and not the same, or have no order"
                  .formatted(name, column.name(), column.dataType().sql()),
              String.valueOf(most),
              "columns of numbers, strings of binary collation, dates, timestamps, binary, boolean",
              "leave the column out of " + name + " by a SELECT of those that are needed"));
    }
  }
}
