package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ArrayContains;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateArray;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNaN;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Size;
import org.apache.spark.sql.catalyst.expressions.TryEval;
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.registered.RowTerms;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.GroupColumn;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import scala.Option;

/**
 * The columns that a release reads of its traced rows: unit columns, then group columns, then the
 * columns that are summed or counted, each resolved from the spec's expression.
 */
final class ValueProjection {

  private final SparkSession session;
  private final ReleaseSpec spec;
  private final PrivateRows joined;
  private final List<String> assumptions;
  private final RowExpressions expressions;
  private final List<NamedExpression> columns = new ArrayList<>();
  private final Map<String, UserAggregate> terms = new LinkedHashMap<>();

  ValueProjection(
      SparkSession session, ReleaseSpec spec, PrivateRows joined, List<String> assumptions) {
    this.session = session;
    this.spec = spec;
    this.joined = joined;
    this.assumptions = assumptions;
    this.expressions = new RowExpressions(session);
  }

  TracedSource traced(Map<String, Dataset<Row>> publicTables, ReleaseInput input) {
    joined.unit().forEach(column -> add(column, "unit"));
    StructType groups = addGroups();
    List<DataType> valueTypes = new ArrayList<>();
    List<Optional<Integer>> valueColumns = addValues(valueTypes);

    LogicalPlan plan = RowExpressions.planOf(joined.rows());
    for (Attribute column : joined.unit()) {
      plan = new Filter(new IsNotNull(column), plan);
    }
    if (spec.where().isPresent()) {
      plan = new Filter(condition(spec.where().get()), plan);
    }
    Dataset<Row> rows =
        org.apache.spark.sql.classic.Dataset.ofRows(
            (org.apache.spark.sql.classic.SparkSession) session,
            new Project(ScalaCollections.sequence(columns), plan));
    return new TracedSource(
        withTerms(rows),
        joined.unit().stream().map(Attribute::name).toList(),
        groups,
        valueTypes,
        valueColumns,
        assumptions,
        input,
        publicTables,
        trace());
  }

  private TracedStep trace() {
    TracedStep of =
        spec.where()
            .map(
                where ->
                    TracedStep.over("filter: " + where.replaceAll("\\s+", " "), joined.trace()))
            .orElse(joined.trace());
    if (joined.unit().isEmpty()) {
      return TracedStep.over("each row is a privacy unit by itself", of);
    }
    String unit = joined.unit().stream().map(Attribute::name).collect(Collectors.joining(", "));
    return TracedStep.over(
        "each row belongs to one %s; rows without are left out"
            .formatted(joined.unit().size() == 1 ? unit : "(" + unit + ")"),
        of);
  }

  private Expression condition(String sql) {
    Expression condition = expressions.resolve(joined.rows(), "where", sql);
    if (!(condition.dataType() instanceof BooleanType)) {
      throw refuse(
          "where",
          "is no condition",
          condition.dataType().sql(),
          "a boolean expression",
          "compare something");
    }
    return condition;
  }

  private StructType addGroups() {
    StructType groups = new StructType();
    Set<String> names = new HashSet<>();
    // A part of a unit of several columns may group: a country has many customers.
    Set<Integer> grouped = new HashSet<>();
    List<Integer> unitIndices = IntStream.range(0, joined.unit().size()).boxed().toList();
    for (int index = 0; index < spec.groupBy().size(); index++) {
      GroupColumn group = spec.groupBy().get(index);
      String field = "group_by[" + index + "]";
      Expression expression = expressions.resolve(joined.rows(), field, group.expression());
      if (withoutCasts(expression) instanceof Attribute column) {
        grouped.add(joined.unitColumn(column));
      }
      if (!unitIndices.isEmpty() && grouped.containsAll(unitIndices)) {
        throw refuse(
            field,
            "groups by the privacy unit",
            group.expression(),
            "columns that many units share",
            "remove it: one group a unit publishes nothing");
      }
      if (!CanonicalEncoding.supports(expression.dataType())) {
        throw refuse(
            field,
            "is of a type that can't be grouped by",
            expression.dataType().sql(),
            "numbers, strings of binary collation, dates, timestamps, boolean, binary",
            "group by a column or expression of such a type");
      }
      if (!names.add(group.name())) {
        throw refuse(field, "repeats a name", group.name(), "each name once", "rename it");
      }
      add(expression, "group" + index);
      groups = groups.add(group.name(), expression.dataType(), true);
    }
    return groups;
  }

  private static Expression withoutCasts(Expression expression) {
    return expression instanceof Cast
            || expression instanceof Alias
            || expression instanceof TryEval
        ? withoutCasts(GuardedExpression.withoutBound(expression.children().head()))
        : expression;
  }

  private List<Optional<Integer>> addValues(List<DataType> valueTypes) {
    List<Optional<Integer>> valueColumns = new ArrayList<>();
    Map<String, Integer> placed = new HashMap<>();
    for (int index = 0; index < spec.aggregates().size(); index++) {
      AggregateSpec aggregate = spec.aggregates().get(index);
      if (aggregate.value().isEmpty()) {
        valueColumns.add(Optional.empty());
        continue;
      }
      String text = aggregate.value().get();
      String field = "aggregates[%d].%s.value".formatted(index, aggregate.kind().word());
      Expression value = expressions.resolve(joined.rows(), field, text);
      boolean isAdded =
          value.dataType() instanceof NumericType
              || value.dataType() instanceof BooleanType
              || (isSorted(aggregate.kind()) && isTime(value.dataType()));
      if (aggregate.kind() == AggregateSpec.Kind.COUNT_DISTINCT) {
        valueColumns.add(Optional.of(distinctColumn(field, text, value, valueTypes, placed)));
        continue;
      }
      if (aggregate.kind() == AggregateSpec.Kind.REGISTERED) {
        UserAggregate user = aggregate.registered().orElseThrow();
        valueColumns.add(Optional.of(userTerms(field, text, value, user, valueTypes, placed)));
        continue;
      }
      if (aggregate.kind() == AggregateSpec.Kind.VECTOR_SUM) {
        valueColumns.add(
            Optional.of(vectorColumn(field, text, value, aggregate, valueTypes, placed)));
        continue;
      }
      if (!isAdded && aggregate.kind() != AggregateSpec.Kind.COUNT) {
        throw refuse(
            field,
            typeProblem(aggregate.kind()),
            text + " is " + value.dataType().sql(),
            isSorted(aggregate.kind())
                ? "int, bigint, decimal, float, double, boolean, date, timestamp, timestamp_ntz"
                : "int, bigint, decimal, float, double, boolean",
            isTime(value.dataType())
                ? "take its median, or a number such as datediff(%s, date '2020-01-01')"
                    .formatted(text)
                : "take a number, or count the rows that have it");
      }
      // Of a value that is only counted, nothing but whether it is there goes further.
      Expression read = isAdded ? value : presence(value);
      Integer column =
          placed.computeIfAbsent(
              (isAdded ? "value of " : "presence of ") + text,
              first -> {
                valueTypes.add(read.dataType());
                add(read, "value" + (valueTypes.size() - 1));
                return valueTypes.size() - 1;
              });
      valueColumns.add(Optional.of(column));
    }
    return valueColumns;
  }

  private int distinctColumn(
      String field,
      String text,
      Expression value,
      List<DataType> valueTypes,
      Map<String, Integer> placed) {
    if (!CanonicalEncoding.supports(value.dataType())) {
      throw refuse(
          field,
          "is of a type whose values can't be told apart",
          text + " is " + value.dataType().sql(),
          "numbers, strings of binary collation, dates, timestamps, boolean, binary",
          "count the values of a column or expression of such a type");
    }
    return placed.computeIfAbsent(
        "distinct " + text,
        first -> {
          valueTypes.add(value.dataType());
          add(normalized(value), "value" + (valueTypes.size() - 1));
          return valueTypes.size() - 1;
        });
  }

  /** NaN is no value, and the two zeros are one. */
  private static Expression normalized(Expression value) {
    boolean isFloat =
        value.dataType() instanceof DoubleType || value.dataType() instanceof FloatType;
    return isFloat
        ? new If(
            new IsNaN(value),
            Literal.create(null, value.dataType()),
            new NormalizeNaNAndZero(value))
        : value;
  }

  private int vectorColumn(
      String field,
      String text,
      Expression value,
      AggregateSpec aggregate,
      List<DataType> valueTypes,
      Map<String, Integer> placed) {
    if (!(value.dataType() instanceof ArrayType array
        && array.elementType() instanceof NumericType)) {
      throw refuse(
          field,
          "is no vector",
          text + " is " + value.dataType().sql(),
          "an array of int, bigint, decimal, float or double",
          "name a column that holds arrays of numbers");
    }
    int length = aggregate.vector().orElseThrow().length();
    return placed.computeIfAbsent(
        "vector of %d: %s".formatted(length, text),
        first -> {
          valueTypes.add(value.dataType());
          add(completeVector(value, length), "value" + (valueTypes.size() - 1));
          return valueTypes.size() - 1;
        });
  }

  /** The user's terms of a number, or of as many numbers in an array as the aggregate looks at. */
  private int userTerms(
      String field,
      String text,
      Expression value,
      UserAggregate user,
      List<DataType> valueTypes,
      Map<String, Integer> placed) {
    boolean isNumber = value.dataType() instanceof NumericType && user.arguments() == 1;
    boolean areNumbers =
        value.dataType() instanceof ArrayType array && array.elementType() instanceof NumericType;
    if (!isNumber && !areNumbers) {
      throw refuse(
          field,
          "is not what %s looks at".formatted(user.name()),
          text + " is " + value.dataType().sql(),
          user.arguments() == 1
              ? "a number"
              : "an array of %d numbers: array(a, b)".formatted(user.arguments()),
          "write such an expression");
    }
    Expression arguments =
        isNumber ? new CreateArray(ScalaCollections.sequence(List.of(value)), false) : value;
    Expression doubles =
        new Cast(
            arguments,
            DataTypes.createArrayType(DataTypes.DoubleType, true),
            Option.empty(),
            EvalMode.LEGACY());
    return placed.computeIfAbsent(
        "terms of %s: %s".formatted(user.name(), text),
        first -> {
          int column = valueTypes.size();
          valueTypes.add(DataTypes.createArrayType(DataTypes.DoubleType, false));
          add(completeVector(doubles, user.arguments()), "value" + column);
          terms.put("value" + column, user);
          return column;
        });
  }

  /** With the users' own code in the place of what it looks at; no expression reads it before. */
  private Dataset<Row> withTerms(Dataset<Row> rows) {
    Dataset<Row> computed = rows;
    for (Map.Entry<String, UserAggregate> each : terms.entrySet()) {
      Column arguments = computed.col(each.getKey());
      Column ofUser =
          functions
              .udf(
                  new RowTerms(each.getValue()),
                  DataTypes.createArrayType(DataTypes.DoubleType, false))
              .apply(arguments);
      computed = computed.withColumn(each.getKey(), ofUser);
    }
    return computed;
  }

  /** Null where the vector is null, has another length, or holds a null or a NaN (P3). */
  private static Expression completeVector(Expression value, int length) {
    Expression doubles =
        new Cast(
            value,
            DataTypes.createArrayType(DataTypes.DoubleType, true),
            Option.empty(),
            EvalMode.LEGACY());
    // With a null among the components and no NaN it is not known whether there is one: null.
    Expression hasNaN =
        new ArrayContains(doubles, Literal.create(Double.NaN, DataTypes.DoubleType));
    Expression isComplete =
        new And(
            new EqualTo(new Size(value, false), Literal.create(length, DataTypes.IntegerType)),
            new Not(hasNaN));
    return new If(isComplete, value, Literal.create(null, value.dataType()));
  }

  /** Dates have quantiles and fall into bins, but can't be added up. */
  private static boolean isSorted(AggregateSpec.Kind kind) {
    return switch (kind) {
      case QUANTILE, MEDIAN, MIN, MAX, HISTOGRAM -> true;
      default -> false;
    };
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static String typeProblem(AggregateSpec.Kind kind) {
    return switch (kind) {
      case QUANTILE, MEDIAN, MIN, MAX -> "is of a type that has no quantiles";
      case HISTOGRAM -> "is of a type that has no bins";
      default -> "is of a type that can't be added up";
    };
  }

  /** True where the value is there, else null. */
  private static Expression presence(Expression value) {
    return new If(
        new IsNotNull(value),
        Literal.create(true, DataTypes.BooleanType),
        Literal.create(null, DataTypes.BooleanType));
  }

  /** Floats are normalised where they decide which rows belong together. */
  private void add(Expression expression, String name) {
    boolean isFloat =
        expression.dataType() instanceof DoubleType || expression.dataType() instanceof FloatType;
    boolean isKey = !name.startsWith("value");
    columns.add(
        RowExpressions.aliasOf(
            isFloat && isKey ? new NormalizeNaNAndZero(expression) : expression, name));
  }

  private static InvalidSpecException refuse(
      String field, String problem, String given, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, given, legal, fix));
  }
}
