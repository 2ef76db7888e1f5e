package org.tacet.accountant.selection;

import java.io.Serializable;
import java.math.BigDecimal;
import org.tacet.accountant.loss.ApproximateDp;

/** How it is decided which private groups are published: what a release draws by. */
public sealed interface GroupSelection extends Serializable
    permits TruncatedGeometricSelection, NoisyThresholdSelection {

  /** The name in manifests. */
  String name();

  /** What may fail over all groups of a unit. */
  BigDecimal delta();

  /** How many groups a unit contributes to (L0). */
  int maxGroups();

  /** No group of fewer privacy units is published. */
  long minPrivacyUnits();

  /**
   * The probability that a group is published, for display.
   *
   * @param privacyUnits how many privacy units contribute to it after bounding
   */
  double keepProbability(long privacyUnits);

  /** What all decisions of a release cost beside the noise that is published anyway. */
  ApproximateDp privacyLoss();
}
