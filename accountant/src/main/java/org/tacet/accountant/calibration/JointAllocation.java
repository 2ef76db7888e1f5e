package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * A total spent on all parts of a release jointly: noise and selection are composed as privacy loss
 * distributions, and one factor x is made as large as (epsilon, delta) allows. Their parameters are
 * fixed before anything is read, as that theory asks (P16).
 *
 * <p>All parts weigh the same: an aggregate's noise has the scale sqrt(L0) lInf / x, so that each
 * has the same error relative to what a unit moves it by, and a decision about a group costs
 * epsilon x / sqrt(L0) and its part of half the delta (P12). The selection gets no less than an
 * even share of epsilon, so that less noise is not paid for by groups that are missing.
 *
 * <p>The factor is searched first for continuous noise, which composes in two convolutions at most;
 * then for the very mechanisms that will be drawn from, whose cost alone decides.
 */
final class JointAllocation {

  /** How much of epsilon is aimed to be left over at most. */
  private static final double TOLERANCE = 1e-4;

  private static final double FIRST_TOLERANCE = 1e-3;

  /** Each step is a composition; what is found by then is within the total, if not the best. */
  private static final int MOST_FIRST_STEPS = 8;

  private static final int MOST_STEPS = 11;

  /** Outside, which no release should be, a composition takes seconds; sums take none. */
  private static final BigDecimal SMALLEST_EPSILON = new BigDecimal("0.01");

  private static final BigDecimal LARGEST_EPSILON = new BigDecimal("50");
  private static final BigDecimal SMALLEST_DELTA = new BigDecimal("1e-100");
  private static final BigDecimal LARGEST_DELTA = new BigDecimal("0.1");

  /** Of an epsilon that is printed. */
  private static final MathContext FEW_DIGITS = new MathContext(15, RoundingMode.FLOOR);

  /** More digits than a double tells apart; what is left over by {@link #TOLERANCE} is more. */
  private static final MathContext UP = new MathContext(17, RoundingMode.CEILING);

  private final Accountant accountant;
  private final ReleaseRequest request;
  private final ApproximateDp total;
  private final double delta;
  private final List<Sensitivity> aggregates;

  private JointAllocation(Accountant accountant, ReleaseRequest request) {
    this.accountant = accountant;
    this.request = request;
    total = request.total();
    delta = roundedDown(total.delta());
    aggregates = request.sensitivities();
  }

  /**
   * @param request with a family of noise, no choice of one
   * @return empty where the total is outside what distributions of losses are for, or no mechanisms
   *     within their ranges are found
   */
  static Optional<Allocation> of(ReleaseRequest request) {
    return of(new PldAccountant(), request);
  }

  /**
   * As above.
   *
   * @param accountant for distributions of losses, asked 20 times at most
   */
  static Optional<Allocation> of(Accountant accountant, ReleaseRequest request) {
    ApproximateDp total = request.total();
    boolean within =
        total.epsilon().compareTo(SMALLEST_EPSILON) >= 0
            && total.epsilon().compareTo(LARGEST_EPSILON) <= 0
            && total.delta().compareTo(SMALLEST_DELTA) >= 0
            && total.delta().compareTo(LARGEST_DELTA) <= 0;
    return within ? new JointAllocation(accountant, request).largest() : Optional.empty();
  }

  private Optional<Allocation> largest() {
    double epsilon = roundedDown(total.epsilon());
    double parts = aggregates.size() + request.selections().size();
    double guess = GaussianTradeOff.largestMu(epsilon, delta / 2) / Math.sqrt(parts);
    double continuous =
        LargestWithin.search(
            factor -> cost(continuous(factor)), epsilon, FIRST_TOLERANCE, guess, MOST_FIRST_STEPS);
    double factor =
        LargestWithin.search(
            each -> drawn(each).map(this::cost).orElse(Double.POSITIVE_INFINITY),
            epsilon,
            TOLERANCE,
            Double.isNaN(continuous) ? guess : continuous,
            MOST_STEPS);
    return Double.isNaN(factor) ? Optional.empty() : drawn(factor).map(this::allocation);
  }

  private double cost(Parts parts) {
    return cost(ReleaseEvents.of(parts.mechanisms(), aggregates, parts.selections()));
  }

  private double cost(PrivacyEvent event) {
    return accountant.epsilon(event, NeighborRelation.ADD_OR_REMOVE_ONE, delta);
  }

  /** The same release with noise on real numbers. */
  private PrivacyEvent continuous(double factor) {
    List<PrivacyEvent> events = new ArrayList<>();
    for (Sensitivity aggregate : aggregates) {
      events.add(
          request.noise() == NoiseKind.GAUSSIAN
              ? new Gaussian(1 / factor)
              : new SelfComposed(
                  new Laplace(Math.sqrt((double) aggregate.maxGroups()) / factor),
                  aggregate.maxGroups()));
    }
    for (SelectionRequest selection : request.selections()) {
      events.add(
          new org.tacet.accountant.event.TruncatedGeometricSelection(
              selectionEpsilon(selection, factor).doubleValue(),
              delta / (2.0 * request.selections().size()),
              selection.maxGroups()));
    }
    return new Composed(events);
  }

  /** What is drawn from. */
  private record Parts(List<NoiseMechanism> mechanisms, List<GroupSelection> selections) {}

  /** Empty where a mechanism would be outside its range. */
  private Optional<Parts> drawn(double factor) {
    try {
      return Optional.of(new Parts(mechanisms(factor), selections(factor)));
    } catch (IllegalArgumentException outsideOfRange) {
      return Optional.empty();
    }
  }

  private Allocation allocation(Parts parts) {
    return new Allocation(
        parts.mechanisms(),
        parts.selections(),
        total,
        new ApproximateDp(new BigDecimal(cost(parts), UP), total.delta()),
        accountant.name());
  }

  private List<NoiseMechanism> mechanisms(double factor) {
    List<NoiseMechanism> mechanisms = new ArrayList<>();
    for (Sensitivity aggregate : aggregates) {
      double ofGroup = factor / Math.sqrt((double) aggregate.maxGroups());
      Sensitivity one = new Sensitivity(1, aggregate.lInf());
      mechanisms.add(
          request.noise() == NoiseKind.GAUSSIAN
              ? DiscreteGaussian.calibrate(one, new BigDecimal(ofGroup * ofGroup / 2))
              : DiscreteLaplace.calibrate(one, new BigDecimal(ofGroup)));
    }
    return mechanisms;
  }

  private List<GroupSelection> selections(double factor) {
    List<GroupSelection> selections = new ArrayList<>();
    for (SelectionRequest selection : request.selections()) {
      BigDecimal half = total.delta().divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN);
      BigDecimal shares = BigDecimal.valueOf(request.selections().size());
      selections.add(
          new TruncatedGeometricSelection(
              selectionEpsilon(selection, factor),
              half.divide(shares, NoiseCalibration.DOWN),
              selection.maxGroups(),
              selection.minPrivacyUnits()));
    }
    return selections;
  }

  private BigDecimal selectionEpsilon(SelectionRequest selection, double factor) {
    BigDecimal even = request.evenShare(request.selections().size());
    return even.max(new BigDecimal(Math.sqrt(selection.maxGroups()) * factor, FEW_DIGITS));
  }

  private static double roundedDown(BigDecimal value) {
    double near = value.doubleValue();
    return new BigDecimal(near).compareTo(value) <= 0 ? near : Math.nextDown(near);
  }
}
