package org.tacet.accountant.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;

/**
 * What an account's entries add up to, read one after the other. Each entry is checked against
 * those before it by the rules that writing it obeyed, so an account that was edited into an
 * overdraft, a second charge of one attempt or a refund after reading is refused, not summed.
 *
 * <p>Of releases that are settled only the number of the newest entry is kept, so that a snapshot
 * of many years is small.
 */
final class AccountState {

  /** Where a release stands: its newest entry. */
  record Newest(long number, EntryState state) {}

  private final Account account;
  private final LongFunction<LedgerEntry> entries;
  private final Map<String, Newest> newestByRelease = new LinkedHashMap<>();
  private final Map<String, LedgerEntry> open = new LinkedHashMap<>();
  private final Map<String, AccountBudget> parts;
  private AccountBudget whole;
  private LedgerHead head;

  /**
   * The state before the first entry.
   *
   * @param entries gives the entry of a number, among those that were accepted
   * @param head that of the account's own document
   */
  AccountState(Account account, LedgerHead head, LongFunction<LedgerEntry> entries) {
    this.account = account;
    this.head = head;
    this.entries = entries;
    this.whole = account.budget();
    this.parts = account.parts();
  }

  /** The state that a snapshot kept. */
  AccountState(
      Account account,
      LedgerHead head,
      AccountBudget whole,
      Map<String, AccountBudget> parts,
      Map<String, Newest> newestByRelease,
      LongFunction<LedgerEntry> entries) {
    this(account, head, entries);
    boolean sameParts =
        parts.keySet().equals(this.parts.keySet())
            && parts.entrySet().stream()
                .allMatch(part -> part.getValue().isStateOf(this.parts.get(part.getKey())));
    if (!sameParts || !whole.isStateOf(account.budget())) {
      throw new IllegalArgumentException("its budgets are not those of the account");
    }
    this.whole = whole;
    this.parts.putAll(parts);
    this.newestByRelease.putAll(newestByRelease);
  }

  /**
   * Takes the next entry in; the answer says why it cannot be the next one, if it cannot.
   *
   * @param mac of its document
   */
  Optional<String> accept(LedgerEntry entry, String mac) {
    Optional<String> contradiction = contradiction(entry);
    if (contradiction.isPresent()) {
      return contradiction;
    }
    List<String> charged = account.partsOf(entry.release());
    try {
      switch (entry.state()) {
        case RESERVED -> charge(entry, charged);
        case ABANDONED -> {
          whole = whole.refunded(entry.period(), entry.charge());
          charged.forEach(
              part ->
                  parts.compute(
                      part, (name, budget) -> budget.refunded(entry.period(), entry.charge())));
        }
        case READING, COMMITTED -> {}
      }
    } catch (FilterRefusedException beyond) {
      return Optional.of("it charges what was not left: " + beyond.getMessage());
    }
    newestByRelease.put(entry.releaseId(), new Newest(entry.number(), entry.state()));
    if (entry.state() == EntryState.RESERVED || entry.state() == EntryState.READING) {
      open.put(entry.releaseId(), entry);
    } else {
      open.remove(entry.releaseId());
    }
    head = new LedgerHead(account.id(), entry.number(), mac);
    return Optional.empty();
  }

  private void charge(LedgerEntry entry, List<String> charged) {
    Map<String, AccountBudget> after = new LinkedHashMap<>();
    for (String part : charged) {
      after.put(
          part, charged(part, parts.get(part), entry.release(), entry.period(), entry.charge()));
    }
    whole = charged("total", whole, entry.release(), entry.period(), entry.charge());
    parts.putAll(after);
  }

  /**
   * Asks whole and parts for a charge.
   *
   * @throws FilterRefusedException if one of them refuses
   */
  void requireGranted(ReservationRequest release, long period, Charge charge) {
    charged("total", whole, release, period, charge);
    for (String part : account.partsOf(release)) {
      charged(part, parts.get(part), release, period, charge);
    }
  }

  private static AccountBudget charged(
      String name, AccountBudget budget, ReservationRequest release, long period, Charge charge) {
    try {
      return budget.charged(period, release.event(), charge);
    } catch (FilterRefusedException refused) {
      throw new FilterRefusedException(name + ": " + refused.getMessage());
    }
  }

  /** Why an entry cannot be the next one, whatever it charges; empty if it can. */
  Optional<String> contradiction(LedgerEntry entry) {
    if (entry.number() != nextNumber()) {
      return Optional.of("it is numbered " + entry.number() + " and not " + nextNumber());
    }
    Optional<LedgerEntry> before = newest(entry.releaseId());
    if (!follows(entry, before)) {
      return Optional.of(
          "it makes release '"
              + entry.releaseId()
              + "' "
              + entry.state()
              + before
                  .map(known -> " from " + known.state() + ", attempt " + known.attempt())
                  .orElse(", which was never reserved"));
    }
    boolean isSame =
        before.isEmpty()
            || (entry.state() == EntryState.RESERVED
                ? before.get().release().differenceTo(entry.release()).isEmpty()
                : before.get().isSameAttemptAs(entry));
    if (!isSame) {
      return Optional.of(
          "it differs from entry "
              + before.get().number()
              + " of the same release in its charge, spec, output or input");
    }
    return entry.state() == EntryState.RESERVED
        ? account.refusal(entry.release()).map(reason -> "the account refuses it: " + reason)
        : Optional.empty();
  }

  /**
   * Whether a release may go from where it stands to an entry; a new attempt follows a lost one.
   */
  private static boolean follows(LedgerEntry entry, Optional<LedgerEntry> before) {
    Optional<EntryState> from = before.map(LedgerEntry::state);
    return switch (entry.state()) {
      case RESERVED ->
          before.isEmpty()
              || ((from.get() == EntryState.READING || from.get() == EntryState.ABANDONED)
                  && entry.attempt() > before.get().attempt());
      case READING, ABANDONED -> from.equals(Optional.of(EntryState.RESERVED));
      case COMMITTED -> from.equals(Optional.of(EntryState.READING));
    };
  }

  Account account() {
    return account;
  }

  long nextNumber() {
    return head.number() + 1;
  }

  LedgerHead head() {
    return head;
  }

  AccountBudget whole() {
    return whole;
  }

  Map<String, AccountBudget> parts() {
    return Map.copyOf(parts);
  }

  Map<String, Newest> newestByRelease() {
    return newestByRelease;
  }

  /** The newest entry of a release. */
  Optional<LedgerEntry> newest(String releaseId) {
    LedgerEntry known = open.get(releaseId);
    return known != null
        ? Optional.of(known)
        : Optional.ofNullable(newestByRelease.get(releaseId))
            .map(newest -> recorded(releaseId, newest));
  }

  /** What lies before a snapshot is not chained to what is read, so it has to be what was meant. */
  private LedgerEntry recorded(String releaseId, Newest newest) {
    LedgerEntry entry = entries.apply(newest.number());
    if (entry.number() != newest.number()
        || entry.state() != newest.state()
        || !entry.releaseId().equals(releaseId)) {
      throw new CorruptLedgerException(
          "Entry " + newest.number() + " of account '" + account.id() + "'",
          "it is not the one that stood there when the account's snapshot was made");
    }
    return entry;
  }

  /** Whether another reading of the same entries came to the same. */
  boolean isSameAs(AccountState other) {
    return head.equals(other.head)
        && whole.equals(other.whole)
        && parts.equals(other.parts)
        && newestByRelease.equals(other.newestByRelease);
  }

  AccountStatement statement() {
    List<LedgerEntry> unsettled =
        newestByRelease.entrySet().stream()
            .filter(
                release ->
                    release.getValue().state() == EntryState.RESERVED
                        || release.getValue().state() == EntryState.READING)
            .map(release -> newest(release.getKey()).orElseThrow())
            .toList();
    return new AccountStatement(
        account, whole, new LinkedHashMap<>(parts), head, newestByRelease.size(), unsettled);
  }
}
