package org.tacet.accountant.ledger;

import java.util.Objects;

/**
 * The end of an account at one moment. Its MAC stands for all entries up to it: whoever kept a head
 * finds out when the account's end is cut off before it, or its past changed.
 *
 * @param accountId whose
 * @param number of the last entry; 0 for the account itself
 * @param mac 64 hexadecimal digits
 */
public record LedgerHead(String accountId, long number, String mac) {

  public LedgerHead {
    LedgerIds.require("account id", accountId);
    if (number < 0) {
      throw new IllegalArgumentException("number must be at least 0. Provided value: " + number);
    }
    Objects.requireNonNull(mac, "mac");
    if (!mac.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a head must be 64 hexadecimal digits. Provided value: "
              + LedgerText.shortened(mac)
              + ". Fix: copy it from budget show or from a manifest");
    }
  }
}
