package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
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

/**
 * A total spent on all parts of a release jointly: noise and selection are composed as privacy loss
 * distributions, and one factor x is made as large as (epsilon, delta) allows. Their parameters are
 * fixed before anything is read, as that theory asks (P16).
 *
 * <p>Where weights are the same, an aggregate's noise has the scale sqrt(L0) lInf / x, so that each
 * has the same error relative to what a unit moves it by; a weight multiplies it, a target fixes
 * it. A decision about a group by a table costs epsilon x / sqrt(L0) and its part of half the delta
 * (P12). It gets no less than an even share of epsilon, so that less noise is not paid for by
 * groups that are missing. A decision by a noised count costs its part of half the delta alone.
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

  /** The least that statistics without a target get, as a square of all that is spent. */
  private static final double LEAST_SHARE = 1e-6;

  /** Outside, which no release should be, a composition takes seconds; sums take none. */
  private static final BigDecimal SMALLEST_EPSILON = new BigDecimal("0.01");

  private static final BigDecimal LARGEST_EPSILON = new BigDecimal("50");
  private static final BigDecimal SMALLEST_DELTA = new BigDecimal("1e-100");
  private static final BigDecimal LARGEST_DELTA = new BigDecimal("0.1");

  /**
   * Noise so small that its loss is beyond the largest epsilon with a probability above the largest
   * delta, in one draw or in many; distributions of losses have no room for it.
   */
  private static final double LARGEST_MU = 200;

  /** Of an epsilon that is printed. */
  private static final MathContext FEW_DIGITS = new MathContext(15, RoundingMode.FLOOR);

  /** More digits than a double tells apart; what is left over by {@link #TOLERANCE} is more. */
  private static final MathContext UP = new MathContext(17, RoundingMode.CEILING);

  private final Accountant accountant;
  private final ReleaseRequest request;
  private final ApproximateDp total;
  private final double delta;
  private final List<Sensitivity> aggregates;
  private final NoiseShares shares;
  private final double[] normalized;

  private JointAllocation(Accountant accountant, ReleaseRequest request) {
    this.accountant = accountant;
    this.request = request;
    total = request.total();
    delta = roundedDown(total.delta());
    aggregates = request.sensitivities();
    shares = NoiseShares.of(request);
    normalized = shares.normalized();
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
    if (muOfTargets() * Math.sqrt(Math.max(1, shares.free())) > LARGEST_MU) {
      return Optional.empty();
    }
    if (shares.free() == 0) {
      return drawn(0).filter(parts -> cost(parts) <= epsilon).map(this::allocation);
    }
    double parts = shares.free() + SelectionPlan.costly(request);
    double mu = GaussianTradeOff.largestMu(epsilon, delta / 2);
    double taken = muOfTargets();
    // What targets and the others cost together is searched for: it grows evenly, while the share
    // of the others alone falls to nothing where targets take nearly all.
    DoubleUnaryOperator free =
        all -> Math.sqrt(Math.max(all * all - taken * taken, LEAST_SHARE * all * all));
    double guess = taken == 0 ? mu / Math.sqrt(parts) : Math.max(taken, mu / Math.sqrt(parts));
    double continuous =
        LargestWithin.search(
            all -> cost(continuous(free.applyAsDouble(all))),
            epsilon,
            FIRST_TOLERANCE,
            guess,
            MOST_FIRST_STEPS);
    double all =
        LargestWithin.search(
            each ->
                drawn(free.applyAsDouble(each)).map(this::cost).orElse(Double.POSITIVE_INFINITY),
            epsilon,
            TOLERANCE,
            Double.isNaN(continuous) ? guess : continuous,
            MOST_STEPS);
    return Double.isNaN(all)
        ? Optional.empty()
        : drawn(free.applyAsDouble(all)).map(this::allocation);
  }

  /** What the targets cost, as the multiplier of one draw for each that shares. */
  private double muOfTargets() {
    double squares = 0;
    for (int index = 0; index < aggregates.size(); index++) {
      if (shares.fixed().get(index).isPresent()) {
        double multiplier = continuousMultiplier(index, 0);
        squares += 1 / (multiplier * multiplier);
      }
    }
    return Math.sqrt(squares / Math.max(1, shares.free()));
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
    for (int index = 0; index < aggregates.size(); index++) {
      double multiplier = continuousMultiplier(index, factor);
      long maxGroups = aggregates.get(index).maxGroups();
      events.add(
          request.noise() == NoiseKind.GAUSSIAN
              ? new Gaussian(multiplier)
              : new SelfComposed(
                  new Laplace(Math.sqrt((double) maxGroups) * multiplier), maxGroups));
    }
    double selectionDelta = delta / (2.0 * Math.max(1, request.selections().size()));
    for (SelectionRequest selection : request.selections()) {
      events.add(
          selection.unitCount().isPresent()
              ? new EpsilonDelta(0, selectionDelta)
              : new org.tacet.accountant.event.TruncatedGeometricSelection(
                  selectionEpsilon(selection, factor).doubleValue(),
                  selectionDelta,
                  selection.maxGroups()));
    }
    return new Composed(events);
  }

  /** Scale over sqrt(L0) lInf. */
  private double continuousMultiplier(int index, double factor) {
    Sensitivity aggregate = aggregates.get(index);
    return shares
        .fixed()
        .get(index)
        .map(
            fixed ->
                fixed.scale()
                    / (double) aggregate.lInf()
                    / Math.sqrt((double) aggregate.maxGroups()))
        .orElse(1 / (factor * normalized[index]));
  }

  /** What is drawn from. */
  private record Parts(List<NoiseMechanism> mechanisms, List<GroupSelection> selections) {}

  /** Empty where a mechanism would be outside its range. */
  private Optional<Parts> drawn(double factor) {
    try {
      List<NoiseMechanism> mechanisms = mechanisms(factor);
      return Optional.of(new Parts(mechanisms, selections(mechanisms, factor)));
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
    for (int index = 0; index < aggregates.size(); index++) {
      if (shares.fixed().get(index).isPresent()) {
        mechanisms.add(shares.fixed().get(index).get());
        continue;
      }
      Sensitivity aggregate = aggregates.get(index);
      double ofGroup = factor * normalized[index] / Math.sqrt((double) aggregate.maxGroups());
      Sensitivity one = new Sensitivity(1, aggregate.lInf());
      mechanisms.add(
          request.noise() == NoiseKind.GAUSSIAN
              ? DiscreteGaussian.calibrate(one, new BigDecimal(ofGroup * ofGroup / 2))
              : DiscreteLaplace.calibrate(one, new BigDecimal(ofGroup)));
    }
    return mechanisms;
  }

  private List<GroupSelection> selections(List<NoiseMechanism> mechanisms, double factor) {
    return SelectionPlan.selections(
        request,
        mechanisms,
        total.delta().divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN),
        each -> selectionEpsilon(each, factor));
  }

  private BigDecimal selectionEpsilon(SelectionRequest selection, double factor) {
    return request
        .evenShare()
        .max(new BigDecimal(Math.sqrt(selection.maxGroups()) * factor, FEW_DIGITS));
  }

  private static double roundedDown(BigDecimal value) {
    double near = value.doubleValue();
    return new BigDecimal(near).compareTo(value) <= 0 ? near : Math.nextDown(near);
  }
}
