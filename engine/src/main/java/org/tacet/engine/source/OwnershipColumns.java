package org.tacet.engine.source;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.InputFormat;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.SourceInput;

/**
 * The columns of the files behind those that say whose a source's rows are. A declaration names
 * columns of the source, and a query, a view or the declared columns of csv can give one name to
 * two columns of a file; two sources of one file are owned alike only if the file's columns are the
 * same (P1).
 */
final class OwnershipColumns {

  private OwnershipColumns() {}

  /** In the order of the declaration; one that is computed is known by the source's input alone. */
  static List<String> of(SourceTable table) {
    return declared(table).stream().map(name -> origin(table, name)).toList();
  }

  private static List<String> declared(SourceTable table) {
    if (table.spec().ownership() instanceof PrivateUnit unit) {
      return unit.unit();
    } else if (table.spec().ownership() instanceof OwnedBy owned) {
      return owned.foreignKey().keySet().stream().sorted().toList();
    }
    return List.of();
  }

  /** The column of the files behind a column of a source, or a text that no column has. */
  static String origin(SourceTable table, String name) {
    SourceInput input = table.spec().input();
    if (input instanceof SourceInput.Files files) {
      // Fields of csv have places and no names, and the delimiter says where the places are.
      return files.format() == InputFormat.CSV
          ? "%s of %s by %s".formatted(name, files.schema(), files.fieldDelimiter())
          : folded(name);
    }
    LogicalPlan plan = RowExpressions.planOf(table.rows());
    return ScalaCollections.list(plan.output()).stream()
        .filter(column -> folded(column.name()).equals(folded(name)))
        .findFirst()
        .flatMap(column -> origin(plan, column))
        .orElseGet(() -> name + " of " + input.written());
  }

  /** The name in the files of a column that passes through {@code plan} as it is. */
  private static Optional<String> origin(LogicalPlan plan, Attribute column) {
    List<LogicalPlan> children = ScalaCollections.list(plan.children());
    if (children.isEmpty()) {
      return Optional.of(folded(column.name()));
    } else if (plan instanceof Project project) {
      return ScalaCollections.list(project.projectList()).stream()
          .filter(made -> made.exprId().equals(column.exprId()))
          .findFirst()
          .flatMap(made -> passedThrough(made))
          .flatMap(below -> origin(children.get(0), below));
    } else if (plan instanceof Union) {
      int place =
          ScalaCollections.list(plan.output()).stream()
              .map(Attribute::exprId)
              .toList()
              .indexOf(column.exprId());
      List<Optional<String>> origins =
          children.stream()
              .map(child -> origin(child, ScalaCollections.list(child.output()).get(place)))
              .distinct()
              .toList();
      return origins.size() == 1 ? origins.get(0) : Optional.empty();
    }
    return origin(children.get(0), column);
  }

  private static Optional<Attribute> passedThrough(NamedExpression made) {
    Expression expression = (Expression) made;
    while (expression instanceof Alias
        || (expression instanceof Cast cast && cast.dataType().equals(cast.child().dataType()))) {
      expression = expression.children().head();
    }
    return expression instanceof Attribute column ? Optional.of(column) : Optional.empty();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
