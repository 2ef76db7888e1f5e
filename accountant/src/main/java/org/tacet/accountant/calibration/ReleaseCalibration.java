package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.GroupSelection;

/**
 * The mechanisms of one release: its total spent on aggregates and group selection, all in one
 * composition (P14).
 *
 * <p>With a delta the parts are composed as privacy loss distributions, and their noise made as
 * small as the total allows; where that gains nothing, and without a delta, epsilon is split
 * evenly. Either way the mechanisms that will be drawn from, with their rounded parameters, are
 * composed again before a calibration is returned.
 */
public final class ReleaseCalibration {

  /**
   * How much smaller Laplace noise has to be for a joint composition, as a share: it takes half the
   * delta from the selection, or a delta that could stay unspent.
   */
  private static final double LAPLACE_SHARE = 0.95;

  /** Two choices of groups whose expected numbers of groups differ by a thousandth are equal. */
  private static final double AS_MANY = 0.001;

  private final Allocation allocation;
  private final List<CalibratedPart> parts;
  private final PrivacyEvent event;

  private ReleaseCalibration(
      Allocation allocation, List<CalibratedPart> parts, PrivacyEvent event) {
    this.allocation = allocation;
    this.parts = parts;
    this.event = event;
  }

  /**
   * Calibrates a release.
   *
   * @throws UnreachableTargetException if the targets ask for less noise than the total pays for
   * @throws IllegalArgumentException if a share is outside the range of its mechanism, or a delta
   *     is needed and missing
   * @throws IllegalStateException if the parts don't compose within the total
   */
  public static ReleaseCalibration of(ReleaseRequest request) {
    List<IllegalArgumentException> refusals = new ArrayList<>();
    List<Allocation> candidates = new ArrayList<>();
    Optional<Allocation> laplace = Optional.empty();
    for (NoiseKind family : families(request.noise(), request.total())) {
      Optional<Allocation> best = best(request.withNoise(family), refusals);
      // Errors of 95 % don't say it all: no column is to have more noise by the choice.
      if (best.isPresent()
          && (laplace.isEmpty()
              || best.get().hasNoiseOfAtMost(1, laplace.get(), request.statistics()))) {
        candidates.add(best.get());
      }
      laplace = best;
    }
    Allocation best =
        candidates.stream()
            .min(Comparator.comparingDouble(each -> each.relativeError(request.statistics())))
            .orElseThrow(() -> refusal(request, refusals));
    return new ReleaseCalibration(
        best,
        parts(best, request.sensitivities()),
        ReleaseEvents.of(best.mechanisms(), request.sensitivities(), best.selections()));
  }

  /**
   * Within a family of noise: where noised counts can decide about groups, by them or by tables,
   * whichever is expected to keep more of the reference groups; where both keep as many, by {@link
   * #AS_MANY}, that with less noise. A table costs one more part of epsilon, so that it is never
   * paid for by more noise than that.
   */
  private static Optional<Allocation> best(
      ReleaseRequest request, List<IllegalArgumentException> refusals) {
    Optional<Allocation> byTables = calibrated(request.withoutUnitCounts(), refusals);
    if (!request.hasUnitCounts()) {
      return byTables;
    }
    Optional<Allocation> byCounts = calibrated(request, refusals);
    if (byTables.isEmpty() || byCounts.isEmpty()) {
      return byCounts.or(() -> byTables);
    }
    double ratio = byCounts.get().expectedShareKept() / byTables.get().expectedShareKept();
    if (ratio < 1 - AS_MANY) {
      return byTables;
    }
    boolean lessNoiseByTables =
        byTables.get().relativeError(request.statistics())
            < byCounts.get().relativeError(request.statistics());
    return ratio <= 1 + AS_MANY && lessNoiseByTables ? byTables : byCounts;
  }

  private static Optional<Allocation> calibrated(
      ReleaseRequest request, List<IllegalArgumentException> refusals) {
    Optional<Allocation> even = Optional.empty();
    try {
      even = Optional.of(BasicAllocation.calibrate(request).composed());
    } catch (IllegalArgumentException outsideOfRange) {
      // A joint composition asks for less noise, and may be within the range.
      refusals.add(outsideOfRange);
    }
    return better(request, even, JointAllocation.of(request));
  }

  private static IllegalArgumentException refusal(
      ReleaseRequest request, List<IllegalArgumentException> refusals) {
    boolean hasTargets =
        request.statistics().stream().anyMatch(each -> each.targetHalfWidth().isPresent());
    if (hasTargets) {
      Map<Integer, Long> smallest = SmallestTargets.of(request);
      boolean targetsAreTooSmall =
          smallest.entrySet().stream()
              .anyMatch(
                  each ->
                      each.getValue()
                          > request
                              .statistics()
                              .get(each.getKey())
                              .targetHalfWidth()
                              .orElseThrow());
      if (targetsAreTooSmall) {
        return new UnreachableTargetException(smallest);
      }
    }
    return refusals.get(0);
  }

  private static List<NoiseKind> families(NoiseKind noise, ApproximateDp total) {
    if (noise != NoiseKind.AUTO) {
      return List.of(noise);
    }
    return total.delta().signum() > 0
        ? List.of(NoiseKind.LAPLACE, NoiseKind.GAUSSIAN)
        : List.of(NoiseKind.LAPLACE);
  }

  /** The joint allocation where there is no other, or where it gains enough. */
  private static Optional<Allocation> better(
      ReleaseRequest request, Optional<Allocation> basic, Optional<Allocation> joint) {
    if (basic.isEmpty() || joint.isEmpty()) {
      return basic.or(() -> joint);
    }
    double share = request.noise() == NoiseKind.LAPLACE ? LAPLACE_SHARE : 1;
    return joint.get().isAtMost(share, basic.get(), request.statistics()) ? joint : basic;
  }

  private static List<CalibratedPart> parts(Allocation allocation, List<Sensitivity> aggregates) {
    List<CalibratedPart> parts = new ArrayList<>();
    for (NoiseMechanism mechanism : allocation.mechanisms()) {
      parts.add(
          new CalibratedPart(
              "aggregate " + parts.size(), mechanism.privacyLoss(aggregates.get(parts.size()))));
    }
    for (GroupSelection selection : allocation.selections()) {
      parts.add(new CalibratedPart("group selection", selection.privacyLoss()));
    }
    return List.copyOf(parts);
  }

  /** One mechanism an aggregate, in the order given. */
  public List<NoiseMechanism> mechanisms() {
    return allocation.mechanisms();
  }

  /** The selections of groups, in the order asked for; none where all groups are public. */
  public List<GroupSelection> selections() {
    return allocation.selections();
  }

  /**
   * What each part costs by itself: the aggregates in the order given, then the selections. In a
   * joint composition these don't add up to {@link #composed}.
   */
  public List<CalibratedPart> parts() {
    return parts;
  }

  /**
   * What the release is charged: the total it was calibrated to, without its delta where nothing
   * uses one.
   */
  public ApproximateDp total() {
    return allocation.total();
  }

  /** What the release does to one privacy unit, as an event that costs at least as much. */
  public PrivacyEvent event() {
    return event;
  }

  /** What the parts compose to, rounded up: at most {@link #total}. */
  public ApproximateDp composed() {
    return allocation.composed();
  }

  /**
   * Which theory composes the parts: {@code pld} for privacy loss distributions, {@code basic} for
   * sums of epsilon and delta, of one zero-concentrated loss for all Gaussian noise.
   */
  public String accountant() {
    return allocation.accountant();
  }
}
