package org.tacet.engine.publish;

import java.util.regex.Pattern;
import org.tacet.accountant.ledger.LedgerIds;

/**
 * The state of an account when a release was marked as reading, as its manifest says it in public.
 * Later the account's entries can be checked against it: none up to that one may be gone.
 *
 * @param entryNumber the number of the mark among the account's entries, at least 1
 * @param mac of that entry, 64 hex digits
 */
public record LedgerHead(String account, long entryNumber, String mac) {

  private static final Pattern MAC = Pattern.compile("[0-9a-f]{64}");

  public LedgerHead {
    LedgerIds.require("account id", account);
    if (entryNumber < 1) {
      throw new IllegalArgumentException(
          "entry number must be at least 1. Provided value: " + entryNumber);
    }
    if (!MAC.matcher(mac).matches()) {
      throw new IllegalArgumentException(
          "mac must be 64 hex digits, in lower case. Provided value: %d characters"
              .formatted(mac.length()));
    }
  }
}
