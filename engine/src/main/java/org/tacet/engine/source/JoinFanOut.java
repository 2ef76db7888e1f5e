package org.tacet.engine.source;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * How often a join may repeat a row. What a unit adds is bounded after the join, whatever becomes
 * of its rows, but a unit of a million rows on each side would keep a task busy for ever. So where
 * both sides may hold any number of rows that meet, the spec has to say how many of a unit take
 * part.
 */
final class JoinFanOut {

  static final String FIELD = "bounds.max_rows_joined";
  static final String LEGAL = "1 to 1,000,000";

  private final SparkSession session;
  private final String field;
  private final OptionalInt maxRowsJoined;

  /**
   * @param field that joins, in the spec
   * @param maxRowsJoined that of the spec's bounds
   */
  JoinFanOut(SparkSession session, String field, OptionalInt maxRowsJoined) {
    this.session = session;
    this.field = field;
    this.maxRowsJoined = maxRowsJoined;
  }

  /**
   * A side of a join.
   *
   * @param keys for each column of the key those that are equal to it; none where it is public
   * @param name for messages
   */
  record Side(LogicalPlan plan, List<List<Attribute>> keys, FewRows few, String name) {

    boolean isPublic() {
      return keys.isEmpty();
    }

    /** Whether a column, or one of the key that is equal to it, is among {@code columns}. */
    private boolean isAmong(ExprId column, List<Attribute> columns) {
      return TracedNode.isAmong(column, columns)
          || keys.stream()
              .filter(equal -> TracedNode.isAmong(column, equal))
              .flatMap(List::stream)
              .anyMatch(other -> TracedNode.isAmong(other.exprId(), columns));
    }

    /** How many of its rows meet one that has given these columns their values. */
    private Meets meets(List<Attribute> columns) {
      Predicate<ExprId> given = column -> isAmong(column, columns);
      return few.by(given)
          .map(found -> found.atMostOne() ? Meets.ONE : Meets.FEW)
          .orElse(isPublic() ? Meets.FEW : Meets.ANY_NUMBER);
    }

    private FewRows kept(Meets ofTheOther) {
      return switch (ofTheOther) {
        case ONE -> few;
        case FEW -> few.repeated();
        case ANY_NUMBER -> FewRows.ANY_NUMBER;
      };
    }
  }

  /** How many rows of the other side a row may meet. */
  private enum Meets {
    ONE,
    FEW,
    ANY_NUMBER
  }

  /**
   * The sides that are joined in fact.
   *
   * @param few by what the joined rows are few
   * @param words how often a row may be repeated
   * @param isLimited whether rows of a side are left out
   */
  record Bounded(
      LogicalPlan left, LogicalPlan right, FewRows few, String words, boolean isLimited) {}

  /** A join that shows rows of the left side alone, each once at most. */
  static Bounded ofLeftAlone(Side left, Side right) {
    return new Bounded(left.plan(), right.plan(), left.few(), "no row comes twice", false);
  }

  /**
   * A join that shows rows of both sides.
   *
   * @param pairs columns of left and right that it sets equal
   * @param keepsRight whether rows of the right side stay that meet none: then it is the left one
   *     of which rows are left out, where that has to be
   * @throws InvalidSpecException where both sides may have any number of rows that meet, and the
   *     spec does not say how many take part
   */
  Bounded bounded(Side left, Side right, List<EqualColumns> pairs, boolean keepsRight) {
    List<EqualColumns> same = pairs.stream().filter(EqualColumns::keepsApart).toList();
    Meets ofRight = right.meets(same.stream().map(EqualColumns::right).toList());
    Meets ofLeft = left.meets(same.stream().map(EqualColumns::left).toList());
    if (ofRight != Meets.ANY_NUMBER || ofLeft != Meets.ANY_NUMBER) {
      return new Bounded(
          left.plan(),
          right.plan(),
          left.kept(ofRight).and(right.kept(ofLeft)),
          words(left, right, ofLeft, ofRight),
          false);
    }
    Side cut = keepsRight ? left : right;
    if (maxRowsJoined.isEmpty()) {
      throw missing(left, right, cut);
    }
    int most = maxRowsJoined.getAsInt();
    List<Attribute> key = cut.keys().stream().map(equal -> equal.get(0)).toList();
    LogicalPlan first = FirstRows.of(session, cut.plan(), key, most, cut.name());
    return new Bounded(
        keepsRight ? first : left.plan(),
        keepsRight ? right.plan() : first,
        (keepsRight ? right : left).few().repeated(),
        "a row meets at most %,d of %s, the first of one %s by all columns (max_rows_joined)"
            .formatted(most, cut.name(), names(cut)),
        true);
  }

  private static String words(Side left, Side right, Meets ofLeft, Meets ofRight) {
    if (ofRight == Meets.ONE) {
      return "a row of %s meets at most one of %s".formatted(left.name(), right.name());
    } else if (ofLeft == Meets.ONE) {
      return "a row of %s meets at most one of %s".formatted(right.name(), left.name());
    }
    return "a row meets no more than public tables and the spec say";
  }

  private static String names(Side side) {
    return side.keys().stream().map(equal -> equal.get(0).name()).collect(Collectors.joining(", "));
  }

  private InvalidSpecException missing(Side left, Side right, Side cut) {
    return new InvalidSpecException(
        new Fault(
            FIELD,
            "is missing for the join in %s of %s with %s, of which each may hold any number of rows of one %s: joined, they multiply"
                .formatted(field, left.name(), right.name(), names(cut)),
            "",
            LEGAL + ": how many rows of " + cut.name() + " take part, of each " + names(cut),
            "give it; without it, aggregate one side by its unit first (GROUP BY %s), or declare one side owned_by the other, if that has one row of each key"
                .formatted(names(cut))));
  }
}
