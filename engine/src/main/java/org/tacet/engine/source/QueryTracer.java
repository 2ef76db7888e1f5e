package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.source.TracedNode.OwnersKey;
import org.tacet.engine.source.TracedNode.SourceColumn;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Ownership;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;

/**
 * Follows the analyzed plan of a query from the sources of a spec upwards, and knows of each node
 * whose its rows are ({@link TracedNode}); what it can't say that of is refused, with the node, the
 * reason and a rewrite (P2-P4).
 *
 * <ul>
 *   <li>Filters, projections, generators and UNION ALL make rows of one row each, and keep its key.
 *   <li>Aggregates, DISTINCT and windows see several rows at once: the rows of one key, as the key
 *       is among what they group by.
 *   <li>Joins bring together rows of one key, or rows of one unit with public ones ({@link
 *       QueryJoins}).
 * </ul>
 *
 * <p>How often a row of a unit counts is bounded afterwards: whatever a unit's rows become, its
 * contribution is clamped as a whole. How often a join repeats it is {@link JoinFanOut}'s to bound.
 */
final class QueryTracer {

  static final String LEGAL =
      "one SELECT over the sources: columns, expressions of one row, WHERE, UNION ALL, joins on the"
          + " unit, on a declared key or with public sources, and aggregates, DISTINCT and windows"
          + " within a unit";

  private static final String FIELD = QueryText.FIELD;

  private final Map<String, SourceTable> tables;
  private final String sql;
  private final JoinFanOut fanOut;
  private final List<String> assumptions = new ArrayList<>();
  private int occurrences;

  private QueryTracer(
      SparkSession session,
      Map<String, SourceTable> tables,
      String sql,
      OptionalInt maxRowsJoined) {
    this.tables = tables;
    this.sql = sql;
    this.fanOut = new JoinFanOut(session, FIELD, maxRowsJoined);
  }

  /**
   * The rows of a query.
   *
   * @param rows whose they are
   * @param sources those that are read
   */
  record Traced(PrivateRows rows, Set<String> sources) {}

  /**
   * Traces a query.
   *
   * @param maxRowsJoined that of the spec's bounds
   * @throws InvalidSpecException when its rows can't be traced to one unit each
   */
  static Traced trace(
      SparkSession session,
      Map<String, SourceTable> tables,
      String sql,
      OptionalInt maxRowsJoined) {
    QueryText.Parsed parsed = QueryText.parse(session, sql, tables);
    QueryTracer tracer = new QueryTracer(session, tables, sql, maxRowsJoined);
    TracedNode node = tracer.traced(tracer.analyzed(session, parsed.plan()));
    return new Traced(tracer.finished(session, node), parsed.sources());
  }

  /** What is to run of an analyzed plan, and whose its rows are. */
  static TracedNode traced(
      SparkSession session, Map<String, SourceTable> tables, String sql, LogicalPlan analyzed) {
    return new QueryTracer(session, tables, sql, OptionalInt.empty()).traced(analyzed);
  }

  private LogicalPlan analyzed(SparkSession session, LogicalPlan parsed) {
    try {
      return analyze(session, parsed);
    } catch (AnalysisException e) {
      throw refuse(
          "does not resolve: " + RowExpressions.firstLine(e),
          "columns and sources that are there",
          "correct the query");
    }
  }

  /** Declares what Scala throws unannounced. */
  private static LogicalPlan analyze(SparkSession session, LogicalPlan parsed)
      throws AnalysisException {
    return RowExpressions.planOf(RowExpressions.rowsOf(session, parsed));
  }

  private PrivateRows finished(SparkSession session, TracedNode node) {
    if (node.isPublic()) {
      throw refuse(
          "reads public sources alone, so there is nothing to protect",
          "at least one source declared private or owned_by",
          "declare who owns the rows, or query the public tables without Tacet");
    }
    node.owner()
        .ifPresent(
            owner -> {
              throw refuse(
                  "reaches what %s owns, but not %s, so its rows belong to no unit"
                      .formatted(owner.source(), owner.source()),
                  "every private source traced to one unit",
                  "join %s on its key %s"
                      .formatted(owner.source(), String.join(", ", owner.columns())));
            });
    Set<String> names = new HashSet<>();
    for (Attribute column : ScalaCollections.list(node.plan().output())) {
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        throw refuse(
            "gives two columns the name " + column.name(),
            "each column once, case aside",
            "name the columns apart, with AS");
      }
    }
    Dataset<Row> rows = RowExpressions.rowsOf(session, node.plan());
    return new PrivateRows(
        rows,
        node.keys().stream().map(equal -> equal.get(0)).toList(),
        node.keys(),
        List.copyOf(assumptions),
        node.step());
  }

  private TracedNode traced(LogicalPlan node) {
    if (node instanceof SubqueryAlias alias) {
      return ScalaCollections.list(alias.identifier().qualifier()).contains(QueryText.QUALIFIER)
          ? source(alias)
          : traced(alias.child());
    }
    AllowedPlans.refusalInQuery(node)
        .ifPresent(
            refusal -> {
              throw refuse(refusal.reason(), LEGAL, refusal.fix());
            });
    List<TracedNode> children =
        ScalaCollections.list(node.children()).stream().map(this::traced).toList();
    LogicalPlan guarded =
        GuardedNode.of(FIELD, node, children.stream().map(TracedNode::plan).toList());
    TracedNode first = children.get(0);
    if (node instanceof Join join) {
      return new QueryJoins(sql, fanOut, assumptions)
          .joined(join, guarded, children.get(0), children.get(1));
    }
    TracedStep does =
        new TracedStep(
            NodeWords.of(node, first.whose()), children.stream().map(TracedNode::step).toList());
    if (node instanceof Filter || node instanceof Distinct || node instanceof Generate) {
      if (node instanceof Distinct) {
        ScalaCollections.list(node.output())
            .forEach(column -> AllowedAggregates.requireOneForm(FIELD, column, column));
      }
      TracedNode whole = first.with(guarded, does); // with all columns of its child
      if (node instanceof Generate generate) {
        return whole.with(FewRowsAfter.generated(generate, first.few()));
      }
      return node instanceof Distinct
          ? whole.with(FewRowsAfter.distinct(ScalaCollections.list(guarded.output()), first.few()))
          : whole;
    } else if (node instanceof Project project) {
      return chosen(first, guarded, ScalaCollections.list(project.projectList()), does);
    } else if (node instanceof Aggregate aggregate) {
      return aggregated(first, guarded, aggregate, does);
    } else if (node instanceof Window window) {
      requireWithin(first, ScalaCollections.list(window.partitionSpec()), "PARTITION BY");
      return first.with(guarded, does);
    } else if (node instanceof Union) {
      return united(children, guarded, does);
    }
    throw new IllegalStateException("no tracing of " + node.getClass().getName());
  }

  private TracedNode source(SubqueryAlias alias) {
    SourceTable table = tables.get(alias.identifier().name());
    List<Attribute> columns = ScalaCollections.list(alias.child().output());
    Map<ExprId, SourceColumn> origins = new HashMap<>();
    Map<String, Attribute> byName = new HashMap<>();
    String name = table.spec().name();
    int occurrence = occurrences++;
    for (Attribute column : columns) {
      origins.put(column.exprId(), new SourceColumn(name, occurrence, folded(column.name())));
      byName.put(folded(column.name()), column);
    }
    TracedStep step = SourceWords.of(table);
    FewRows few = FewRowsAfter.source(name, byName, tables.values());
    Ownership ownership = table.spec().ownership();
    String at = "sources." + name;
    if (ownership instanceof PrivateUnit unit) {
      return new TracedNode(
          alias.child(),
          Optional.empty(),
          keys(byName, unit.unit(), at + ".private.unit"),
          origins,
          few,
          step);
    } else if (ownership instanceof OwnedBy owned) {
      return new TracedNode(
          alias.child(),
          Optional.of(new OwnersKey(owned.table(), List.copyOf(owned.foreignKey().values()))),
          keys(byName, List.copyOf(owned.foreignKey().keySet()), at + ".owned_by.foreign_key"),
          origins,
          few,
          step);
    }
    return new TracedNode(alias.child(), Optional.empty(), List.of(), origins, few, step);
  }

  private static List<List<Attribute>> keys(
      Map<String, Attribute> columns, List<String> names, String field) {
    List<List<Attribute>> keys = new ArrayList<>();
    for (String name : names) {
      Attribute column = columns.get(folded(name));
      if (column == null) {
        throw new InvalidSpecException(
            new Fault(
                field,
                "names a column that is not there",
                name,
                String.join(", ", columns.keySet().stream().sorted().toList()),
                "correct the name"));
      }
      if (!CanonicalEncoding.supports(column.dataType())) {
        throw new InvalidSpecException(
            new Fault(
                field,
                "names a column of a type that can't tell units apart",
                name + " " + column.dataType().sql(),
                "numbers, strings of binary collation, dates, timestamps, binary, boolean",
                "name another column, or cast it when the table is written"));
      }
      keys.add(List.of(column));
    }
    return keys;
  }

  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private TracedNode chosen(
      TracedNode child,
      LogicalPlan guarded,
      List<? extends NamedExpression> columns,
      TracedStep does) {
    Map<Attribute, ExprId> renamed = new LinkedHashMap<>();
    List<Attribute> output = ScalaCollections.list(guarded.output());
    for (int index = 0; index < columns.size(); index++) {
      Expression column = (Expression) columns.get(index);
      Expression computed = column instanceof Alias alias ? alias.child() : column;
      if (computed instanceof Attribute before) {
        renamed.put(output.get(index), before.exprId());
      }
    }
    List<String> leftOut = child.leftOut(renamed);
    if (!leftOut.isEmpty()) {
      throw refuse(
          "leaves out %s, which say%s whose a row is"
              .formatted(String.join(", ", leftOut), leftOut.size() == 1 ? "s" : ""),
          "each SELECT over private rows with " + keyWord(child),
          "add to the SELECT, unchanged: " + String.join(", ", leftOut));
    }
    return child.projected(guarded, renamed, does);
  }

  private static String keyWord(TracedNode node) {
    return node.owner()
        .map(owner -> "the key of its owner " + owner.source())
        .orElse("the columns of the privacy unit");
  }

  private TracedNode aggregated(
      TracedNode child, LogicalPlan guarded, Aggregate aggregate, TracedStep does) {
    List<Expression> groupedBy = ScalaCollections.list(aggregate.groupingExpressions());
    requireWithin(child, groupedBy, "GROUP BY");
    groupedBy.forEach(each -> AllowedAggregates.requireOneForm(FIELD, each, each));
    TracedNode grouped =
        chosen(child, guarded, ScalaCollections.list(aggregate.aggregateExpressions()), does);
    return grouped.with(
        FewRowsAfter.grouped(aggregate, ScalaCollections.list(guarded.output()), grouped.few()));
  }

  /** Rows that are seen together have to be of one key. */
  private void requireWithin(TracedNode child, List<Expression> groupedBy, String clause) {
    Set<Integer> found = new HashSet<>();
    for (Expression expression : groupedBy) {
      if (expression instanceof Attribute column) {
        found.add(child.keyColumn(column));
      }
    }
    for (int key = 0; key < child.keys().size(); key++) {
      if (!found.contains(key)) {
        throw refuse(
            "sees rows of several units together: %s lacks %s"
                .formatted(clause, child.keys().get(key).get(0).name()),
            "aggregates and windows within a unit: %s over private rows with %s"
                .formatted(clause, keyWord(child)),
            "add it to the clause, or let group_by and aggregates of the spec do that");
      }
    }
  }

  private TracedNode united(List<TracedNode> children, LogicalPlan guarded, TracedStep does) {
    TracedNode first = children.get(0);
    List<Attribute> output = ScalaCollections.list(guarded.output());
    List<List<Attribute>> keys = new ArrayList<>();
    for (int key = 0; key < first.keys().size(); key++) {
      List<Attribute> kept = new ArrayList<>();
      for (int column = 0; column < output.size(); column++) {
        if (areAllKey(children, key, column)) {
          kept.add(output.get(column));
        }
      }
      keys.add(kept);
    }
    boolean agree =
        children.stream()
            .allMatch(
                child ->
                    child.owner().equals(first.owner())
                        && child.keys().size() == first.keys().size());
    if (!agree || keys.stream().anyMatch(List::isEmpty)) {
      throw refuse(
          "puts rows together by UNION ALL that name their unit in other places, or none",
          "private rows with private ones, the unit's columns at the same places and of one type;"
              + " or public rows with public ones",
          "select the unit at one place in each part, of one type");
    }
    return new TracedNode(
        guarded, first.owner(), keys, Map.of(), FewRowsAfter.united(children, output), does);
  }

  private static boolean areAllKey(List<TracedNode> children, int key, int column) {
    return children.stream()
        .allMatch(
            child ->
                child.keyColumn(ScalaCollections.list(child.plan().output()).get(column)) == key);
  }

  private InvalidSpecException refuse(String problem, String legal, String fix) {
    return new InvalidSpecException(new Fault(FIELD, problem, sql, legal, fix));
  }
}
