package org.tacet.accountant.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;
import org.tacet.accountant.ledger.AccountVerification.Finding;
import org.tacet.accountant.loss.ApproximateDp;

/** Looks at every document of an account and goes on after what it finds. */
final class AccountAudit {

  private final LedgerStore store;
  private final AccountDocuments documents;
  private final List<Finding> findings = new ArrayList<>();

  /** A release that runs every day asks for the same each time. */
  private final Map<Asked, Charge> charges = new HashMap<>();

  private record Asked(PrivacyEvent event, ApproximateDp cost) {}

  AccountAudit(LedgerStore store, AccountDocuments documents) {
    this.store = store;
    this.documents = documents;
  }

  AccountVerification verify(String accountId, List<LedgerHead> expected) {
    AccountState state;
    try {
      state = documents.stateAtCreation(accountId);
    } catch (UnknownAccountException nothing) {
      throw nothing;
    } catch (LedgerException unreadable) {
      findings.add(new Finding(store.location(accountId, 0), unreadable.getMessage()));
      return new AccountVerification(Optional.empty(), 0, findings);
    }
    List<LedgerHead> missing = new ArrayList<>(expected);
    missing.remove(state.head());
    boolean sound = true;
    LedgerHead last = state.head();
    long number = 1;
    for (Optional<byte[]> bytes = next(accountId, number);
        bytes.isPresent();
        bytes = next(accountId, number)) {
      Optional<LedgerHead> head = look(state, number, bytes.get(), last, sound);
      sound &= head.isPresent() && state.head().number() == number;
      last = head.orElse(new LedgerHead(accountId, number, "0".repeat(64)));
      missing.remove(last);
      number++;
    }
    for (LedgerHead head : missing) {
      findings.add(
          new Finding(
              store.location(accountId, head.number()),
              head.number() >= number
                  ? "it is missing, and its head was seen before: the end of the account was cut off"
                  : "its head is not " + head.mac() + ", which was seen before"));
    }
    snapshot(accountId);
    return new AccountVerification(Optional.of(last), number - 1, findings);
  }

  private Optional<byte[]> next(String accountId, long number) {
    Optional<byte[]> bytes = store.read(accountId, number);
    if (bytes.isEmpty()) {
      try {
        store.readFrom(accountId, number);
      } catch (CorruptLedgerException gap) {
        findings.add(
            new Finding(
                store.location(accountId, number),
                "it is missing although later entries are there; those were not looked at"));
      }
    }
    return bytes;
  }

  /**
   * One document: seal, link, content, and what it does to the state as long as that can be known.
   *
   * @return its head; empty if it can't be read
   */
  private Optional<LedgerHead> look(
      AccountState state, long number, byte[] bytes, LedgerHead last, boolean sound) {
    Account account = state.account();
    String where = store.location(account.id(), number);
    AccountDocuments.Checked document;
    try {
      document =
          documents.checkedSeal(documents.sealToCheck(account.id(), account), bytes, last.mac());
    } catch (IllegalArgumentException broken) {
      findings.add(new Finding(where, broken.getMessage()));
      return DocumentSeal.split(bytes)
          .map(read -> new LedgerHead(account.id(), number, read.mac()));
    }
    try {
      AccountDocuments.requireLink(document, last.mac());
      LedgerEntry entry = LedgerDocument.readEntry(account.id(), document.document());
      if (sound) {
        state
            .accept(entry, document.mac())
            .ifPresent(contradiction -> findings.add(new Finding(where, contradiction)));
      } else if (entry.number() != number) {
        findings.add(new Finding(where, "it is numbered " + entry.number()));
      }
      charge(account, entry).ifPresent(problem -> findings.add(new Finding(where, problem)));
    } catch (IllegalArgumentException wrong) {
      findings.add(new Finding(where, wrong.getMessage()));
    }
    return Optional.of(new LedgerHead(account.id(), number, document.mac()));
  }

  /** Whether an entry charges less than its event costs by the accounting of this version. */
  private Optional<String> charge(Account account, LedgerEntry entry) {
    try {
      Charge due =
          charges.computeIfAbsent(
              new Asked(entry.release().event(), entry.cost()),
              asked -> account.budget().charge(asked.event(), asked.cost()));
      return due.isWithin(entry.charge())
          ? Optional.empty()
          : Optional.of("it charges " + entry.charge() + ", and its event costs " + due);
    } catch (FilterRefusedException | UnsupportedEventException noCharge) {
      return Optional.of("its event has no charge: " + noCharge.getMessage());
    }
  }

  private void snapshot(String accountId) {
    try {
      documents.state(accountId);
    } catch (IllegalArgumentException | CorruptLedgerException wrong) {
      findings.add(new Finding("The snapshot of account '" + accountId + "'", wrong.getMessage()));
    }
  }
}
