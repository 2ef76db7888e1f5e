package org.tacet.engine.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedGenerator;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedStar;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Nearest;

/**
 * The text of a query over a spec's sources, parsed and looked through before anything in it is
 * looked up: Spark carries out a command as soon as it is analyzed, and analysis may load a user's
 * function. Every table in it is a source of the spec; its plan is put in the place of the name,
 * under a qualifier that no text can write, so that the analyzed plan still says where it lies.
 */
final class QueryText {

  static final String FIELD = "query";
  static final String QUALIFIER = "tacet source";

  /** What a text may hold beside names and expressions of one row. */
  private static final Set<String> SPARKS_OWN =
      Set.of(
          "SortOrder",
          "WindowExpression",
          "UnresolvedWindowExpression",
          "WindowSpecDefinition",
          "SpecifiedWindowFrame",
          "UnspecifiedFrame",
          "UnboundedPreceding",
          "UnboundedFollowing",
          "CurrentRow",
          "UnresolvedOrdinal");

  private final String sql;
  private final Map<String, SourceTable> tables;
  private final Set<String> named = new LinkedHashSet<>();

  private QueryText(String sql, Map<String, SourceTable> tables) {
    this.sql = sql;
    this.tables = tables;
  }

  /**
   * A query, not analyzed.
   *
   * @param plan in which sources stand for their names
   * @param sources those that it names
   */
  record Parsed(LogicalPlan plan, Set<String> sources) {}

  static Parsed parse(SparkSession session, String sql, Map<String, SourceTable> tables) {
    QueryText text = new QueryText(sql, tables);
    LogicalPlan plan;
    try {
      plan = parsed(session, sql);
    } catch (ParseException e) {
      throw new InvalidSpecException(
          new Fault(
              FIELD,
              "is not one SELECT: " + RowExpressions.firstLine(e),
              sql,
              QueryTracer.LEGAL,
              "mend it"),
          e);
    }
    return new Parsed(text.replaced(plan), text.named);
  }

  /** Declares what Scala throws unannounced. */
  private static LogicalPlan parsed(SparkSession session, String sql) throws ParseException {
    return ((org.apache.spark.sql.classic.SparkSession) session)
        .sessionState()
        .sqlParser()
        .parsePlan(sql);
  }

  private LogicalPlan replaced(LogicalPlan node) {
    if (node instanceof UnresolvedRelation relation) {
      return source(relation);
    }
    AllowedPlans.refusalInQuery(node)
        .ifPresent(
            refusal -> {
              throw refuse(refusal.reason(), refusal.fix());
            });
    ScalaCollections.list(node.expressions()).forEach(this::require);
    return node.mapChildren(this::replaced);
  }

  private LogicalPlan source(UnresolvedRelation relation) {
    List<String> parts = ScalaCollections.list(relation.multipartIdentifier());
    String written = String.join(".", parts);
    if (relation.isStreaming() || !relation.options().isEmpty()) {
      throw refuse("reads a table with options or as a stream", "name the source alone");
    }
    Optional<String> name =
        tables.keySet().stream().filter(each -> each.equalsIgnoreCase(written)).findFirst();
    if (parts.size() != 1 || name.isEmpty()) {
      throw new InvalidSpecException(
          new Fault(
              FIELD,
              "names a table that is no source of the spec",
              written,
              String.join(", ", tables.keySet()),
              Nearest.advice(
                  written,
                  tables.keySet(),
                  "declare it under sources, with whose rows they are, and name the source")));
    }
    named.add(name.get());
    return new SubqueryAlias(
        new AliasIdentifier(name.get(), ScalaCollections.sequence(List.of(QUALIFIER))),
        RowExpressions.planOf(tables.get(name.get()).rows()));
  }

  private void require(Expression node) {
    if (node instanceof SubqueryExpression || node instanceof InSubquery) {
      throw refuse(
          "holds a subquery (IN, EXISTS or a value), whose rows may be of other units",
          "write LEFT SEMI JOIN or LEFT ANTI JOIN on the unit or its key, or a join with a grouped query");
    } else if (node instanceof UnresolvedFunction function) {
      requireFunction(function);
    } else if (node instanceof AggregateExpression aggregate) {
      AllowedAggregates.requireAggregate(FIELD, aggregate); // FIRST and the like, by syntax
    } else if (node instanceof UnresolvedGenerator generator) {
      requireGenerator(generator);
    } else if (!(node instanceof UnresolvedStar)
        && !(node instanceof UnresolvedAlias)
        && !SPARKS_OWN.contains(AllowedAggregates.name(node))) {
      RowExpressions.requireAllowedWord(FIELD, sql, node);
    }
    ScalaCollections.list(node.children()).forEach(this::require);
  }

  private void requireGenerator(UnresolvedGenerator generator) {
    String name = generator.name().unquotedString().toLowerCase(Locale.ROOT);
    if (!AllowedAggregates.GENERATORS.contains(name)) {
      throw refuse(
          "makes several rows of one by " + name,
          "use one of "
              + String.join(", ", AllowedAggregates.GENERATORS.stream().sorted().toList()));
    }
  }

  private void requireFunction(UnresolvedFunction function) {
    List<String> parts = ScalaCollections.list(function.nameParts());
    String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
    boolean seesSeveralRows =
        AllowedAggregates.FUNCTIONS.contains(name)
            || AllowedAggregates.WINDOW_FUNCTIONS.contains(name)
            || AllowedAggregates.GENERATORS.contains(name);
    if (parts.size() != 1 || !seesSeveralRows) {
      RowExpressions.requireAllowedWord(FIELD, sql, function);
    }
  }

  private InvalidSpecException refuse(String problem, String fix) {
    return new InvalidSpecException(new Fault(FIELD, problem, sql, QueryTracer.LEGAL, fix));
  }
}
