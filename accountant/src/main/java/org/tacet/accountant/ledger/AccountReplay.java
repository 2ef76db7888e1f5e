package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * What an account's entries add up to, read one after the other. Each entry is checked against
 * those before it by the rules that writing it obeyed, so an account that was edited into an
 * overdraft, a second charge of one id or a refund after reading is refused, not summed.
 */
final class AccountReplay {

  private final Account account;
  private final Map<String, LedgerEntry> newestByRelease = new LinkedHashMap<>();
  private BigDecimal epsilonSpent = BigDecimal.ZERO;
  private BigDecimal deltaSpent = BigDecimal.ZERO;
  private long nextNumber = 1;

  AccountReplay(Account account) {
    this.account = account;
  }

  /** Takes the next entry in; the answer says why it cannot be the next one, if it cannot. */
  Optional<String> accept(LedgerEntry entry) {
    Optional<String> contradiction = contradiction(entry);
    if (contradiction.isEmpty()) {
      switch (entry.state()) {
        case RESERVED -> {
          epsilonSpent = epsilonSpent.add(entry.charge().epsilon());
          deltaSpent = deltaSpent.add(entry.charge().delta());
        }
        case ABANDONED -> {
          epsilonSpent = epsilonSpent.subtract(entry.charge().epsilon());
          deltaSpent = deltaSpent.subtract(entry.charge().delta());
        }
        case READING, COMMITTED -> {}
      }
      newestByRelease.put(entry.releaseId(), entry);
      nextNumber++;
    }
    return contradiction;
  }

  private Optional<String> contradiction(LedgerEntry entry) {
    if (entry.number() != nextNumber) {
      return Optional.of("it is numbered " + entry.number() + " and not " + nextNumber);
    }
    LedgerEntry before = newestByRelease.get(entry.releaseId());
    Optional<EntryState> needed = needed(entry.state());
    if (!needed.equals(Optional.ofNullable(before).map(LedgerEntry::state))) {
      return Optional.of(
          "it makes release '"
              + entry.releaseId()
              + "' "
              + entry.state()
              + (before == null ? ", which was never reserved" : " from " + before.state()));
    }
    if (before != null && !before.isSameReleaseAs(entry)) {
      return Optional.of(
          "it differs from entry "
              + before.number()
              + " of the same release in its charge, spec,"
              + " output or input");
    }
    if (before == null && !fits(entry.charge())) {
      return Optional.of("it charges " + entry.charge() + " where " + remaining() + " was left");
    }
    return Optional.empty();
  }

  /** The state a release must be in before it takes the given one; empty if it must be new. */
  private static Optional<EntryState> needed(EntryState state) {
    return switch (state) {
      case RESERVED -> Optional.empty();
      case READING, ABANDONED -> Optional.of(EntryState.RESERVED);
      case COMMITTED -> Optional.of(EntryState.READING);
    };
  }

  /** Basic composition as a filter: both parameters are at most what remains (P16). */
  boolean fits(ApproximateDp charge) {
    return charge.isWithin(remaining());
  }

  Account account() {
    return account;
  }

  long nextNumber() {
    return nextNumber;
  }

  Optional<LedgerEntry> newest(String releaseId) {
    return Optional.ofNullable(newestByRelease.get(releaseId));
  }

  ApproximateDp spent() {
    return new ApproximateDp(epsilonSpent, deltaSpent);
  }

  ApproximateDp remaining() {
    return new ApproximateDp(
        account.total().epsilon().subtract(epsilonSpent),
        account.total().delta().subtract(deltaSpent));
  }

  AccountStatement statement() {
    return new AccountStatement(
        account, spent(), remaining(), new ArrayList<>(newestByRelease.values()));
  }
}
