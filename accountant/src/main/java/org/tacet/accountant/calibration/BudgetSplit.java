package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.tacet.accountant.accounting.Accountant;
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
   * @param epsilon in [1e-10, 1e4]
   * @param delta 0, which leaves Laplace noise alone, or in [1e-280, 1)
   * @param relation the neighbours (P1)
   * @param maxGroups how many groups a unit contributes to (L0), 1 to 2^32
   * @param columns at least one
   */
  public record Budget(
      double epsilon,
      double delta,
      NeighborRelation relation,
      long maxGroups,
      List<BudgetColumn> columns) {

    public Budget {
      require(epsilon >= 1e-10 && epsilon <= 1e4, "epsilon", "in [1e-10, 1e4]", epsilon);
      require(delta == 0 || (delta >= 1e-280 && delta < 1), "delta", "0 or in [1e-280, 1)", delta);
      require(maxGroups >= 1 && maxGroups <= 1L << 32, "max_groups", "in [1, 2^32]", maxGroups);
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
   * @throws IllegalArgumentException if Gaussian noise is asked for without a delta, or no noise of
   *     a family asked for is found to be within the budget
   */
  public static BudgetSplit of(Budget budget, NoiseKind noise, Goal goal) {
    return of(new PldAccountant(), budget, noise, goal);
  }

  static BudgetSplit of(Accountant accountant, Budget budget, NoiseKind noise, Goal goal) {
    if (noise == NoiseKind.GAUSSIAN && budget.delta() == 0) {
      throw new IllegalArgumentException(
          "delta must be above 0 for gaussian noise. Provided value: 0.0. Set a delta or choose"
              + " laplace noise.");
    }
    List<BudgetSplit> candidates = new ArrayList<>();
    if (noise != NoiseKind.GAUSSIAN) {
      for (double exponent : laplaceExponents(goal)) {
        new BudgetSearch(accountant, budget, false, exponent).largest().ifPresent(candidates::add);
      }
    }
    if (noise != NoiseKind.LAPLACE && budget.delta() > 0) {
      new BudgetSearch(accountant, budget, true, goal == Goal.SAME_RELATIVE_ERROR ? 1 : 0.5)
          .largest()
          .ifPresent(candidates::add);
    }
    ToDoubleFunction<BudgetSplit> error = split -> split.relativeError(budget.columns(), goal);
    return candidates.stream()
        .min(Comparator.comparingDouble(error))
        .orElseThrow(() -> notFound(budget, noise));
  }

  private static IllegalArgumentException notFound(Budget budget, NoiseKind noise) {
    return new IllegalArgumentException(
        "epsilon and delta must allow noise that is found for l_inf and weight of all columns."
            + " Provided value: epsilon "
            + budget.epsilon()
            + ", delta "
            + budget.delta()
            + ", max_groups "
            + budget.maxGroups()
            + ", columns "
            + budget.columns()
            + ", noise "
            + noise.word()
            + ". Raise epsilon or delta, or choose units in which l_inf and weight are closer to"
            + " each other.");
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
  private record BudgetSearch(
      Accountant accountant, Budget budget, boolean gaussian, double exponent) {

    /** Empty where the search finds nothing within the budget. */
    Optional<BudgetSplit> largest() {
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
          LargestWithin.search(this::cost, budget.epsilon(), TOLERANCE, start, MOST_STEPS);
      if (!(cost(factor) <= budget.epsilon())) {
        return Optional.empty();
      }
      return Optional.of(
          new BudgetSplit(
              gaussian ? NoiseKind.GAUSSIAN : NoiseKind.LAPLACE,
              budget.columns().stream().map(column -> scale(column, factor)).toList(),
              event(factor),
              cost(factor)));
    }

    /** Infinite where some multiplier would be no number above 0. */
    private double cost(double factor) {
      for (BudgetColumn column : budget.columns()) {
        double multiplier = multiplier(column, factor);
        if (!(multiplier > 0 && multiplier < Double.POSITIVE_INFINITY)) {
          return Double.POSITIVE_INFINITY;
        }
      }
      return accountant.epsilon(event(factor), budget.relation(), budget.delta());
    }

    private double proportion(BudgetColumn column) {
      return Math.pow(column.weight(), exponent) * Math.pow(column.lInf(), 1 - exponent);
    }

    private double scale(BudgetColumn column, double factor) {
      return proportion(column) / factor;
    }

    /** Rounded down: the scales are no smaller than what is composed. */
    private double multiplier(BudgetColumn column, double factor) {
      return Math.nextDown(scale(column, factor) / column.lInf());
    }

    private PrivacyEvent event(double factor) {
      List<PrivacyEvent> events = new ArrayList<>();
      for (BudgetColumn column : budget.columns()) {
        double multiplier = multiplier(column, factor);
        events.add(
            new SelfComposed(
                gaussian ? new Gaussian(multiplier) : new Laplace(multiplier), budget.maxGroups()));
      }
      return new Composed(events);
    }
  }
}
