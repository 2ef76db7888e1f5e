package org.tacet.accountant.selection;

import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.TruncatedGeometricSelection;

/**
 * What a choice of groups keeps, from its parameters alone and for counts of any size: a group gets
 * epsilon / L0 and 1 - (1 - delta)^(1 / L0) (P12). In double arithmetic, for display and comparison
 * (P20); probabilities are accurate to about 1e-12 of themselves, or 1e-15 next to 1.
 *
 * <ul>
 *   <li>{@link TruncatedGeometricSelection}: the closed form of the optimal rule (Desfontaines,
 *       Voss, Gipson, Mandayam 2020, Theorem 2).
 *   <li>{@link LaplaceThreshold}: noise of scale b = L0 m / epsilon on counts of rows, m the {@code
 *       max_rows_per_group}; threshold T = m - b ln(2 delta), or m + b ln(2 (1 - delta)) for a
 *       delta above 1/2 (Korolova et al. 2009; Wilson et al. 2020, "Differentially private SQL with
 *       bounded user contribution", section 3.5).
 *   <li>{@link GaussianThreshold}: noise of sigma = sqrt(L0) m / mu, mu the largest that costs
 *       (epsilon, noise_delta) (Balle, Wang 2018, Theorem 8); T = m + sigma times the normal
 *       quantile.
 * </ul>
 */
public final class GroupSelections {

  private GroupSelections() {}

  /**
   * The probability that a group is published.
   *
   * @param selection one of the events above
   * @param privacyUnits how many units the group has after bounding, at least 0; each contributes
   *     one row
   * @throws IllegalArgumentException if the event is no choice of groups, or the count is negative
   */
  public static double keepProbability(PrivacyEvent selection, long privacyUnits) {
    KeepCurve curve = curve(selection);
    if (privacyUnits < 0) {
      throw new IllegalArgumentException(
          "privacy_units must be a whole number of at least 0. Provided value: "
              + privacyUnits
              + ".");
    }
    return curve.keepProbability((double) privacyUnits);
  }

  /**
   * What the count must reach, in privacy units of one row each: for {@link
   * TruncatedGeometricSelection} the smallest count that is always kept, else what the noisy count
   * is compared with.
   *
   * @param selection one of the events above
   * @throws IllegalArgumentException if the event is no choice of groups
   */
  public static double threshold(PrivacyEvent selection) {
    return curve(selection).threshold();
  }

  private static KeepCurve curve(PrivacyEvent selection) {
    if (selection instanceof TruncatedGeometricSelection geometric) {
      return new TruncatedGeometricCurve(
          geometric.epsilon() / geometric.maxGroups(),
          deltaOfGroup(geometric.delta(), geometric.maxGroups()));
    }
    if (selection instanceof LaplaceThreshold laplace) {
      return NoisyThresholdCurve.of(laplace);
    }
    if (selection instanceof GaussianThreshold gaussian) {
      return NoisyThresholdCurve.of(gaussian);
    }
    throw new IllegalArgumentException(
        "event must be a TruncatedGeometricSelection, a LaplaceThreshold or a GaussianThreshold to"
            + " have a keep_probability or a threshold. Provided value: "
            + EventDocument.of(selection).get("type")
            + ".");
  }

  /** 1 - (1 - delta)^(1 / L0), to about 1e-14 of itself. */
  static double deltaOfGroup(double delta, long maxGroups) {
    return maxGroups == 1 ? delta : -Math.expm1(Math.log1p(-delta) / maxGroups);
  }
}
