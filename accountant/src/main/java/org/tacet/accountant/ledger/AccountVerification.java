package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Optional;

/**
 * What a look at every document of an account found.
 *
 * @param head where the account ends; empty if not even the account's own document can be read
 * @param entries how many documents were looked at, without the account's own
 * @param findings what is wrong, in the order of the entries; none if all is well
 */
public record AccountVerification(Optional<LedgerHead> head, long entries, List<Finding> findings) {

  public AccountVerification {
    findings = List.copyOf(findings);
  }

  /**
   * Something wrong.
   *
   * @param where the document, as the store's administrator would find it
   */
  public record Finding(String where, String problem) {}

  public boolean isSound() {
    return findings.isEmpty();
  }
}
