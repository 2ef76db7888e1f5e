package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

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

  private final Allocation allocation;
  private final List<CalibratedPart> parts;
  private final PrivacyEvent event;

  private ReleaseCalibration(
      Allocation allocation, List<CalibratedPart> parts, PrivacyEvent event) {
    this.allocation = allocation;
    this.parts = parts;
    this.event = event;
  }

  /** A release whose private groups may be of any size. */
  public static ReleaseCalibration of(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups) {
    return of(total, noise, aggregates, privateGroups, maxGroups, 1);
  }

  /**
   * Calibrates a release.
   *
   * @param total what the release may cost, for neighbours that differ by one privacy unit (P1)
   * @param noise the family of noise of all aggregates
   * @param aggregates the sensitivity of each aggregate, at least one, none of them 0
   * @param privateGroups whether the groups themselves are chosen privately
   * @param maxGroups how many groups a unit contributes to (L0), at least 1
   * @param minPrivacyUnits no private group of fewer privacy units is published; 1 to 2^40
   * @throws IllegalArgumentException if a share is outside the range of its mechanism, or a delta
   *     is needed and missing
   * @throws IllegalStateException if the parts don't compose within the total
   */
  public static ReleaseCalibration of(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups,
      long minPrivacyUnits) {
    if (aggregates.isEmpty()) {
      throw new IllegalArgumentException("a release needs at least one aggregate");
    }
    if (noise == NoiseKind.GAUSSIAN && total.delta().signum() == 0) {
      throw new IllegalArgumentException(
          noise.word()
              + " noise needs a delta above 0. Provided value: "
              + total.delta()
              + ". Set a delta or choose laplace noise.");
    }
    List<Allocation> candidates = new ArrayList<>();
    List<IllegalArgumentException> refusals = new ArrayList<>();
    for (NoiseKind family : families(noise, total)) {
      Optional<BasicAllocation> even = Optional.empty();
      try {
        even =
            Optional.of(
                BasicAllocation.calibrate(
                    total, family, aggregates, privateGroups, maxGroups, minPrivacyUnits));
      } catch (IllegalArgumentException outsideOfRange) {
        // A joint composition asks for less noise, and may be within the range.
        refusals.add(outsideOfRange);
      }
      Optional<Allocation> joint =
          JointAllocation.of(total, family, aggregates, privateGroups, maxGroups, minPrivacyUnits);
      better(family, even.map(BasicAllocation::composed), joint).ifPresent(candidates::add);
    }
    Allocation best =
        candidates.stream()
            .min(Comparator.comparingDouble(each -> each.relativeError(aggregates)))
            .orElseThrow(() -> refusals.get(0));
    return new ReleaseCalibration(
        best,
        parts(best, aggregates),
        ReleaseEvents.of(best.mechanisms(), aggregates, best.selection()));
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
      NoiseKind family, Optional<Allocation> basic, Optional<Allocation> joint) {
    if (basic.isEmpty() || joint.isEmpty()) {
      return basic.or(() -> joint);
    }
    double share = family == NoiseKind.LAPLACE ? LAPLACE_SHARE : 1;
    return joint.get().isAtMost(share, basic.get()) ? joint : basic;
  }

  private static List<CalibratedPart> parts(Allocation allocation, List<Sensitivity> aggregates) {
    List<CalibratedPart> parts = new ArrayList<>();
    for (NoiseMechanism mechanism : allocation.mechanisms()) {
      parts.add(
          new CalibratedPart(
              "aggregate " + parts.size(), mechanism.privacyLoss(aggregates.get(parts.size()))));
    }
    allocation
        .selection()
        .ifPresent(rule -> parts.add(new CalibratedPart("group selection", rule.privacyLoss())));
    return List.copyOf(parts);
  }

  /** One mechanism an aggregate, in the order given. */
  public List<NoiseMechanism> mechanisms() {
    return allocation.mechanisms();
  }

  /** The selection of groups; empty where the groups are public. */
  public Optional<TruncatedGeometricSelection> selection() {
    return allocation.selection();
  }

  /**
   * What each part costs by itself: the aggregates in the order given, then the selection. In a
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
