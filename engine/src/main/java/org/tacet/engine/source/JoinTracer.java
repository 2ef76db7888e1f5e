package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinHint;
import org.tacet.engine.bounding.CanonicalEncoding;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.JoinSpec;
import org.tacet.engine.spec.Ownership;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.Ownership.RowUnit;
import org.tacet.engine.spec.RowsSpec;
import scala.Option;

/**
 * Joins the sources as the spec declares and follows whose rows they are (P2, P4). A join is
 * accepted with a public source, with a private source on the whole unit, and along a declared
 * ownership key; then a joined row belongs to the one unit that all its private parts belong to.
 */
final class JoinTracer {

  private final SparkSession session;
  private final Map<String, SourceTable> tables;
  private final OptionalInt maxRowsJoined;
  private final List<String> joined = new ArrayList<>();
  private final List<String> assumptions = new ArrayList<>();

  private Dataset<Row> rows;
  private TracedStep trace;
  private FewRows few;

  /** One class of equal columns for each unit column; empty while no joined source names a unit. */
  private List<List<Attribute>> unitClasses = List.of();

  /** The owned source whose owner has yet to be joined. */
  private SourceTable ownerless;

  private JoinTracer(
      SparkSession session, Map<String, SourceTable> tables, OptionalInt maxRowsJoined) {
    this.session = session;
    this.tables = tables;
    this.maxRowsJoined = maxRowsJoined;
  }

  static PrivateRows join(
      SparkSession session,
      Map<String, SourceTable> tables,
      RowsSpec.Joins spec,
      OptionalInt maxRowsJoined) {
    JoinTracer tracer = new JoinTracer(session, tables, maxRowsJoined);
    tracer.start(tables.get(spec.from()));
    for (int index = 0; index < spec.joins().size(); index++) {
      tracer.add(spec.joins().get(index), "joins[" + index + "]");
    }
    return tracer.finish();
  }

  private void start(SourceTable table) {
    rows = table.rows();
    trace = SourceWords.of(table);
    few = fewRows(table);
    joined.add(table.spec().name());
    if (table.spec().ownership() instanceof PrivateUnit unit) {
      unitClasses = unitOf(table, unit);
    } else if (table.spec().ownership() instanceof OwnedBy) {
      ownerless = table;
    }
  }

  private void add(JoinSpec join, String field) {
    SourceTable table = tables.get(join.table());
    JoinFanOut.Side left =
        new JoinFanOut.Side(
            RowExpressions.planOf(rows), keysSoFar(), few, String.join(" and ", joined));
    List<EqualColumns> pairs = new ArrayList<>();
    for (Entry<String, String> pair : join.on().entrySet()) {
      pairs.add(
          new EqualColumns(
              column(rows, pair.getKey(), field + ".on"),
              column(table.rows(), pair.getValue(), field + ".on")));
    }
    List<List<Attribute>> tableUnit = List.of();
    String way = "with public rows";
    Ownership ownership = table.spec().ownership();
    if (ownerless != null && owner(ownerless).equals(table.spec().name())) {
      requireKeyJoin(ownerless, rows, table.rows(), pairs, field, false);
      way = "along a key, of what %s owns with it".formatted(join.table());
      ownerless = null;
      tableUnit = unitFrom(table, ownership);
    } else if (ownership instanceof PrivateUnit unit) {
      tableUnit = unitOf(table, unit);
      requireUnitJoin(table, tableUnit, pairs, field);
      way = unitClasses.isEmpty() ? way : "within one " + firstNames(unitClasses);
    } else if (ownership instanceof OwnedBy owned) {
      if (!joined.contains(owned.table())) {
        throw refuse(
            field,
            "joins " + table.spec().name() + " before its owner " + owned.table(),
            join.table(),
            "the owner first, then what it owns",
            "join " + owned.table() + " before " + table.spec().name());
      }
      requireKeyJoin(
          table,
          table.rows(),
          rows,
          pairs.stream().map(EqualColumns::reversed).toList(),
          field,
          true);
      way = "along a key, of %s with what it owns".formatted(owned.table());
    }
    pairs.forEach(pair -> pair.requireTotal(field + ".on"));
    JoinFanOut.Bounded bounded =
        new JoinFanOut(session, field, maxRowsJoined)
            .bounded(left, side(table, tableUnit), pairs, false);
    rows = joinPlans(bounded, pairs);
    few = bounded.few();
    trace =
        new TracedStep(
            "join %s: %s; %s".formatted(way, NodeWords.sql(condition(pairs)), bounded.words()),
            List.of(trace, SourceWords.of(table)),
            bounded.isLimited());
    joined.add(table.spec().name());
    if (unitClasses.isEmpty()) {
      unitClasses = tableUnit;
    }
    absorbEqualities(pairs);
  }

  /** What says whose the rows so far are: the unit, or the key of an owner yet to be joined. */
  private List<List<Attribute>> keysSoFar() {
    return unitClasses.isEmpty() && ownerless != null ? foreignKey(ownerless, rows) : unitClasses;
  }

  private JoinFanOut.Side side(SourceTable table, List<List<Attribute>> tableUnit) {
    return new JoinFanOut.Side(
        RowExpressions.planOf(table.rows()),
        table.spec().ownership() instanceof OwnedBy ? foreignKey(table, table.rows()) : tableUnit,
        fewRows(table),
        table.spec().name());
  }

  private List<List<Attribute>> foreignKey(SourceTable owned, Dataset<Row> among) {
    String name = owned.spec().name();
    return ((OwnedBy) owned.spec().ownership())
        .foreignKey().keySet().stream()
            .map(key -> name + "." + key)
            .map(key -> List.of(column(among, key, "sources." + name + ".owned_by.foreign_key")))
            .toList();
  }

  private FewRows fewRows(SourceTable table) {
    Map<String, Attribute> columns = new HashMap<>();
    ScalaCollections.list(RowExpressions.planOf(table.rows()).output())
        .forEach(column -> columns.put(QueryTracer.folded(column.name()), column));
    return FewRowsAfter.source(table.spec().name(), columns, tables.values());
  }

  private PrivateRows finish() {
    if (ownerless != null) {
      OwnedBy owned = (OwnedBy) ownerless.spec().ownership();
      String on =
          owned.foreignKey().entrySet().stream()
              .map(key -> key.getKey() + ": " + key.getValue())
              .collect(Collectors.joining(", "));
      throw refuse(
          "joins",
          "reach " + ownerless.spec().name() + " but not its owner, so its rows belong to no unit",
          String.join(", ", joined),
          "every private source traced to one unit",
          "add {table: " + owned.table() + ", on: {" + on + "}}");
    }
    if (joined.size() == 1
        && tables.get(joined.get(0)).spec().ownership() instanceof RowUnit unit) {
      assumptions.add(
          "nobody whose presence is to be hidden has more than %d row%s in %s"
              .formatted(unit.rows(), unit.rows() == 1 ? "" : "s", joined.get(0)));
      return new PrivateRows(rows, List.of(), List.of(), List.copyOf(assumptions), trace);
    }
    if (unitClasses.isEmpty()) {
      throw refuse(
          "from",
          "and its joins reach no private source",
          String.join(", ", joined),
          "at least one source declared private",
          "declare the privacy unit of one source: private: {unit: [...]}");
    }
    return new PrivateRows(
        rows,
        unitClasses.stream().map(columns -> columns.get(0)).toList(),
        unitClasses,
        List.copyOf(assumptions),
        trace);
  }

  private List<List<Attribute>> unitFrom(SourceTable table, Ownership ownership) {
    if (ownership instanceof OwnedBy) {
      ownerless = table;
      return List.of();
    }
    return ownership instanceof PrivateUnit unit ? unitOf(table, unit) : List.of();
  }

  private List<List<Attribute>> unitOf(SourceTable table, PrivateUnit unit) {
    String field = "sources." + table.spec().name() + ".private.unit";
    List<List<Attribute>> classes = new ArrayList<>();
    for (String name : unit.unit()) {
      Attribute column = column(table.rows(), name, field);
      if (!CanonicalEncoding.supports(column.dataType())) {
        throw refuse(
            field,
            "names a column of a type that can't tell units apart",
            name + " " + column.dataType().sql(),
            "numbers, strings of binary collation, dates, timestamps, binary, boolean",
            "name another column, or cast it when the table is written");
      }
      classes.add(new ArrayList<>(List.of(column)));
    }
    return classes;
  }

  private void requireUnitJoin(
      SourceTable table, List<List<Attribute>> tableUnit, List<EqualColumns> pairs, String field) {
    if (ownerless != null) {
      throw refuse(
          field,
          "joins a private source before the owner of " + ownerless.spec().name(),
          table.spec().name(),
          "the owner, " + owner(ownerless) + ", first",
          "join " + owner(ownerless) + " before it");
    }
    if (unitClasses.isEmpty()) {
      return; // all rows so far are public
    }
    for (int part = 0; part < Math.max(unitClasses.size(), tableUnit.size()); part++) {
      if (unitClasses.size() != tableUnit.size()
          || !joinsUnitPart(unitClasses.get(part), tableUnit.get(part).get(0), pairs)) {
        throw refuse(
            field,
            "joins two private sources, and not on the whole privacy unit",
            names(pairs),
            names(unitClasses, tableUnit),
            "join on the unit columns, of one type on both sides, or declare the source "
                + "owned_by another");
      }
    }
  }

  private static boolean joinsUnitPart(
      List<Attribute> unitClass, Attribute tableUnit, List<EqualColumns> pairs) {
    return unitClass.stream()
        .anyMatch(column -> pairs.stream().anyMatch(pair -> pair.keepsApart(column, tableUnit)));
  }

  private void requireKeyJoin(
      SourceTable owned,
      Dataset<Row> ownedRows,
      Dataset<Row> ownerRows,
      List<EqualColumns> pairs,
      String field,
      boolean ownerComesFirst) {
    OwnedBy ownership = (OwnedBy) owned.spec().ownership();
    String keyField = "sources." + owned.spec().name() + ".owned_by.foreign_key";
    for (Entry<String, String> key : ownership.foreignKey().entrySet()) {
      Attribute own = column(ownedRows, owned.spec().name() + "." + key.getKey(), keyField);
      Attribute owners = column(ownerRows, ownership.table() + "." + key.getValue(), keyField);
      boolean found = pairs.stream().anyMatch(pair -> pair.keepsApart(own, owners));
      if (!found) {
        throw refuse(
            field + ".on",
            "leaves the declared ownership key of " + owned.spec().name() + " out",
            names(pairs),
            "all of " + ownership.foreignKey() + ", of one type on both sides",
            ownerComesFirst
                ? "add " + key.getValue() + ": " + key.getKey()
                : "add " + key.getKey() + ": " + key.getValue());
      }
    }
    assumptions.add(
        "%s of %s is unique in %s, so that each row of %s belongs to one privacy unit"
            .formatted(
                String.join(", ", ownership.foreignKey().values()),
                ownership.table(),
                ownership.table(),
                owned.spec().name()));
  }

  private static Expression condition(List<EqualColumns> pairs) {
    return pairs.stream()
        .<Expression>map(pair -> new EqualTo(pair.left(), pair.right()))
        .reduce(And::new)
        .orElseThrow();
  }

  private Dataset<Row> joinPlans(JoinFanOut.Bounded sides, List<EqualColumns> pairs) {
    return org.apache.spark.sql.classic.Dataset.ofRows(
        (org.apache.spark.sql.classic.SparkSession) session,
        new Join(
            sides.left(),
            sides.right(),
            Inner$.MODULE$,
            Option.apply(condition(pairs)),
            JoinHint.NONE()));
  }

  private void absorbEqualities(List<EqualColumns> pairs) {
    for (List<Attribute> unitClass : unitClasses) {
      for (EqualColumns pair : pairs) {
        if (pair.keepsApart() && isAmong(pair.left(), unitClass)) {
          addTo(unitClass, pair.right());
        } else if (pair.keepsApart() && isAmong(pair.right(), unitClass)) {
          addTo(unitClass, pair.left());
        }
      }
    }
  }

  private static void addTo(List<Attribute> unitClass, Attribute column) {
    if (!isAmong(column, unitClass)) {
      unitClass.add(column);
    }
  }

  private static boolean isAmong(Attribute column, List<Attribute> columns) {
    return columns.stream().anyMatch(other -> other.exprId().equals(column.exprId()));
  }

  private Attribute column(Dataset<Row> table, String name, String field) {
    try {
      Option<NamedExpression> found = resolve(table, name);
      // Spark's hidden columns of a file resolve too, and are no columns of the source.
      if (found.isDefined()
          && found.get() instanceof Attribute attribute
          && isAmong(attribute, ScalaCollections.list(RowExpressions.planOf(table).output()))) {
        return attribute;
      }
    } catch (AnalysisException e) {
      throw refuse(
          field,
          "names a column that several sources have",
          name,
          "source.column",
          "write the source's name before it");
    }
    throw refuse(
        field,
        "names a column that is not there",
        name,
        String.join(", ", table.columns()),
        "correct the name");
  }

  /** Declares what Scala throws unannounced. */
  private Option<NamedExpression> resolve(Dataset<Row> table, String name)
      throws AnalysisException {
    return RowExpressions.planOf(table)
        .resolveQuoted(
            name,
            ((org.apache.spark.sql.classic.SparkSession) session).sessionState().conf().resolver());
  }

  private static String owner(SourceTable owned) {
    return ((OwnedBy) owned.spec().ownership()).table();
  }

  private static String names(List<EqualColumns> pairs) {
    return pairs.stream()
        .map(pair -> pair.left().name() + ": " + pair.right().name())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String names(List<List<Attribute>> left, List<List<Attribute>> right) {
    return "unit (%s) with unit (%s)".formatted(firstNames(left), firstNames(right));
  }

  private static String firstNames(List<List<Attribute>> classes) {
    return classes.stream().map(columns -> columns.get(0).name()).collect(Collectors.joining(", "));
  }

  private static InvalidSpecException refuse(
      String field, String problem, String given, String legal, String fix) {
    return new InvalidSpecException(new Fault(field, problem, given, legal, fix));
  }
}
