package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.document.DocumentFields;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Documents of format 1, which had a total and charges of (epsilon, delta), no seals, and an input
 * fingerprint only from READING on. They are read as what they promised: plain sums.
 */
final class FirstFormat {

  private static final String PATH = "entry";

  /** Equal to no hash of an input, so that none of these releases is taken up again. */
  private static final String UNKNOWN_INPUT = "format 1";

  private FirstFormat() {}

  static Account readAccount(String accountId, Map<String, Object> document) {
    DocumentFields fields = new DocumentFields(document, "account");
    LedgerDocument.wholeNumber(fields, "format");
    LedgerDocument.requireAccount(fields, accountId);
    Account plain =
        Account.now(
            accountId,
            LedgerDocument.text(fields, "privacy_unit"),
            LedgerDocument.loss(fields),
            LedgerDocument.text(fields, "created_by"));
    Account account =
        new Account(
            plain.id(),
            plain.privacyUnit(),
            plain.budget(),
            Optional.empty(),
            plain.tables(),
            plain.purposes(),
            "",
            LedgerDocument.instant(fields, "created"),
            plain.createdBy());
    fields.requireNoOthers();
    return account;
  }

  static LedgerEntry readEntry(String accountId, Map<String, Object> document) {
    DocumentFields fields = new DocumentFields(document, PATH);
    LedgerDocument.wholeNumber(fields, "format");
    LedgerDocument.requireAccount(fields, accountId);
    EntryState state = EntryState.valueOf(LedgerDocument.text(fields, "state"));
    String fingerprint = LedgerDocument.text(fields, "input_fingerprint");
    boolean rowsRead = state == EntryState.READING || state == EntryState.COMMITTED;
    if (rowsRead == fingerprint.isEmpty()) {
      throw new IllegalArgumentException("input_fingerprint does not go with state " + state);
    }
    ApproximateDp cost = LedgerDocument.loss(fields);
    String id = LedgerDocument.text(fields, "release");
    ReservationRequest release =
        new ReservationRequest(
            id,
            id,
            1,
            EpsilonDelta.of(cost),
            cost,
            "",
            List.of(),
            LedgerDocument.text(fields, "spec_hash"),
            UNKNOWN_INPUT,
            LedgerDocument.text(fields, "output"));
    LedgerEntry entry =
        new LedgerEntry(
            LedgerDocument.wholeNumber(fields, "number"),
            state,
            release,
            new Charge(cost.epsilon(), cost.delta()),
            0,
            state == EntryState.READING ? fingerprint : "",
            LedgerDocument.text(fields, "manifest_hash"),
            LedgerDocument.writer(fields),
            LedgerDocument.instant(fields, "when"),
            "");
    fields.requireNoOthers();
    return entry;
  }
}
