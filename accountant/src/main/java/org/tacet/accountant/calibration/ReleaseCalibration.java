package org.tacet.accountant.calibration;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.PrivacyLoss;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.noise.Sensitivity;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * The mechanisms of one release: its total split over aggregates and group selection.
 *
 * <p>Epsilon is split evenly over the aggregates, plus one share for the selection of private
 * groups, as in GoogleSQL. Delta goes to the selection, to the noise, or half to each, by who needs
 * one. All shares are rounded down, and the parts are composed again before a calibration is
 * returned: within the noise by its family's theorem, noise and selection by basic composition.
 */
public final class ReleaseCalibration {

  /** The registry: a new mechanism adds its line here. */
  private static final Map<NoiseKind, NoiseCalibration> CALIBRATIONS =
      Map.of(
          NoiseKind.LAPLACE, NoiseCalibration.pure(DiscreteLaplace::calibrate),
          NoiseKind.GAUSSIAN, NoiseCalibration.concentrated(DiscreteGaussian::calibrate));

  private final ApproximateDp total;
  private final ApproximateDp composed;
  private final List<NoiseMechanism> mechanisms;
  private final Optional<TruncatedGeometricSelection> selection;
  private final List<CalibratedPart> parts;

  private ReleaseCalibration(
      ApproximateDp total,
      ApproximateDp composed,
      List<NoiseMechanism> mechanisms,
      Optional<TruncatedGeometricSelection> selection,
      List<CalibratedPart> parts) {
    this.total = total;
    this.composed = composed;
    this.mechanisms = mechanisms;
    this.selection = selection;
    this.parts = parts;
  }

  /**
   * Calibrates a release.
   *
   * @param total what the release may cost, for neighbours that differ by one privacy unit (P1)
   * @param noise the family of noise of all aggregates
   * @param aggregates the sensitivity of each aggregate, at least one, none of them 0
   * @param privateGroups whether the groups themselves are chosen privately
   * @param maxGroups how many groups a unit contributes to (L0), at least 1
   * @throws IllegalArgumentException if a share is outside the range of its mechanism, or a delta
   *     is needed and missing
   * @throws IllegalStateException if the parts don't compose within the total
   */
  public static ReleaseCalibration of(
      ApproximateDp total,
      NoiseKind noise,
      List<Sensitivity> aggregates,
      boolean privateGroups,
      int maxGroups) {
    if (aggregates.isEmpty()) {
      throw new IllegalArgumentException("a release needs at least one aggregate");
    }
    NoiseCalibration calibration = CALIBRATIONS.get(noise);
    if (calibration.needsDelta() && total.delta().signum() == 0) {
      throw new IllegalArgumentException(
          noise.word()
              + " noise needs a delta above 0. Provided value: "
              + total.delta()
              + ". Set a delta or choose laplace noise.");
    }
    Budgets budgets = Budgets.of(total, aggregates.size(), calibration.needsDelta(), privateGroups);
    List<NoiseMechanism> mechanisms = calibration.calibrate(budgets.noise(), aggregates);
    Optional<TruncatedGeometricSelection> selection =
        budgets
            .selection()
            .map(part -> new TruncatedGeometricSelection(part.epsilon(), part.delta(), maxGroups));

    List<PrivacyLoss> losses =
        IntStream.range(0, aggregates.size())
            .mapToObj(index -> mechanisms.get(index).privacyLoss(aggregates.get(index)))
            .toList();
    ApproximateDp composed =
        calibration
            .compose(losses, budgets.noise().delta())
            .plus(
                selection.map(TruncatedGeometricSelection::privacyLoss).orElse(ApproximateDp.ZERO));
    if (!composed.isWithin(total)) {
      throw new IllegalStateException(
          "the calibrated parts compose to " + composed + ", more than the total " + total);
    }
    return new ReleaseCalibration(total, composed, mechanisms, selection, parts(losses, selection));
  }

  private static List<CalibratedPart> parts(
      List<PrivacyLoss> losses, Optional<TruncatedGeometricSelection> selection) {
    List<CalibratedPart> parts = new ArrayList<>();
    for (PrivacyLoss loss : losses) {
      parts.add(new CalibratedPart("aggregate " + parts.size(), loss));
    }
    selection.ifPresent(
        rule -> parts.add(new CalibratedPart("group selection", rule.privacyLoss())));
    return List.copyOf(parts);
  }

  /** The shares of a total, rounded down. */
  private record Budgets(ApproximateDp noise, Optional<ApproximateDp> selection) {

    static Budgets of(
        ApproximateDp total, int aggregates, boolean noiseNeedsDelta, boolean privateGroups) {
      BigDecimal epsilon = total.epsilon().round(NoiseCalibration.DOWN);
      BigDecimal delta = total.delta();
      if (!privateGroups) {
        BigDecimal noiseDelta = noiseNeedsDelta ? delta : BigDecimal.ZERO;
        return new Budgets(new ApproximateDp(epsilon, noiseDelta), Optional.empty());
      }
      BigDecimal share = epsilon.divide(BigDecimal.valueOf(aggregates + 1L), NoiseCalibration.DOWN);
      BigDecimal selectionDelta =
          noiseNeedsDelta ? delta.divide(BigDecimal.valueOf(2), NoiseCalibration.DOWN) : delta;
      BigDecimal noiseDelta = noiseNeedsDelta ? selectionDelta : BigDecimal.ZERO;
      BigDecimal noiseEpsilon = share.multiply(BigDecimal.valueOf(aggregates));
      return new Budgets(
          new ApproximateDp(noiseEpsilon, noiseDelta),
          Optional.of(new ApproximateDp(share, selectionDelta)));
    }
  }

  /** One mechanism an aggregate, in the order given. */
  public List<NoiseMechanism> mechanisms() {
    return mechanisms;
  }

  /** The selection of groups; empty where the groups are public. */
  public Optional<TruncatedGeometricSelection> selection() {
    return selection;
  }

  /** What each part costs: the aggregates in the order given, then the selection. */
  public List<CalibratedPart> parts() {
    return parts;
  }

  /** What the release is charged: the total it was calibrated to. */
  public ApproximateDp total() {
    return total;
  }

  /** What the parts compose to, rounded up: at most {@link #total}. */
  public ApproximateDp composed() {
    return composed;
  }
}
