package org.tacet.udfs.interval;

import static org.tacet.udfs.SqlFunction.section;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.udfs.SqlFunction;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * {@code tacet_noise_half_width(noise, noise_scale, grid, confidence)}: half the width of the
 * interval that holds the noise of a published value (P20). Post-processing of what is published:
 * it costs no privacy.
 *
 * <p>The arguments are constants and are checked when the query is analysed, so that a bad one
 * fails before anything runs; the optimizer replaces the call by its value.
 */
public final class NoiseHalfWidth extends Expression
    implements ImplicitCastInputTypes, CodegenFallback, Serializable {

  private static final long serialVersionUID = 1L;

  private static final String NAME = "tacet_noise_half_width";

  private static final List<String> ARGUMENTS =
      List.of("noise", "noise_scale", "grid", "confidence");

  private static final List<DataType> TYPES =
      List.of(
          DataTypes.StringType, DataTypes.DoubleType, DataTypes.DoubleType, DataTypes.DoubleType);

  /** What {@link org.tacet.udfs.TacetExtensions} registers. */
  public static final SqlFunction FUNCTION =
      new SqlFunction(
          new ExpressionInfo(
              NoiseHalfWidth.class.getName(),
              null,
              NAME,
              "_FUNC_(%s)".formatted(String.join(", ", ARGUMENTS))
                  + " - Returns the smallest h such that the noise of a published value lies within"
                  + " [-h, h] with at least the given probability: [value - h, value + h] then holds"
                  + " the value before noise. Reads nothing but its arguments, which are public, and"
                  + " so costs no privacy.",
              section(
                  "Arguments:",
                  "  * noise - the aggregate's \"noise\" in the manifest: 'discrete_laplace',"
                      + " 'discrete_gaussian' or 'rounded_laplace'",
                  "  * noise_scale - its \"noise_scale\", above 2^-30 and at most 2^52 times the"
                      + " grid, for 'rounded_laplace' 2^40 times",
                  "  * grid - its \"grid\", from 2^-300 to 2^300; 1 for counts",
                  "  * confidence - the probability, above 0 and below 1"),
              section(
                  "Examples:",
                  "  > SELECT _FUNC_('discrete_laplace', 15, 1, 0.95);",
                  "   45.0",
                  "  > SELECT orders - h AS low, orders + h AS high",
                  "    FROM release, (SELECT _FUNC_('discrete_laplace', 15, 1, 0.99) AS h);"),
              section(
                  "All arguments are constants: literals, parameters or session variables.",
                  "The interval is that of the noise. What bounding took away, by clamping or by"
                      + " dropping groups, is not in it."),
              "math_funcs",
              "0.1.0",
              "",
              "java_udf"),
          NoiseHalfWidth::new);

  private final Seq<Expression> arguments;

  public NoiseHalfWidth(Seq<Expression> arguments) {
    this.arguments = arguments;
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public NoiseHalfWidth withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new NoiseHalfWidth(newChildren);
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return ScalaCollections.sequence(TYPES);
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    List<Expression> given = ScalaCollections.list(arguments);
    if (given.size() != ARGUMENTS.size()) {
      return failure(
          "takes the %d arguments %s; given %d"
              .formatted(ARGUMENTS.size(), String.join(", ", ARGUMENTS), given.size()));
    }
    TypeCheckResult types = ImplicitCastInputTypes.super.checkInputDataTypes();
    if (types.isFailure()) {
      return types;
    }
    for (int index = 0; index < given.size(); index++) {
      if (!given.get(index).foldable()) {
        return failure(
            "%s: is not a constant; given %s; legal: a literal, a parameter or a session variable"
                .formatted(ARGUMENTS.get(index), given.get(index).sql()));
      }
    }
    List<Object> values = values();
    int unknown = values.indexOf(null);
    if (unknown >= 0) {
      return failure(
          "%s: is null; legal: see DESCRIBE FUNCTION EXTENDED %s"
              .formatted(ARGUMENTS.get(unknown), NAME));
    }
    try {
      halfWidth(values);
      return TypeCheckResult.TypeCheckSuccess$.MODULE$;
    } catch (IllegalArgumentException e) {
      return failure(e.getMessage());
    }
  }

  private static TypeCheckResult failure(String message) {
    return new TypeCheckResult.TypeCheckFailure(message);
  }

  /** The arguments; constants need no row. */
  private List<Object> values() {
    List<Object> values = new ArrayList<>();
    ScalaCollections.list(arguments).forEach(argument -> values.add(argument.eval(null)));
    return values;
  }

  private static double halfWidth(List<Object> values) {
    return PublishedNoise.of(
            values.get(0).toString(), (Double) values.get(1), (Double) values.get(2))
        .halfWidth((Double) values.get(3));
  }

  @Override
  public Object eval(InternalRow noRow) {
    return halfWidth(values());
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public DataType dataType() {
    return DataTypes.DoubleType;
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public boolean foldable() {
    return ScalaCollections.list(arguments).stream().allMatch(Expression::foldable);
  }

  @Override
  public String prettyName() {
    return NAME;
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int index) {
    if (index != 0) {
      throw new IndexOutOfBoundsException(index);
    }
    return arguments;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof NoiseHalfWidth;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoiseHalfWidth that && arguments.equals(that.arguments);
  }

  @Override
  public int hashCode() {
    return arguments.hashCode();
  }
}
