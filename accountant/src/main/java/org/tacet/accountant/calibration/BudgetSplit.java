package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/**
 * One budget split over several columns of continuous noise, all groups and columns in one
 * composition: Gaussian noise of scales s_i costs what one draw of multiplier 1 / mu costs, mu^2 =
 * L0 times the sum of (lInf_i / s_i)^2, the L2 norm over columns and groups (Balle, Wang 2018,
 * Theorem 8); Laplace noise is composed as privacy loss distributions. The scales' proportions
 * follow from the goal, their common factor is the largest privacy within the budget.
 *
 * @param noise what was chosen, {@link NoiseKind#LAPLACE} or {@link NoiseKind#GAUSSIAN}
 * @param scales the noise's scale by column, in its own unit: the b of Laplace, the sigma of
 *     Gaussian noise
 * @param event what the columns cost
 * @param epsilon what the event composes to at the budget's delta, rounded up: at most the budget's
 */
public record BudgetSplit(
    NoiseKind noise, List<Double> scales, PrivacyEvent event, double epsilon) {

  /** How much of epsilon may be left over. */
  private static final double TOLERANCE = 1e-5;

  private static final int MOST_STEPS = 60;

  private static final PldAccountant ACCOUNTANT = new PldAccountant();

  public BudgetSplit {
    scales = List.copyOf(scales);
  }

  /** What the split makes small. */
  public enum Goal {
    /** The same error relative to each column's weight: scales in proportion to the weights. */
    SAME_RELATIVE_ERROR,
    /** The sum of squared errors relative to the weights. */
    LEAST_SQUARED_ERROR
  }

  /**
   * What is to be spent on what.
   *
   * @param epsilon above 0 and finite
   * @param delta in [0, 1); 0 leaves Laplace noise alone
   * @param relation the neighbours (P1)
   * @param maxGroups how many groups a unit contributes to (L0), at least 1
   * @param columns at least one
   */
  public record Budget(
      double epsilon,
      double delta,
      NeighborRelation relation,
      long maxGroups,
      List<BudgetColumn> columns) {

    public Budget {
      require(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY, "epsilon", "above 0", epsilon);
      require(delta >= 0 && delta < 1, "delta", "in [0, 1)", delta);
      require(maxGroups >= 1, "max_groups", "at least 1", maxGroups);
      columns = List.copyOf(columns);
      require(!columns.isEmpty(), "columns", "a list of at least one", columns);
    }

    private static void require(boolean legal, String field, String range, Object value) {
      if (!legal) {
        throw new IllegalArgumentException(
            field + " must be " + range + ". Provided value: " + value + ".");
      }
    }
  }

  /**
   * Splits a budget.
   *
   * @param noise a family, or {@link NoiseKind#AUTO} for the one whose 95 % errors, each relative
   *     to its column's weight, have the smaller sum (for the squared goal: sum of squares)
   * @throws IllegalArgumentException if Gaussian noise is asked for without a delta
   * @throws IllegalStateException if the columns don't compose within the budget
   */
  public static BudgetSplit of(Budget budget, NoiseKind noise, Goal goal) {
    if (noise == NoiseKind.GAUSSIAN && budget.delta() == 0) {
      throw new IllegalArgumentException(
          "delta must be above 0 for gaussian noise. Provided value: 0.0. Set a delta or choose"
              + " laplace noise.");
    }
    List<BudgetSplit> candidates = new ArrayList<>();
    if (noise != NoiseKind.GAUSSIAN) {
      for (double exponent : laplaceExponents(goal)) {
        candidates.add(new BudgetSearch(budget, false, exponent).largest(ACCOUNTANT, TOLERANCE));
      }
    }
    if (noise != NoiseKind.LAPLACE && budget.delta() > 0) {
      candidates.add(
          new BudgetSearch(budget, true, goal == Goal.SAME_RELATIVE_ERROR ? 1 : 0.5)
              .largest(ACCOUNTANT, TOLERANCE));
    }
    ToDoubleFunction<BudgetSplit> error = split -> split.relativeError(budget.columns(), goal);
    return candidates.stream().min(Comparator.comparingDouble(error)).orElseThrow();
  }

  /**
   * Scales in proportion to weight^p lInf^(1 - p). Least squares under a bound on the sum of
   * (lInf_i / s_i)^2 have p = 1/2 (Lagrange: s_i^4 ~ lInf_i^2 weight_i^2), under a bound on the sum
   * of lInf_i / s_i they have p = 2/3. Laplace noise costs the former over many columns and groups,
   * the latter over few; the better one is taken.
   */
  private static double[] laplaceExponents(Goal goal) {
    return goal == Goal.SAME_RELATIVE_ERROR ? new double[] {1} : new double[] {0.5, 2.0 / 3};
  }

  private double relativeError(List<BudgetColumn> columns, Goal goal) {
    double halfWidthOfScale =
        noise == NoiseKind.GAUSSIAN ? NormalLaw.upperQuantile(0.025) : Math.log(20);
    double sum = 0;
    for (int index = 0; index < columns.size(); index++) {
      double error = halfWidthOfScale * scales.get(index) / columns.get(index).weight();
      sum += goal == Goal.SAME_RELATIVE_ERROR ? error : error * error;
    }
    return sum;
  }

  /** One family and one choice of proportions; what is left is a factor. */
  private record BudgetSearch(Budget budget, boolean gaussian, double exponent) {

    BudgetSplit largest(PldAccountant accountant, double tolerance) {
      double l1 = 0;
      double l2Squared = 0;
      for (BudgetColumn column : budget.columns()) {
        double ratio = column.lInf() / proportion(column);
        l1 += (double) budget.maxGroups() * ratio;
        l2Squared += (double) budget.maxGroups() * ratio * ratio;
      }
      double start =
          budget.delta() == 0
              ? budget.epsilon() / l1
              : Math.max(
                  budget.epsilon() / l1,
                  GaussianTradeOff.largestMu(budget.epsilon(), budget.delta())
                      / Math.sqrt(l2Squared));
      double factor =
          LargestWithin.search(
              each -> accountant.epsilon(event(each), budget.relation(), budget.delta()),
              budget.epsilon(),
              tolerance,
              start,
              MOST_STEPS);
      PrivacyEvent event = event(factor);
      double epsilon = accountant.epsilon(event, budget.relation(), budget.delta());
      if (!(epsilon <= budget.epsilon())) {
        throw new IllegalStateException(
            "the columns compose to epsilon " + epsilon + ", more than " + budget.epsilon());
      }
      return new BudgetSplit(
          gaussian ? NoiseKind.GAUSSIAN : NoiseKind.LAPLACE,
          budget.columns().stream().map(column -> scale(column, factor)).toList(),
          event,
          epsilon);
    }

    private double proportion(BudgetColumn column) {
      return Math.pow(column.weight(), exponent) * Math.pow(column.lInf(), 1 - exponent);
    }

    private double scale(BudgetColumn column, double factor) {
      return proportion(column) / factor;
    }

    /** Multipliers are rounded down: the scales are no smaller than what is composed. */
    private PrivacyEvent event(double factor) {
      List<PrivacyEvent> events = new ArrayList<>();
      for (BudgetColumn column : budget.columns()) {
        double multiplier = Math.nextDown(scale(column, factor) / column.lInf());
        events.add(
            new SelfComposed(
                gaussian ? new Gaussian(multiplier) : new Laplace(multiplier), budget.maxGroups()));
      }
      return new Composed(events);
    }
  }
}
