package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.spec.Ownership.OwnedBy;

/** By which columns rows are few after a source or a node, {@link FewRows} of its inputs known. */
final class FewRowsAfter {

  private static final Set<String> LISTS = Set.of("CreateArray", "CreateMap");

  private FewRowsAfter() {}

  /**
   * A source has one row of each key that another source is declared to be owned by.
   *
   * @param columns its own, by folded name
   */
  static FewRows source(
      String name, Map<String, Attribute> columns, Collection<SourceTable> tables) {
    FewRows few = FewRows.ANY_NUMBER;
    for (SourceTable table : tables) {
      if (table.spec().ownership() instanceof OwnedBy owned && owned.table().equals(name)) {
        List<Attribute> key =
            owned.foreignKey().values().stream()
                .flatMap(column -> Optional.ofNullable(columns.get(folded(name, column))).stream())
                .toList();
        if (key.size() == owned.foreignKey().size()) {
          few = few.and(ids(key), true);
        }
      }
    }
    return few;
  }

  /** A column may be written with its source's name before it. */
  private static String folded(String source, String column) {
    String prefix = QueryTracer.folded(source) + ".";
    String folded = QueryTracer.folded(column);
    return folded.startsWith(prefix) ? folded.substring(prefix.length()) : folded;
  }

  /** Lists that the query writes have a known length; what a row holds may have any. */
  static FewRows generated(Generate generate, FewRows few) {
    Expression generator = (Expression) generate.generator();
    boolean isListed =
        AllowedAggregates.name(generator).equals("Stack")
            || LISTS.contains(AllowedAggregates.name(generator.children().head()));
    return isListed ? few.repeated() : FewRows.ANY_NUMBER;
  }

  /**
   * One row of each choice of the columns grouped by, where all are chosen.
   *
   * @param output the aggregate's own columns, in its order
   */
  static FewRows grouped(Aggregate aggregate, List<Attribute> output, FewRows chosen) {
    List<? extends Object> computed = ScalaCollections.list(aggregate.aggregateExpressions());
    Set<ExprId> columns = new HashSet<>();
    for (Expression grouped : ScalaCollections.list(aggregate.groupingExpressions())) {
      Optional<Attribute> found = Optional.empty();
      for (int index = 0; index < output.size() && found.isEmpty(); index++) {
        Expression each = (Expression) computed.get(index);
        if (grouped.semanticEquals(each instanceof Alias alias ? alias.child() : each)) {
          found = Optional.of(output.get(index));
        }
      }
      if (found.isEmpty() && !grouped.foldable()) {
        return chosen;
      }
      found.ifPresent(column -> columns.add(column.exprId()));
    }
    return chosen.and(columns, true);
  }

  static FewRows distinct(List<Attribute> output, FewRows few) {
    return few.and(ids(output), true);
  }

  /** As many parts as the query writes, of each few, are few. */
  static FewRows united(List<TracedNode> parts, List<Attribute> output) {
    FewRows few = FewRows.ANY_NUMBER;
    List<Attribute> first = ScalaCollections.list(parts.get(0).plan().output());
    for (FewRows.Columns columns : parts.get(0).few().known()) {
      List<Integer> places = new ArrayList<>();
      for (int place = 0; place < first.size(); place++) {
        if (columns.columns().contains(first.get(place).exprId())) {
          places.add(place);
        }
      }
      boolean inAll = parts.stream().allMatch(part -> isFewBy(part, places));
      if (inAll) {
        few = few.and(ids(places.stream().map(output::get).toList()), false);
      }
    }
    return few;
  }

  private static boolean isFewBy(TracedNode part, List<Integer> places) {
    List<Attribute> columns = ScalaCollections.list(part.plan().output());
    Set<ExprId> given = ids(places.stream().map(columns::get).toList());
    return part.few().by(given::contains).isPresent();
  }

  private static Set<ExprId> ids(List<Attribute> columns) {
    Set<ExprId> ids = new HashSet<>();
    columns.forEach(column -> ids.add(column.exprId()));
    return ids;
  }
}
