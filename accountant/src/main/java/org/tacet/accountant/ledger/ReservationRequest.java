package org.tacet.accountant.ledger;

import java.util.Objects;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * What a release asks of an account before it reads any row.
 *
 * @param releaseId legal by {@link LedgerIds}, never used before in the account
 * @param charge the total privacy loss of the release's plan, not (0, 0)
 * @param specHash hash of the specification, with its parameters filled in; at most 1,000
 *     characters
 * @param output where the result will be published
 */
public record ReservationRequest(
    String releaseId, ApproximateDp charge, String specHash, String output) {

  public ReservationRequest {
    LedgerIds.require("release id", releaseId);
    requireCharge(charge);
    LedgerText.require("spec hash", specHash, LedgerText.SHORT);
    LedgerText.require("output", output, LedgerText.LONG);
  }

  static void requireCharge(ApproximateDp charge) {
    Objects.requireNonNull(charge, "charge");
    LedgerText.requireExact("charge", charge);
    if (charge.epsilon().signum() == 0 && charge.delta().signum() == 0) {
      throw new IllegalArgumentException(
          "charge must not be (0, 0): a release that costs nothing tells nothing of private data."
              + " Fix: set privacy.epsilon above 0");
    }
  }
}
