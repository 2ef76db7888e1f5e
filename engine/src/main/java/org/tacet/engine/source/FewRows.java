package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.ExprId;

/**
 * By which columns of a node a row has few others like it: of rows that agree on them, none of them
 * null, there are no more than spec and public tables say, whatever the private tables hold. A join
 * on such columns multiplies no row by what a unit has.
 *
 * @param known each set of columns of which that is known; none where nothing is
 */
record FewRows(List<Columns> known) {

  /** Of whose rows nothing is known: of one unit there may be any number. */
  static final FewRows ANY_NUMBER = new FewRows(List.of());

  /**
   * @param columns of which rows that agree are few
   * @param atMostOne whether there is one such row or none
   */
  record Columns(Set<ExprId> columns, boolean atMostOne) {
    Columns {
      columns = Set.copyOf(columns);
    }
  }

  FewRows {
    known = List.copyOf(known);
  }

  /** Also by these columns. */
  FewRows and(Set<ExprId> columns, boolean atMostOne) {
    return and(new FewRows(List.of(new Columns(columns, atMostOne))));
  }

  FewRows and(FewRows other) {
    Set<Columns> all = new LinkedHashSet<>(known);
    all.addAll(other.known);
    return new FewRows(List.copyOf(all));
  }

  /**
   * Whether rows are few that agree on the columns of which {@code given} is true: one set of them
   * lies among those.
   */
  Optional<Columns> by(Predicate<ExprId> given) {
    Optional<Columns> few = Optional.empty();
    for (Columns columns : known) {
      if (columns.columns().stream().allMatch(given)) {
        if (columns.atMostOne()) {
          return Optional.of(columns);
        }
        few = Optional.of(columns);
      }
    }
    return few;
  }

  /** After each row has become a number of rows that nothing private decides. */
  FewRows repeated() {
    return new FewRows(
        known.stream().map(columns -> new Columns(columns.columns(), false)).distinct().toList());
  }

  /**
   * Under other columns.
   *
   * @param renamed the new column of the same values, if there is one
   */
  FewRows renamed(Function<ExprId, Optional<ExprId>> renamed) {
    List<Columns> kept = new ArrayList<>();
    for (Columns columns : known) {
      List<ExprId> found =
          columns.columns().stream().flatMap(column -> renamed.apply(column).stream()).toList();
      if (found.size() == columns.columns().size()) {
        kept.add(new Columns(Set.copyOf(found), columns.atMostOne()));
      }
    }
    return new FewRows(kept);
  }
}
