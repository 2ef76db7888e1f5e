package org.tacet.accountant.selection;

import java.math.BigDecimal;
import java.util.Objects;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.BitSource;

/**
 * Decides which private groups are published: each group on its own, with a probability that
 * depends on its count of privacy units alone. Of all rules with this guarantee it keeps every
 * count with the largest probability (Desfontaines, Voss, Gipson, Mandayam 2020, "Differentially
 * private partition selection", Theorem 1), up to the rounding of {@link KeepProbabilities}.
 *
 * <p>(epsilon, delta)-DP for neighbours that differ by one privacy unit of at most {@code
 * maxGroups} groups: a group gets epsilon / L0 and 1 - (1 - delta)^(1 / L0), both rounded down, and
 * L0 independent decisions compose to (epsilon, delta) (Kairouz, Oh, Viswanath 2015, Theorem 3.3;
 * P12).
 *
 * <p>Immutable, safe for many threads. The table of probabilities is not serialized but computed
 * again where it is needed.
 */
public final class TruncatedGeometricSelection implements GroupSelection {

  private static final long serialVersionUID = 2L;

  private final BigDecimal epsilon;
  private final BigDecimal delta;
  private final int maxGroups;
  private final long minPrivacyUnits;
  private transient volatile KeepProbabilities probabilities;

  /**
   * Prepares a selection.
   *
   * @param epsilon the total over a unit's groups, in [1e-100, 1e100]
   * @param delta the total over a unit's groups, in (0, 1); a group's part must reach 2^-64
   * @param maxGroups how many groups a unit contributes to (L0), at least 1
   * @throws IllegalArgumentException if a parameter is outside its range, or if groups would be
   *     kept for certain only above 2^20 privacy units
   */
  public TruncatedGeometricSelection(BigDecimal epsilon, BigDecimal delta, int maxGroups) {
    this(epsilon, delta, maxGroups, 1);
  }

  /**
   * Prepares a selection that publishes no group of fewer than a stated number of privacy units. It
   * decides on the count less {@code minPrivacyUnits - 1}, or 0: that count moves by at most 1 with
   * a unit, as the count itself does, so that the guarantee is the same (P12). A filter on the
   * exact count before the decision would give a group of {@code minPrivacyUnits} away.
   *
   * @param minPrivacyUnits 1 to 2^40; 1 asks for nothing more than a group that is not empty
   * @throws IllegalArgumentException as above
   */
  public TruncatedGeometricSelection(
      BigDecimal epsilon, BigDecimal delta, int maxGroups, long minPrivacyUnits) {
    GroupSelections.requireMinimum(minPrivacyUnits);
    this.epsilon = epsilon;
    this.delta = delta;
    this.maxGroups = maxGroups;
    this.minPrivacyUnits = minPrivacyUnits;
    probabilities = KeepProbabilities.of(GroupBudget.of(epsilon, delta, maxGroups));
  }

  @Override
  public String name() {
    return "truncated_geometric";
  }

  public BigDecimal epsilon() {
    return epsilon;
  }

  @Override
  public BigDecimal delta() {
    return delta;
  }

  @Override
  public int maxGroups() {
    return maxGroups;
  }

  @Override
  public long minPrivacyUnits() {
    return minPrivacyUnits;
  }

  /**
   * Decides whether a group is published, from one word of its own cell.
   *
   * @param privacyUnits how many privacy units contribute to the group after bounding; a group of
   *     none is never published
   */
  public boolean keep(long privacyUnits, BitSource bits) {
    return probabilities().keep(counted(privacyUnits), bits.nextWord());
  }

  /** The probability of {@link #keep}, rounded to a double, for display. */
  @Override
  public double keepProbability(long privacyUnits) {
    return probabilities().probability(counted(privacyUnits));
  }

  /** The smallest count of privacy units whose group is always published. */
  public long alwaysKeptFrom() {
    return probabilities().alwaysKeptFrom() + (minPrivacyUnits - 1);
  }

  @Override
  public ApproximateDp privacyLoss() {
    return new ApproximateDp(epsilon, delta);
  }

  /** Whole counts are at least 0 and the minimum at least 1: the difference can't overflow. */
  private long counted(long privacyUnits) {
    return Math.max(0, privacyUnits) - (minPrivacyUnits - 1);
  }

  private KeepProbabilities probabilities() {
    KeepProbabilities known = probabilities;
    if (known == null) {
      // Two threads may both compute the table: they find the same one.
      known = KeepProbabilities.of(GroupBudget.of(epsilon, delta, maxGroups));
      probabilities = known;
    }
    return known;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TruncatedGeometricSelection that
        && epsilon.equals(that.epsilon)
        && delta.equals(that.delta)
        && maxGroups == that.maxGroups
        && minPrivacyUnits == that.minPrivacyUnits;
  }

  @Override
  public int hashCode() {
    return Objects.hash(epsilon, delta, maxGroups, minPrivacyUnits);
  }

  @Override
  public String toString() {
    return "TruncatedGeometricSelection[epsilon="
        + epsilon
        + ", delta="
        + delta
        + ", maxGroups="
        + maxGroups
        + ", minPrivacyUnits="
        + minPrivacyUnits
        + "]";
  }
}
