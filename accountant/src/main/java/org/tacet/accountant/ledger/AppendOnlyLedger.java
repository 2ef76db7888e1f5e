package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The protocol of a ledger over any store that can compare and append: put an entry under a number,
 * atomically, and say whether the number was free. Every change is decided on all entries before it
 * and then appended under the next number; when another writer took the number, the change is
 * decided again on what that writer left. So there are no locks, leases or clocks, and a writer
 * that dies holds up nobody.
 *
 * <p>A new store extends this class, implements the storage methods and {@link #who}, and passes
 * {@code LedgerContract}.
 */
public abstract class AppendOnlyLedger implements Ledger {

  /**
   * Of n writers that race without pause one wins each round, so with 16 of them 1,000 lost rounds
   * in a row have probability (15/16)^1000, below 1e-28.
   */
  private static final int ATTEMPTS = 1_000;

  private final int attempts;

  protected AppendOnlyLedger() {
    this(ATTEMPTS);
  }

  AppendOnlyLedger(int attempts) {
    this.attempts = attempts;
  }

  /**
   * Stores the account as entry 0, durably and all or nothing.
   *
   * @return false if there is one of that id
   */
  protected abstract boolean appendAccount(Account account);

  /** The account of a legal id, or empty if there is none. */
  protected abstract Optional<Account> account(String accountId);

  /** All entries from a number on, in order; a gap is a {@link CorruptLedgerException}. */
  protected abstract List<LedgerEntry> entriesFrom(String accountId, long firstNumber);

  /**
   * Stores an entry under its number, durably and all or nothing.
   *
   * @return false if the number is taken, in which case the other entry can be read by now
   */
  protected abstract boolean append(String accountId, LedgerEntry entry);

  /** The user that entries are to name as their writer, 1 to 1,000 characters. */
  protected abstract String who();

  /** Where the ledger is, for messages: "the ledger file:/data/ledger". */
  protected abstract String location();

  /** Where an entry is, for messages. */
  protected String location(String accountId, long number) {
    return "Entry " + number + " of account '" + accountId + "' in " + location();
  }

  @Override
  public final void create(Account account) {
    if (!appendAccount(account)) {
      throw new AccountExistsException(account.id(), location());
    }
  }

  @Override
  public final AccountStatement statement(String accountId) {
    return replay(accountId).statement();
  }

  @Override
  public final void reserve(String accountId, ReservationRequest request) {
    ProcessIdentity writer = ProcessIdentity.current(who());
    change(
        accountId,
        replay -> {
          replay
              .newest(request.releaseId())
              .ifPresent(
                  recorded -> {
                    throw new ReleaseAlreadyRecordedException(accountId, recorded);
                  });
          if (!replay.fits(request.charge())) {
            throw new BudgetRefusedException(
                replay.account(),
                request.releaseId(),
                request.charge(),
                replay.spent(),
                replay.remaining());
          }
          return LedgerEntry.reserved(replay.nextNumber(), request, writer, Instant.now());
        });
  }

  @Override
  public final void markReading(String accountId, String releaseId, String inputFingerprint) {
    LedgerIds.require("release id", releaseId);
    LedgerText.require("input fingerprint", inputFingerprint, LedgerText.LONG);
    ProcessIdentity writer = ProcessIdentity.current(who());
    change(
        accountId,
        replay ->
            release(
                    replay,
                    releaseId,
                    EntryState.RESERVED,
                    "rows can be read only once, right" + " after the reservation")
                .reading(replay.nextNumber(), inputFingerprint, writer, Instant.now()));
  }

  @Override
  public final void commit(String accountId, String releaseId, String manifestHash) {
    LedgerIds.require("release id", releaseId);
    LedgerText.require("manifest hash", manifestHash, LedgerText.LONG);
    ProcessIdentity writer = ProcessIdentity.current(who());
    change(
        accountId,
        replay ->
            release(
                    replay,
                    releaseId,
                    EntryState.READING,
                    "only a release that read its input" + " can be committed, and only once")
                .committed(replay.nextNumber(), manifestHash, writer, Instant.now()));
  }

  @Override
  public final void abandon(String accountId, String releaseId) {
    LedgerIds.require("release id", releaseId);
    ProcessIdentity writer = ProcessIdentity.current(who());
    change(
        accountId,
        replay ->
            release(
                    replay,
                    releaseId,
                    EntryState.RESERVED,
                    "a charge is refunded only while no"
                        + " row can have been read, since nobody can tell what became of one that was")
                .abandoned(replay.nextNumber(), writer, Instant.now()));
  }

  private LedgerEntry release(
      AccountReplay replay, String releaseId, EntryState needed, String reason) {
    String who = "Release '" + releaseId + "' of account '" + replay.account().id() + "'";
    LedgerEntry newest =
        replay
            .newest(releaseId)
            .orElseThrow(
                () ->
                    new ReleaseStateException(
                        who
                            + " is not recorded in "
                            + location()
                            + ". Fix: check the id with budget show --account "
                            + replay.account().id()));
    if (newest.state() != needed) {
      throw new ReleaseStateException(
          who
              + " is "
              + newest.state()
              + " and not "
              + needed
              + ": "
              + reason
              + ". Fix: start a release under a new id");
    }
    return newest;
  }

  private void change(String accountId, Function<AccountReplay, LedgerEntry> decide) {
    AccountReplay replay = replay(accountId);
    for (int attempt = 0; attempt < attempts; attempt++) {
      if (append(accountId, decide.apply(replay))) {
        return;
      }
      readOn(replay);
    }
    throw new LedgerBusyException(accountId, attempts);
  }

  private AccountReplay replay(String accountId) {
    LedgerIds.require("account id", accountId);
    AccountReplay replay =
        new AccountReplay(
            account(accountId)
                .orElseThrow(() -> new UnknownAccountException(accountId, location())));
    readOn(replay);
    return replay;
  }

  private void readOn(AccountReplay replay) {
    String accountId = replay.account().id();
    for (LedgerEntry entry : entriesFrom(accountId, replay.nextNumber())) {
      replay
          .accept(entry)
          .ifPresent(
              contradiction -> {
                throw new CorruptLedgerException(
                    location(accountId, replay.nextNumber()), contradiction);
              });
    }
  }
}
