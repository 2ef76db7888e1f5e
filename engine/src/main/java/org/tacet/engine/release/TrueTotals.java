package org.tacet.engine.release;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.LeafCounts;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.PlannedTree;
import org.tacet.engine.plan.ReleasePlan;

/** The integers before noise of all trials of made-up tables; what leaves is {@link SumExcess}. */
final class TrueTotals {

  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final String UNITS = "privacy units of groups";

  /** How far a statistic is moved in one trial, over all groups. */
  private static final class Move {
    private BigInteger l1 = ZERO;
    private BigInteger l2Squared = ZERO;

    private void add(BigInteger change) {
      l1 = l1.add(change.abs());
      l2Squared = l2Squared.add(change.multiply(change));
    }
  }

  /** What stands before noise in one group of one trial. */
  private record Totals(BigInteger units, List<List<BigInteger>> sums, List<LeafCounts> leaves) {}

  /** Where a move is added up: the trial, the grouping, the statistic; -1 for units. */
  private record Place(int trial, int grouping, int statistic) {}

  private final ReleasePlan plan;
  private final Map<List<Object>, Totals> byGroup = new HashMap<>();

  private TrueTotals(ReleasePlan plan) {
    this.plan = plan;
  }

  /**
   * @param plan with the trial as last group column
   */
  static TrueTotals of(ReleasePlan plan, List<Row> rows) {
    TrueTotals totals = new TrueTotals(plan);
    rows.forEach(totals::add);
    return totals;
  }

  private void add(Row row) {
    List<Object> group = new ArrayList<>();
    int groups = plan.publishedGroups().size();
    for (int column = 0; column < groups; column++) {
      Object value = row.get(column);
      group.add(value instanceof byte[] bytes ? java.nio.ByteBuffer.wrap(bytes) : value);
    }
    Object[] values = new Object[row.size()];
    for (int column = groups; column < row.size(); column++) {
      values[column] = row.get(column);
    }
    GenericInternalRow limbs = new GenericInternalRow(values);
    int limbColumn = groups + 1;
    int treeColumn = limbColumn + plan.boundedSums().stream().mapToInt(BoundedSum::limbs).sum();
    int distinctColumn = treeColumn + plan.boundedTrees().size();
    BigInteger units = BoundedSum.join(limbs, groups, 1);
    List<List<BigInteger>> sums = new ArrayList<>();
    List<LeafCounts> leaves = new ArrayList<>();
    int nextSum = 0;
    for (PlannedStatistic statistic : plan.statistics()) {
      List<BigInteger> components = new ArrayList<>();
      LeafCounts counts = new LeafCounts();
      if (statistic.tree().isPresent()) {
        if (values[treeColumn] != null) {
          counts.addAll((byte[]) values[treeColumn]);
        }
        treeColumn++;
      } else if (statistic.distinct().isPresent()) {
        components.add(BoundedSum.join(limbs, distinctColumn++, 1));
      } else if (statistic.bounded().isEmpty() && statistic.vector().isEmpty()) {
        components.add(units);
      } else {
        int length = statistic.vector().map(each -> each.length()).orElse(1);
        for (int component = 0; component < length; component++) {
          int width = plan.boundedSums().get(nextSum++).limbs();
          components.add(BoundedSum.join(limbs, limbColumn, width));
          limbColumn += width;
        }
      }
      sums.add(components);
      leaves.add(counts);
    }
    byGroup.put(group, new Totals(units, sums, leaves));
  }

  /** What differs by more than it may; of each statistic the largest. */
  List<SumExcess> excesses(TrueTotals other, boolean mayDiffer) {
    Map<Place, Move> moves = moves(other, mayDiffer);
    Map<String, SumExcess> worst = new LinkedHashMap<>();
    moves.forEach(
        (place, move) -> {
          SumExcess excess = compared(place, move, mayDiffer);
          if (excess.moved().compareTo(excess.accounted()) > 0) {
            worst.merge(
                excess.statistic(),
                excess,
                (known, found) -> found.moved().compareTo(known.moved()) > 0 ? found : known);
          }
        });
    return List.copyOf(worst.values());
  }

  private SumExcess compared(Place place, Move move, boolean mayDiffer) {
    PlannedGrouping grouping = plan.groupings().get(place.grouping());
    String of = plan.hasSeveralGroupings() ? grouping.name() + " " : "";
    if (place.statistic() < 0) {
      BigInteger most =
          BigInteger.valueOf(grouping.maxGroups())
              .multiply(BigInteger.valueOf(plan.spec().rowsTogether()));
      return new SumExcess(of + UNITS, "L1", move.l1, mayDiffer ? most : ZERO);
    }
    PlannedStatistic statistic = grouping.statistics().get(place.statistic());
    boolean isGaussian = statistic.mechanism().isGaussian();
    // A row counts once on each level of a tree, and leaves are the lowest one.
    BigInteger levels =
        BigInteger.valueOf(statistic.tree().map(PlannedTree::shape).map(s -> s.height()).orElse(1));
    return new SumExcess(
        of + statistic.name(),
        isGaussian ? "L2 squared" : "L1",
        isGaussian ? move.l2Squared : move.l1,
        !mayDiffer
            ? ZERO
            : (isGaussian ? statistic.sensitivity().l2Squared() : statistic.sensitivity().l1())
                .divide(levels));
  }

  private Map<Place, Move> moves(TrueTotals other, boolean mayDiffer) {
    Map<Place, Move> moves = new LinkedHashMap<>();
    Set<List<Object>> groups = new HashSet<>(byGroup.keySet());
    groups.addAll(other.byGroup.keySet());
    for (List<Object> group : groups) {
      Totals here = byGroup.get(group);
      Totals there = other.byGroup.get(group);
      int grouping = plan.hasSeveralGroupings() ? (Integer) group.get(0) : 0;
      int trial = (Integer) group.get(group.size() - 1);
      // Where groups are public, units are read as a statistic or not at all.
      if (!mayDiffer || plan.groupings().get(grouping).selection().isPresent()) {
        moves
            .computeIfAbsent(new Place(trial, grouping, -1), place -> new Move())
            .add(units(here).subtract(units(there)));
      }
      for (int statistic = 0; statistic < plan.statistics().size(); statistic++) {
        Move move =
            moves.computeIfAbsent(new Place(trial, grouping, statistic), place -> new Move());
        if (plan.statistics().get(statistic).tree().isPresent()) {
          addLeaves(move, leaves(here, statistic), leaves(there, statistic), statistic);
        } else {
          Totals either = here == null ? there : here;
          for (int component = 0; component < either.sums().get(statistic).size(); component++) {
            move.add(sum(here, statistic, component).subtract(sum(there, statistic, component)));
          }
        }
      }
    }
    return moves;
  }

  private void addLeaves(
      Move move, LeafCounts.Ranges here, LeafCounts.Ranges there, int statistic) {
    int leaves = plan.statistics().get(statistic).tree().orElseThrow().leaves().leaves();
    addLeaves(move, here, there, 0, leaves);
  }

  /** Looks where there are rows: a tree has a hundred thousand leaves, a table of trials few. */
  private static void addLeaves(
      Move move, LeafCounts.Ranges here, LeafCounts.Ranges there, int from, int to) {
    long first = here.count(from, to);
    long second = there.count(from, to);
    if (first == 0 && second == 0) {
      return;
    } else if (to - from == 1) {
      move.add(BigInteger.valueOf(first).subtract(BigInteger.valueOf(second)));
      return;
    }
    int middle = (from + to) >>> 1;
    addLeaves(move, here, there, from, middle);
    addLeaves(move, here, there, middle, to);
  }

  private static BigInteger units(Totals totals) {
    return totals == null ? ZERO : totals.units();
  }

  private static BigInteger sum(Totals totals, int statistic, int component) {
    return totals == null ? ZERO : totals.sums().get(statistic).get(component);
  }

  private static LeafCounts.Ranges leaves(Totals totals, int statistic) {
    return (totals == null ? new LeafCounts() : totals.leaves().get(statistic)).ranges();
  }
}
