package org.tacet.accountant.calibration;

import java.util.Objects;
import org.tacet.accountant.loss.PrivacyLoss;

/**
 * One line of a release's bill.
 *
 * @param name {@code aggregate 0}, {@code aggregate 1}, ... in the order given, or {@code group
 *     selection}
 * @param loss what it costs over all groups of a unit
 */
public record CalibratedPart(String name, PrivacyLoss loss) {

  public CalibratedPart {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(loss, "loss");
  }
}
