package org.tacet.accountant.ledger;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;

/**
 * The protocol of a ledger over any store that can compare and append. Every change is decided on
 * all entries before it and then appended under the next number; when another writer took the
 * number, the change is decided again on what that writer left. So there are no locks, leases or
 * clocks between processes, and a writer that dies holds up nobody.
 *
 * <p>What the entries add up to is remembered, since an entry never changes: each step of a release
 * would else read all of them again.
 */
public final class AppendOnlyLedger implements Ledger {

  /**
   * Of n writers that race without pause one wins each round, so with 16 of them 1,000 lost rounds
   * in a row have probability (15/16)^1000, below 1e-28.
   */
  private static final int ATTEMPTS = 1_000;

  private final LedgerStore store;
  private final AccountDocuments documents;
  private final int attempts;
  private final InstantSource clock;
  private final Map<String, AccountState> known = new ConcurrentHashMap<>();

  /**
   * @param text how documents become bytes
   * @param keys what seals them
   */
  public AppendOnlyLedger(LedgerStore store, DocumentText text, LedgerKeys keys) {
    this(store, text, keys, ATTEMPTS, InstantSource.system());
  }

  AppendOnlyLedger(
      LedgerStore store, DocumentText text, LedgerKeys keys, int attempts, InstantSource clock) {
    this.store = store;
    this.documents = new AccountDocuments(store, text, keys);
    this.attempts = attempts;
    this.clock = clock;
  }

  @Override
  public void create(Account account) {
    if (!store.append(account.id(), 0, documents.sealed(account))) {
      throw new AccountExistsException(account.id(), store.location());
    }
  }

  @Override
  public AccountStatement statement(String accountId) {
    return read(accountId, AccountState::statement);
  }

  @Override
  public List<String> accounts() {
    return store.accounts();
  }

  @Override
  public Account account(String accountId) {
    LedgerIds.require("account id", accountId);
    return documents.account(accountId);
  }

  @Override
  public List<LedgerEntry> entries(String accountId) {
    LedgerIds.require("account id", accountId);
    List<LedgerEntry> entries = new ArrayList<>();
    AccountState state = documents.stateAtCreation(accountId);
    documents.readOn(state, (entry, mac) -> entries.add(entry));
    return List.copyOf(entries);
  }

  @Override
  public Optional<LedgerEntry> release(String accountId, String releaseId) {
    LedgerIds.requireRelease(releaseId);
    return read(accountId, state -> state.newest(releaseId));
  }

  @Override
  public Reservation reserve(String accountId, ReservationRequest request) {
    LedgerIds.require("account id", accountId);
    return change(
        accountId,
        state -> {
          Optional<LedgerEntry> before = state.newest(request.releaseId());
          if (before.isPresent()) {
            LedgerEntry recorded = before.get();
            String difference = recorded.release().differenceTo(request);
            boolean same = difference.isEmpty() && recorded.attempt() == request.attempt();
            if (same
                && recorded.state() == EntryState.RESERVED
                && isOfThisPeriod(state, recorded)) {
              return Step.nothing(new Reservation(recorded, true));
            }
            boolean lost =
                recorded.state() == EntryState.READING || recorded.state() == EntryState.ABANDONED;
            if (!difference.isEmpty() || !lost || request.attempt() <= recorded.attempt()) {
              throw new ReleaseAlreadyRecordedException(accountId, recorded, difference);
            }
          }
          LedgerEntry entry = reserved(state, request);
          return Step.append(entry, mac -> new Reservation(entry, false));
        });
  }

  /**
   * What was reserved in one period may not be read in a later one: a window that begins in between
   * would see a release that it was never charged for (P17).
   */
  private boolean isOfThisPeriod(AccountState state, LedgerEntry entry) {
    return state.whole().periodOf(clock.instant()) == entry.period();
  }

  private LedgerEntry reserved(AccountState state, ReservationRequest request) {
    Account account = state.account();
    Instant now = clock.instant();
    requireClockNotBehind(state, now);
    long period = state.whole().periodOf(now);
    try {
      account
          .refusal(request)
          .ifPresent(
              reason -> {
                throw new FilterRefusedException(reason);
              });
      Charge charge = state.whole().charge(request.event(), request.cost());
      state.requireGranted(request, period, charge);
      return new LedgerEntry(
          state.nextNumber(),
          EntryState.RESERVED,
          request,
          charge,
          period,
          "",
          "",
          writer(),
          now,
          nonce());
    } catch (FilterRefusedException refused) {
      throw new BudgetRefusedException(account.id(), request.releaseId(), refused.getMessage());
    }
  }

  /** A period that is over may not be charged any more, whatever it had left. */
  private static void requireClockNotBehind(AccountState state, Instant now) {
    state
        .whole()
        .notBefore()
        .filter(now::isBefore)
        .ifPresent(
            begin -> {
              throw new LedgerException(
                  "The clock of this host says "
                      + now
                      + ", and account '"
                      + state.account().id()
                      + "' was charged in a period of its budget that begins at "
                      + begin
                      + ". Nothing was charged. Fix: set the clocks of the hosts that use the"
                      + " ledger, or run again when that period has begun");
            });
  }

  @Override
  public LedgerHead markReading(
      String accountId, String releaseId, int attempt, String inputFiles) {
    LedgerText.require("input files", inputFiles, LedgerText.LONG);
    return change(
        accountId,
        releaseId,
        attempt,
        EntryState.RESERVED,
        "rows can be read only once, right after the reservation",
        (state, newest) -> {
          LedgerEntry next = changed(state, newest, EntryState.READING, inputFiles, "");
          if (state.whole().periodOf(next.when()) != newest.period()) {
            throw new ReleaseStateException(
                "Release '"
                    + releaseId
                    + "' of account '"
                    + accountId
                    + "' was reserved in another period of the budget than now, and read nothing."
                    + " Fix: run it again under its id; it is then reserved in this period");
          }
          return next;
        });
  }

  @Override
  public void commit(String accountId, String releaseId, int attempt, String manifestHash) {
    LedgerText.require("manifest hash", manifestHash, LedgerText.LONG);
    change(
        accountId,
        releaseId,
        attempt,
        EntryState.READING,
        "only a release that read its input can be committed, and only once",
        (state, newest) -> changed(state, newest, EntryState.COMMITTED, "", manifestHash));
  }

  @Override
  public void abandon(String accountId, String releaseId, int attempt) {
    change(
        accountId,
        releaseId,
        attempt,
        EntryState.RESERVED,
        "a charge is refunded only while no row can have been read, since nobody can tell what"
            + " became of one that was",
        (state, newest) -> changed(state, newest, EntryState.ABANDONED, "", ""));
  }

  @Override
  public AccountVerification verify(String accountId, List<LedgerHead> expected) {
    LedgerIds.require("account id", accountId);
    return new AccountAudit(store, documents).verify(accountId, expected);
  }

  private LedgerEntry changed(
      AccountState state, LedgerEntry newest, EntryState to, String files, String hash) {
    return newest.changed(state.nextNumber(), to, files, hash, writer(), clock.instant(), nonce());
  }

  private LedgerHead change(
      String accountId,
      String releaseId,
      int attempt,
      EntryState needed,
      String reason,
      BiFunction<AccountState, LedgerEntry, LedgerEntry> decide) {
    LedgerIds.require("account id", accountId);
    LedgerIds.requireRelease(releaseId);
    return change(
        accountId,
        state -> {
          LedgerEntry newest = inState(state, releaseId, attempt, needed, reason);
          LedgerEntry entry = decide.apply(state, newest);
          return Step.append(entry, mac -> new LedgerHead(accountId, entry.number(), mac));
        });
  }

  private LedgerEntry inState(
      AccountState state, String releaseId, int attempt, EntryState needed, String reason) {
    String who = "Release '" + releaseId + "' of account '" + state.account().id() + "'";
    LedgerEntry newest =
        state
            .newest(releaseId)
            .orElseThrow(
                () ->
                    new ReleaseStateException(
                        who
                            + " is not recorded in "
                            + store.location()
                            + ". Fix: check the id with budget history --account "
                            + state.account().id()));
    if (newest.state() != needed || newest.attempt() != attempt) {
      throw new ReleaseStateException(
          who
              + " is "
              + newest.state()
              + (newest.attempt() == attempt ? "" : " in attempt " + newest.attempt())
              + " and not "
              + needed
              + ": "
              + reason
              + ". Fix: another process went on with it; look at budget history --account "
              + state.account().id()
              + ", or start a release under a new id");
    }
    return newest;
  }

  /** A decision: an entry to be appended, or nothing to do, and what is answered then. */
  private record Step<T>(Optional<LedgerEntry> entry, Function<String, T> answer) {

    static <T> Step<T> append(LedgerEntry entry, Function<String, T> answer) {
      return new Step<>(Optional.of(entry), answer);
    }

    static <T> Step<T> nothing(T answer) {
      return new Step<>(Optional.empty(), mac -> answer);
    }
  }

  private <T> T change(String accountId, Function<AccountState, Step<T>> decide) {
    return read(
        accountId,
        state -> {
          for (int attempt = 0; attempt < attempts; attempt++) {
            Step<T> step = decide.apply(state);
            if (step.entry().isEmpty()) {
              return step.answer().apply("");
            }
            requireReadable(state, step.entry().get());
            documents.keepSnapshotIfDue(state);
            SealedDocument next = documents.sealed(state, step.entry().get());
            if (store.append(accountId, step.entry().get().number(), next.bytes())) {
              documents.accept(state, step.entry().get(), next.mac());
              return step.answer().apply(next.mac());
            }
            documents.readOn(state, (entry, mac) -> {});
          }
          throw new LedgerBusyException(accountId, attempts);
        });
  }

  /** An entry that every later reader refuses would close the account for good. */
  private static void requireReadable(AccountState state, LedgerEntry entry) {
    state
        .contradiction(entry)
        .ifPresent(
            contradiction -> {
              throw new IllegalStateException(
                  "an entry was to be written that readers refuse: " + contradiction);
            });
  }

  /** What the store holds now, under the lock of the account: threads of one handle take turns. */
  private <T> T read(String accountId, Function<AccountState, T> use) {
    LedgerIds.require("account id", accountId);
    AccountState state = known.computeIfAbsent(accountId, documents::state);
    synchronized (state) {
      documents.readOn(state, (entry, mac) -> {});
      return use.apply(state);
    }
  }

  private ProcessIdentity writer() {
    return ProcessIdentity.current(store.who());
  }

  private static String nonce() {
    return UUID.randomUUID().toString();
  }
}
