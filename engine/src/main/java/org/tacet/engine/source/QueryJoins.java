package org.tacet.engine.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.IntegralType;
import org.tacet.engine.catalyst.ScalaCollections;
import org.tacet.engine.source.TracedNode.OwnersKey;
import org.tacet.engine.source.TracedNode.SourceColumn;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Joins of a query (P2, P4). Private rows meet public ones on equal columns; rows of one key meet
 * on the whole key; rows that a source owns meet rows of the owner on the declared key, and are
 * from then on rows of the owner's key. A join that keeps rows of one side, whether they find one
 * of the other or because they don't, looks at rows of the same unit or at public ones, so it is
 * still that unit's to decide. The kept side has to be the one that knows the unit.
 */
final class QueryJoins {

  private static final String FIELD = QueryText.FIELD;

  private final String sql;
  private final JoinFanOut fanOut;
  private final List<String> assumptions;

  /**
   * @param fanOut bounds how often a row is repeated
   * @param assumptions to which those of declared keys are added
   */
  QueryJoins(String sql, JoinFanOut fanOut, List<String> assumptions) {
    this.sql = sql;
    this.fanOut = fanOut;
    this.assumptions = assumptions;
  }

  private enum Kind {
    INNER,
    LEFT_OUTER,
    RIGHT_OUTER,
    LEFT_SEMI,
    LEFT_ANTI;

    boolean keepsRight() {
      return this == INNER || this == RIGHT_OUTER;
    }

    boolean keepsLeft() {
      return this != RIGHT_OUTER;
    }

    String words() {
      String word = toString().toLowerCase(Locale.ROOT).replace('_', ' ');
      return this == INNER ? "join" : word + " join";
    }

    boolean showsLeftAlone() {
      return this == LEFT_SEMI || this == LEFT_ANTI;
    }
  }

  /**
   * Traces a join.
   *
   * @param join as it is analyzed
   * @param guarded the same over traced children
   */
  TracedNode joined(Join join, LogicalPlan guarded, TracedNode left, TracedNode right) {
    Kind kind = kind(join);
    List<EqualColumns> pairs = pairs(join);
    if (pairs.isEmpty()) {
      throw refuse(
          "joins without two columns that have to be equal",
          "JOIN ... ON with at least one column of each side set equal",
          "write the condition after ON; compare ranges in WHERE or beside an equality");
    }
    pairs.forEach(pair -> pair.requireTotal(FIELD));
    TracedNode traced;
    String way;
    if (left.isPublic() || right.isPublic()) {
      traced = withPublic(kind, left, right);
      way = left.isPublic() && right.isPublic() ? "of public rows" : "with public rows";
    } else if (left.owner().equals(right.owner())) {
      requireKey(left, right, pairs);
      way = "within " + left.whose();
      traced = kind == Kind.RIGHT_OUTER ? right : left;
    } else if (owns(right, left)) {
      traced = withOwner(kind, left, right, pairs, Kind::keepsRight);
      way = "along a key, of what %s owns with it".formatted(left.owner().get().source());
    } else if (owns(left, right)) {
      traced = withOwner(kind, right, left, reversed(pairs), Kind::keepsLeft);
      way = "along a key, of %s with what it owns".formatted(right.owner().get().source());
    } else {
      throw refuse(
          "joins rows of %s with rows of %s".formatted(ofWhom(left), ofWhom(right)),
          "rows of one unit, of one owner, or of an owner and what it owns",
          "join what is owned to its owner first, each on its declared key");
    }
    JoinFanOut.Side one = side(left, join.left());
    JoinFanOut.Side other = side(right, join.right());
    JoinFanOut.Bounded bounded =
        kind.showsLeftAlone()
            ? JoinFanOut.ofLeftAlone(one, other)
            : fanOut.bounded(one, other, pairs, kind == Kind.RIGHT_OUTER);
    TracedStep step =
        new TracedStep(
            "%s %s: %s; %s"
                .formatted(
                    kind.words(), way, NodeWords.sql(join.condition().get()), bounded.words()),
            List.of(left.step(), right.step()),
            bounded.isLimited());
    LogicalPlan run =
        guarded.withNewChildren(
            ScalaCollections.<LogicalPlan>sequence(List.of(bounded.left(), bounded.right())));
    return new TracedNode(
        run,
        traced.owner(),
        keys(kind, traced, pairs),
        origins(kind, left, right),
        bounded.few(),
        step);
  }

  private static JoinFanOut.Side side(TracedNode node, LogicalPlan written) {
    return new JoinFanOut.Side(node.plan(), node.keys(), node.few(), NodeWords.name(written));
  }

  private static String ofWhom(TracedNode node) {
    return node.owner().map(owner -> "what " + owner.source() + " owns").orElse("privacy units");
  }

  private Kind kind(Join join) {
    return switch (join.joinType().sql()) {
      case "INNER" -> Kind.INNER;
      case "LEFT OUTER" -> Kind.LEFT_OUTER;
      case "RIGHT OUTER" -> Kind.RIGHT_OUTER;
      case "LEFT SEMI" -> Kind.LEFT_SEMI;
      case "LEFT ANTI" -> Kind.LEFT_ANTI;
      default ->
          throw refuse(
              "joins by " + join.joinType().sql() + " JOIN",
              "JOIN, LEFT JOIN, RIGHT JOIN, LEFT SEMI JOIN, LEFT ANTI JOIN",
              "keep the rows of one side, and put others beside them by UNION ALL");
    };
  }

  private TracedNode withPublic(Kind kind, TracedNode left, TracedNode right) {
    boolean isLeft = right.isPublic();
    boolean keeps = isLeft ? kind.keepsLeft() : kind.keepsRight();
    if (!keeps && !(left.isPublic() && right.isPublic())) {
      throw refuse(
          "keeps public rows by what private rows are there",
          "joins that keep the private side: LEFT JOIN, LEFT SEMI and LEFT ANTI JOIN with public"
              + " rows on the right",
          "write an inner join, or put the private side on the kept side");
    }
    return isLeft ? left : right;
  }

  /** Both sides name the same keys: each column of one has to meet that of the other. */
  private void requireKey(TracedNode left, TracedNode right, List<EqualColumns> pairs) {
    boolean meets =
        left.keys().size() == right.keys().size()
            && IntStream.range(0, left.keys().size())
                .allMatch(
                    key ->
                        pairs.stream()
                            .anyMatch(
                                pair ->
                                    pair.keepsApart()
                                        && left.keyColumn(pair.left()) == key
                                        && right.keyColumn(pair.right()) == key));
    if (!meets) {
      throw refuse(
          "joins two private sides, and not on the whole of what says whose a row is",
          "(%s) equal to (%s), of one type on both sides"
              .formatted(String.join(", ", left.keyNames()), String.join(", ", right.keyNames())),
          "join on all of them; declare the source owned_by another where it has no unit column");
    }
  }

  private boolean owns(TracedNode owner, TracedNode owned) {
    return owned.owner().isPresent()
        && owner.origins().values().stream()
            .anyMatch(column -> column.source().equals(owned.owner().get().source()));
  }

  private TracedNode withOwner(
      Kind kind,
      TracedNode owned,
      TracedNode owner,
      List<EqualColumns> fromOwned,
      Predicate<Kind> keepsOwner) {
    String name = owned.owner().orElseThrow().source();
    List<String> ownersKey = owned.owner().orElseThrow().columns();
    // All columns of the key have to be of one row of the owner: parts of two rows may together
    // name a third one, of another unit.
    boolean meets =
        owner.origins().values().stream()
            .filter(column -> column.source().equals(name))
            .map(SourceColumn::occurrence)
            .distinct()
            .anyMatch(occurrence -> meets(owned, owner, fromOwned, occurrence));
    if (!meets) {
      throw refuse(
          "joins what %s owns without its declared key".formatted(name),
          "%s equal to %s of %s, of one type on both sides and of one row"
              .formatted(String.join(", ", owned.keyNames()), String.join(", ", ownersKey), name),
          "add it to the condition after ON");
    }
    assumptions.add(
        "%s of %s is unique in %s, so that each row it owns belongs to one privacy unit"
            .formatted(String.join(", ", ownersKey), name, name));
    // A semi or anti join with the owner leaves the owned side's key as it was.
    boolean ownedIsKeptAlone = kind.showsLeftAlone() && !keepsOwner.test(kind);
    if (!keepsOwner.test(kind) && !ownedIsKeptAlone) {
      throw refuse(
          "keeps rows that no row of %s owns".formatted(name),
          "joins that keep the owner's rows, or those of both",
          "write an inner join with " + name);
    }
    return ownedIsKeptAlone ? owned : owner;
  }

  /** Whether the whole key meets columns of one occurrence of the owner. */
  private static boolean meets(
      TracedNode owned, TracedNode owner, List<EqualColumns> fromOwned, int occurrence) {
    OwnersKey key = owned.owner().orElseThrow();
    return IntStream.range(0, key.columns().size())
        .allMatch(
            place ->
                fromOwned.stream()
                    .anyMatch(
                        pair ->
                            pair.keepsApart()
                                && owned.keyColumn(pair.left()) == place
                                && new SourceColumn(
                                        key.source(),
                                        occurrence,
                                        QueryTracer.folded(key.columns().get(place)))
                                    .equals(owner.origins().get(pair.right().exprId()))));
  }

  private static List<EqualColumns> reversed(List<EqualColumns> pairs) {
    return pairs.stream().map(EqualColumns::reversed).toList();
  }

  /** The traced side's key over the joined rows, with what the join makes equal to it. */
  private static List<List<Attribute>> keys(
      Kind kind, TracedNode traced, List<EqualColumns> pairs) {
    List<List<Attribute>> keys = new ArrayList<>();
    for (List<Attribute> equal : traced.keys()) {
      List<Attribute> more = new ArrayList<>(equal);
      if (kind == Kind.INNER) {
        for (EqualColumns pair : pairs) {
          absorb(more, pair);
          absorb(more, pair.reversed());
        }
      }
      keys.add(more);
    }
    return keys;
  }

  private static Map<ExprId, SourceColumn> origins(Kind kind, TracedNode left, TracedNode right) {
    Map<ExprId, SourceColumn> origins = new HashMap<>(left.origins());
    if (!kind.showsLeftAlone()) {
      origins.putAll(right.origins());
    }
    return origins;
  }

  private static void absorb(List<Attribute> equal, EqualColumns pair) {
    if (pair.keepsApart()
        && TracedNode.isAmong(pair.left().exprId(), equal)
        && !TracedNode.isAmong(pair.right().exprId(), equal)) {
      equal.add(pair.right());
    }
  }

  /** The columns that the condition sets equal, the left side's first. */
  private static List<EqualColumns> pairs(Join join) {
    List<EqualColumns> pairs = new ArrayList<>();
    if (join.condition().isDefined()) {
      collect(join.condition().get(), join, pairs);
    }
    return pairs;
  }

  private static void collect(Expression condition, Join join, List<EqualColumns> pairs) {
    if (condition instanceof And and) {
      collect(and.left(), join, pairs);
      collect(and.right(), join, pairs);
    } else if (condition instanceof EqualTo equal
        && column(equal.left()) instanceof Attribute one
        && column(equal.right()) instanceof Attribute other) {
      boolean oneIsLeft = isOf(one, join.left());
      if (oneIsLeft && isOf(other, join.right())) {
        pairs.add(new EqualColumns(one, other));
      } else if (!oneIsLeft && isOf(other, join.left())) {
        pairs.add(new EqualColumns(other, one));
      }
    }
  }

  /** The column that Spark compares, widened to the type of the other. */
  private static Expression column(Expression compared) {
    return compared instanceof Cast cast
            && cast.dataType() instanceof IntegralType
            && cast.child().dataType() instanceof IntegralType
            && Cast.canUpCast(cast.child().dataType(), cast.dataType())
        ? cast.child()
        : compared;
  }

  private static boolean isOf(Attribute column, LogicalPlan side) {
    return TracedNode.isAmong(column.exprId(), ScalaCollections.list(side.output()));
  }

  private InvalidSpecException refuse(String problem, String legal, String fix) {
    return new InvalidSpecException(new Fault(FIELD, problem, sql, legal, fix));
  }
}
