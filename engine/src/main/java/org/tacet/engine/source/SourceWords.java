package org.tacet.engine.source;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Ownership;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.Ownership.RowUnit;
import org.tacet.engine.spec.SourceInput;

/**
 * A source as the end of a trace: where it lies, whose its rows are, and, where it is a view or a
 * query of the catalog, what that computes of each row.
 */
final class SourceWords {

  private SourceWords() {}

  static TracedStep of(SourceTable table) {
    List<TracedStep> expanded =
        table.spec().input() instanceof SourceInput.Files
            ? List.of() // how lines are parsed is no part of whose they are
            : nodes(RowExpressions.planOf(table.rows()));
    if (expanded.size() == 1 && expanded.get(0).inputs().isEmpty()) {
      expanded = List.of(); // a table as it is
    }
    return new TracedStep(
        "source %s: %s, %s"
            .formatted(
                table.spec().name(),
                table.spec().input().written().replaceAll("\\s+", " ").strip(),
                ownership(table.spec().ownership())),
        expanded);
  }

  private static String ownership(Ownership ownership) {
    if (ownership instanceof PrivateUnit unit) {
      return "unit " + String.join(", ", unit.unit());
    } else if (ownership instanceof OwnedBy owned) {
      return "each row owned by one of %s by %s"
          .formatted(
              owned.table(),
              owned.foreignKey().entrySet().stream()
                  .map(key -> key.getKey() + " = " + key.getValue())
                  .collect(Collectors.joining(" and ")));
    } else if (ownership instanceof RowUnit) {
      return "each row a unit";
    }
    return "public";
  }

  /** The nodes of a view, of which each computes its rows from one row each. */
  private static List<TracedStep> nodes(LogicalPlan plan) {
    List<TracedStep> inputs =
        ScalaCollections.list(plan.children()).stream()
            .flatMap(child -> nodes(child).stream())
            .toList();
    if (plan.children().isEmpty()) {
      return List.of(
          TracedStep.over(
              ListedRelation.of(plan)
                  .flatMap(ListedRelation::catalogName)
                  .map(name -> "table " + name)
                  .orElse("files")));
    }
    if (plan instanceof SubqueryAlias || choosesAll(plan)) {
      return inputs;
    }
    return List.of(new TracedStep(NodeWords.of(plan, "one row"), inputs));
  }

  /** As a view names its columns once more. */
  private static boolean choosesAll(LogicalPlan plan) {
    return plan instanceof Project project
        && ScalaCollections.list(project.projectList()).stream()
            .map(column -> NodeWords.sql((Expression) column))
            .toList()
            .equals(
                ScalaCollections.list(project.child().output()).stream()
                    .map(Attribute::name)
                    .toList());
  }
}
