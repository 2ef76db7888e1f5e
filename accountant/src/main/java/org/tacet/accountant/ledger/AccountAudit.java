package org.tacet.accountant.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterDocument;
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
    Optional<AccountState> created = stateAtCreation(accountId);
    if (created.isEmpty()) {
      return new AccountVerification(Optional.empty(), 0, findings);
    }
    AccountState state = created.get();
    account(state.account());
    Optional<AccountState> snapshot = snapshot(state.account());
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
      if (sound) {
        snapshot.ifPresent(kept -> compare(kept, state));
      }
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
    long entries = number - 1;
    snapshot
        .filter(kept -> kept.head().number() > entries)
        .ifPresent(
            kept ->
                findings.add(
                    new Finding(
                        snapshotOf(state.account()),
                        "it knows entry %d, which is not there: the end of the account was cut off"
                            .formatted(kept.head().number()))));
    return new AccountVerification(Optional.of(last), entries, findings);
  }

  private Optional<AccountState> stateAtCreation(String accountId) {
    if (store.read(accountId, 0).isEmpty()) {
      throw new UnknownAccountException(accountId, store.location());
    }
    try {
      return Optional.of(documents.stateAtCreation(accountId));
    } catch (LedgerException unreadable) {
      findings.add(new Finding(store.location(accountId, 0), unreadable.getMessage()));
      return Optional.empty();
    }
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
      document = documents.checkedSeal(documents.sealToCheck(account), bytes, last.mac());
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
      period(account, entry).ifPresent(problem -> findings.add(new Finding(where, problem)));
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

  /** A snapshot that can't be used is told of; one that would grant otherwise is the worst. */
  private Optional<AccountState> snapshot(Account account) {
    try {
      return documents.snapshot(account);
    } catch (IllegalArgumentException wrong) {
      findings.add(new Finding(snapshotOf(account), wrong.getMessage()));
      return Optional.empty();
    }
  }

  private static String snapshotOf(Account account) {
    return "The snapshot of account '" + account.id() + "'";
  }

  private void compare(AccountState snapshot, AccountState state) {
    if (snapshot.head().number() == state.head().number() && !snapshot.isSameAs(state)) {
      findings.add(
          new Finding(
              snapshotOf(state.account()),
              "it says otherwise than the entries up to " + state.head().number()));
    }
  }

  /** Where rules of time zones changed since, this is told of although nothing is wrong. */
  private Optional<String> period(Account account, LedgerEntry entry) {
    boolean counts = entry.state() == EntryState.RESERVED || entry.state() == EntryState.READING;
    long written = account.budget().periodOf(entry.when());
    return counts && written != entry.period()
        ? Optional.of(
            "it is of period %d of the budget, and was written in period %d"
                .formatted(entry.period(), written))
        : Optional.empty();
  }

  private void account(Account account) {
    if (documents.isRefusedForLackOfAKey(account)) {
      findings.add(
          new Finding(
              store.location(account.id(), 0),
              "it is not sealed with a key, and this ledger has one: nothing is granted from it"));
    }
    if (account.budget() instanceof PlannedBudget planned) {
      try {
        FilterDocument.readSchedule(FilterDocument.of(planned.schedule()));
      } catch (IllegalArgumentException cheaper) {
        findings.add(new Finding(store.location(account.id(), 0), cheaper.getMessage()));
      }
    }
  }
}
