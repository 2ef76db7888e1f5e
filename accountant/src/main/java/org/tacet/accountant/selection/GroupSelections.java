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

  /** No sum of it and a threshold overflows; no release has so many units. */
  static final long LARGEST_MINIMUM = 1L << 40;

  private GroupSelections() {}

  /**
   * The probability that a group is published; 0 for one that nobody contributes to.
   *
   * @param selection one of the events above
   * @param privacyUnits how many units the group has after bounding, at least 0; each contributes
   *     one row
   * @throws IllegalArgumentException if the event is no choice of groups, or the count is negative
   */
  public static double keepProbability(PrivacyEvent selection, long privacyUnits) {
    return keepProbability(selection, 1, privacyUnits);
  }

  /**
   * The probability that a group is published where no group of fewer than {@code minPrivacyUnits}
   * is: the selection acts on the count less {@code minPrivacyUnits - 1}, and what is left of 0 or
   * less is never published, whatever the noise. That costs the same (P12): one unit more lifts
   * such a count to the m of its rows at most, which is published with the group's delta at most,
   * and all other steps are those of the selection. Thresholds see rows: with m above 1, fewer
   * units of several rows each may reach a minimum.
   *
   * @param selection one of the events above
   * @param minPrivacyUnits 1 to 2^40
   * @param privacyUnits as above
   * @throws IllegalArgumentException as above, or if the minimum is out of range
   */
  public static double keepProbability(
      PrivacyEvent selection, long minPrivacyUnits, long privacyUnits) {
    KeepCurve curve = curve(selection);
    requireMinimum(minPrivacyUnits);
    if (privacyUnits < 0) {
      throw new IllegalArgumentException(
          "privacy_units must be a whole number of at least 0. Provided value: "
              + privacyUnits
              + ".");
    }
    return privacyUnits < minPrivacyUnits
        ? 0
        : curve.keepProbability((double) (privacyUnits - (minPrivacyUnits - 1)));
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
    return threshold(selection, 1);
  }

  /**
   * What the count must reach where no group of fewer than {@code minPrivacyUnits} is published.
   *
   * @param selection one of the events above
   * @param minPrivacyUnits 1 to 2^40
   * @throws IllegalArgumentException as above, or if the minimum is out of range
   */
  public static double threshold(PrivacyEvent selection, long minPrivacyUnits) {
    requireMinimum(minPrivacyUnits);
    return curve(selection).threshold() + (double) (minPrivacyUnits - 1);
  }

  static void requireMinimum(long minPrivacyUnits) {
    if (minPrivacyUnits < 1 || minPrivacyUnits > LARGEST_MINIMUM) {
      throw new IllegalArgumentException(
          "min_privacy_units_per_group must be a whole number in [1, 2^40]. Provided value: "
              + minPrivacyUnits
              + ".");
    }
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
