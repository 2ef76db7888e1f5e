package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Objects;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * The budget of one space of privacy units. Its total is fixed when the account is created and is
 * never set by a release's specification.
 *
 * @param id legal by {@link LedgerIds}
 * @param privacyUnit whose presence the budget protects, in words ("customer of shop X"), at most
 *     1,000 characters
 * @param total the most that all releases together may cost one privacy unit, by basic composition;
 *     epsilon above 0, delta in [0, 1)
 * @param created when, by the clock of the machine that created it; for information only
 * @param createdBy the user that created it
 */
public record Account(
    String id, String privacyUnit, ApproximateDp total, Instant created, String createdBy) {

  public Account {
    LedgerIds.require("account id", id);
    LedgerText.require("privacy unit", privacyUnit, LedgerText.SHORT);
    Objects.requireNonNull(total, "total");
    LedgerText.requireExact("total", total);
    if (total.epsilon().signum() == 0) {
      throw new IllegalArgumentException(
          "total epsilon must be above 0. Provided value: "
              + total.epsilon().toPlainString()
              + ". Fix: an account that nothing can be charged to needs no ledger");
    }
    Objects.requireNonNull(created, "created");
    LedgerText.require("created by", createdBy, LedgerText.SHORT);
  }

  /** A new account, created now. */
  public static Account now(String id, String privacyUnit, ApproximateDp total, String createdBy) {
    return new Account(id, privacyUnit, total, Instant.now(), createdBy);
  }
}
