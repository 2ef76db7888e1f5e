package org.tacet.engine.source;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * A node of a query, and whose its rows are (P2). It is public, or each of its rows belongs to the
 * one privacy unit that {@code keys} name; then the rows of a unit are a function of that unit's
 * rows of the sources and of public rows alone, so that a neighbour, all rows of one unit removed
 * from each source, changes just the rows of that unit. A row with a null among its keys belongs to
 * no one; no such row is bounded.
 *
 * <p>Where {@code owner} is there, keys are those of a row of that source, and the unit is whoever
 * that row belongs to: a key names one row of its source, so rows of one key are rows of one unit.
 *
 * @param plan what is run
 * @param owner whose rows the keys name; empty where they name the unit
 * @param keys for each column of the key those of {@code plan} that are equal to it; none where the
 *     node is public
 * @param origins which columns of {@code plan} are columns of which source, as they are
 * @param few by which columns it has few rows that agree
 * @param step the same in words, down to the sources
 */
record TracedNode(
    LogicalPlan plan,
    Optional<OwnersKey> owner,
    List<List<Attribute>> keys,
    Map<ExprId, SourceColumn> origins,
    FewRows few,
    TracedStep step) {

  /**
   * A column of a source, where a query names it.
   *
   * @param occurrence tells apart the places at which a query names one source: columns of one
   *     occurrence are of one row of it, those of two may be of two rows
   */
  record SourceColumn(String source, int occurrence, String column) {}

  /**
   * What tells the rows of an owner apart.
   *
   * @param source the owner
   * @param columns its own, in the order of the keys that are equal to them
   */
  record OwnersKey(String source, List<String> columns) {}

  TracedNode {
    keys = keys.stream().map(List::copyOf).toList();
    origins = Map.copyOf(origins);
  }

  boolean isPublic() {
    return keys.isEmpty();
  }

  /** Rows of the same key under another plan with the same columns, and maybe more. */
  TracedNode with(LogicalPlan same, TracedStep does) {
    return new TracedNode(same, owner, keys, origins, few, does);
  }

  /** The same, of which more or less is known how many rows agree. */
  TracedNode with(FewRows now) {
    boolean isOneOfEach =
        !isPublic()
            && now.by(column -> keys.stream().anyMatch(equal -> isAmong(column, equal)))
                .filter(FewRows.Columns::atMostOne)
                .isPresent();
    TracedStep said =
        isOneOfEach
            ? step.saying("at most one row of each " + String.join(", ", keyNames()))
            : step;
    return new TracedNode(plan, owner, keys, origins, now, said);
  }

  /** By what all rows that belong together are told, in words. */
  String whose() {
    if (isPublic()) {
      return "public rows";
    }
    String names = String.join(", ", keyNames());
    String one = "one " + (keys.size() == 1 ? names : "(" + names + ")");
    return owner.map(of -> one + ", a row of " + of.source()).orElse(one);
  }

  /**
   * What is left when columns are chosen and renamed, none of the key being {@link #leftOut}.
   *
   * @param renamed each column of the new plan that is one of this plan's, to that one
   */
  TracedNode projected(LogicalPlan projected, Map<Attribute, ExprId> renamed, TracedStep does) {
    Map<ExprId, SourceColumn> of = new HashMap<>();
    renamed.forEach(
        (column, before) -> {
          if (origins.containsKey(before)) {
            of.put(column.exprId(), origins.get(before));
          }
        });
    return new TracedNode(
        projected,
        owner,
        keys.stream().map(equal -> among(equal, renamed)).toList(),
        of,
        few.renamed(column -> renamed(column, renamed)),
        does);
  }

  /** The new name of a column, or of one of the key that is equal to it. */
  private Optional<ExprId> renamed(ExprId column, Map<Attribute, ExprId> renamed) {
    List<Attribute> found =
        renamed.containsValue(column)
            ? renamed.keySet().stream().filter(each -> renamed.get(each).equals(column)).toList()
            : keys.stream()
                .filter(equal -> isAmong(column, equal))
                .flatMap(equal -> among(equal, renamed).stream())
                .toList();
    return found.stream().map(Attribute::exprId).findFirst();
  }

  /** The columns of the key that are not among those chosen, by name. */
  List<String> leftOut(Map<Attribute, ExprId> renamed) {
    return keys.stream()
        .filter(equal -> among(equal, renamed).isEmpty())
        .map(equal -> equal.get(0).name())
        .toList();
  }

  private static List<Attribute> among(List<Attribute> equal, Map<Attribute, ExprId> renamed) {
    return renamed.entrySet().stream()
        .filter(entry -> isAmong(entry.getValue(), equal))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Which column of the key {@code column} is equal to: an index, or -1. */
  int keyColumn(Attribute column) {
    for (int key = 0; key < keys.size(); key++) {
      if (isAmong(column.exprId(), keys.get(key))) {
        return key;
      }
    }
    return -1;
  }

  /** The key's columns by name, for messages. */
  List<String> keyNames() {
    return keys.stream().map(equal -> equal.get(0).name()).toList();
  }

  static boolean isAmong(ExprId column, List<Attribute> columns) {
    return columns.stream().anyMatch(each -> each.exprId().equals(column));
  }
}
