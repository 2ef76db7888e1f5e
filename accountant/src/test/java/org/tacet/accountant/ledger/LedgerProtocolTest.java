package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.Renewal;
import org.tacet.accountant.filter.RenewingFilter;
import org.tacet.accountant.loss.ApproximateDp;

/** What the protocol does with a store that others write to. */
final class LedgerProtocolTest {

  private static final String ACCOUNT = "a";

  private static ReservationRequest request(String releaseId, String epsilon) {
    return LedgerRace.request(releaseId, ApproximateDp.of(epsilon, "0"));
  }

  private static Ledger withAccount(InMemoryStore store) {
    Ledger ledger = store.open();
    ledger.create(Account.now(ACCOUNT, "customer", ApproximateDp.of("1", "0"), "ann"));
    return ledger;
  }

  /** Planted fault: looks whether the number is free, then writes; both racers find it free. */
  private static final class CheckThenWriteStore extends InMemoryStore {

    private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);

    @Override
    public boolean append(String accountId, long number, byte[] document) {
      boolean free = !documents(accountId).containsKey(number);
      if (number == 1) {
        awaitOther();
      }
      if (free) {
        documents(accountId).put(number, document);
      }
      return free;
    }

    private void awaitOther() {
      try {
        bothHaveChecked.await();
      } catch (InterruptedException | BrokenBarrierException broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  @Test
  void theRaceFindsAStoreThatChecksThenWrites() {
    InMemoryStore faulty = new CheckThenWriteStore();
    assertThatThrownBy(() -> LedgerRace.assertGrantsExactly(1, 2, 1, faulty::open))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("granted releases against recorded ones");
  }

  /** Planted fault: each writer gets a number of its own, whatever was decided on. */
  private static final class SpareNumbersStore extends InMemoryStore {

    @Override
    public synchronized boolean append(String accountId, long number, byte[] document) {
      long free = number;
      while (!super.append(accountId, free, document)) {
        free++;
      }
      return true;
    }
  }

  @Test
  void entriesThatAreNotDecidedOnThoseBeforeThemAreRefused() {
    InMemoryStore faulty = new SpareNumbersStore();
    Ledger one = withAccount(faulty);
    Ledger other =
        new AppendOnlyLedger(new InMemoryStoreView(faulty), new SerializedText(), LedgerKeys.NONE);
    other.statement(ACCOUNT);
    one.reserve(ACCOUNT, request("r", "0.6"));
    other.reserve(ACCOUNT, request("s", "0.6"));
    assertThatThrownBy(() -> one.statement(ACCOUNT))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining("Entry 2 of account 'a'")
        .hasMessageContaining("does not follow the entry before it");
  }

  /** Sees what was there when it was first asked, and writes to the store itself. */
  private static final class InMemoryStoreView extends InMemoryStore {

    private final InMemoryStore store;

    InMemoryStoreView(InMemoryStore store) {
      this.store = store;
      documents(ACCOUNT).putAll(store.documents(ACCOUNT));
    }

    @Override
    public boolean append(String accountId, long number, byte[] document) {
      return store.append(accountId, number, document);
    }
  }

  @Test
  void aReservationIsDecidedAgainWhenAnotherWriterComesFirst() {
    InMemoryStore overtaken =
        new InMemoryStore() {
          private boolean done;

          @Override
          public boolean append(String accountId, long number, byte[] document) {
            if (number == 1 && !done) {
              done = true;
              open().reserve(accountId, request("first", "0.8"));
            }
            return super.append(accountId, number, document);
          }
        };
    Ledger ledger = withAccount(overtaken);
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("second", "0.3")))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("epsilon 0.2 and delta 0 are left");
    ledger.reserve(ACCOUNT, request("third", "0.2"));
    assertThat(ledger.releases(ACCOUNT))
        .extracting(LedgerEntry::releaseId)
        .containsExactly("first", "third");
  }

  @Test
  void aLedgerThatOthersKeepChangingIsBusyAfterABoundedNumberOfAttempts() {
    InMemoryStore contended =
        new InMemoryStore() {
          private boolean inside;

          @Override
          public boolean append(String accountId, long number, byte[] document) {
            if (number > 0 && !inside) {
              inside = true;
              open().reserve(accountId, request("other" + number, "0.01"));
              inside = false;
            }
            return super.append(accountId, number, document);
          }
        };
    withAccount(contended);
    Ledger impatient =
        new AppendOnlyLedger(
            contended, new SerializedText(), LedgerKeys.NONE, 5, InstantSource.system());
    assertThatThrownBy(() -> impatient.reserve(ACCOUNT, request("r", "0.1")))
        .isInstanceOf(LedgerBusyException.class)
        .hasMessageContaining("each of 5 attempts")
        .hasMessageContaining("Fix:");
    assertThat(impatient.release(ACCOUNT, "r")).isEmpty();
    assertThat(impatient.releases(ACCOUNT)).hasSize(5);
  }

  /** A reservation that another process left is gone on with, and one of the two reads. */
  @Test
  void aReservationIsTakenOverWithoutAnotherCharge() {
    InMemoryStore store = new InMemoryStore();
    Ledger first = withAccount(store);
    Ledger second = store.open();
    assertThat(first.reserve(ACCOUNT, request("r", "0.6")).takenOver()).isFalse();
    Reservation taken = second.reserve(ACCOUNT, request("r", "0.6"));
    assertThat(taken.takenOver()).isTrue();
    assertThat(taken.entry().number()).isEqualTo(1);
    second.markReading(ACCOUNT, "r", 1, "input");
    assertThatThrownBy(() -> first.markReading(ACCOUNT, "r", 1, "input"))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("READING and not RESERVED");
    assertThat(first.entries(ACCOUNT)).hasSize(2);
  }

  /** P8, P18: an attempt that read its input and left nothing stays charged beside the next one. */
  @Test
  void anotherAttemptIsChargedAnew() {
    Ledger ledger = withAccount(new InMemoryStore());
    ledger.reserve(ACCOUNT, request("r", "0.4"));
    ledger.markReading(ACCOUNT, "r", 1, "input");
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "0.4")))
        .isInstanceOf(ReleaseAlreadyRecordedException.class)
        .hasMessageContaining("state READING, attempt 1");
    Reservation again = ledger.reserve(ACCOUNT, request("r", "0.4").withAttempt(2));
    assertThat(again.takenOver()).isFalse();
    assertThatThrownBy(() -> ledger.commit(ACCOUNT, "r", 1, "manifest"))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("RESERVED in attempt 2 and not READING");
    ledger.markReading(ACCOUNT, "r", 2, "input");
    ledger.commit(ACCOUNT, "r", 2, "manifest");
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "0.4").withAttempt(3)))
        .isInstanceOf(ReleaseAlreadyRecordedException.class)
        .hasMessageContaining("use the published output");
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("s", "0.21")))
        .isInstanceOf(BudgetRefusedException.class);
    ledger.reserve(ACCOUNT, request("s", "0.2"));
    assertThat(ledger.verify(ACCOUNT, List.of()).findings()).isEmpty();
  }

  @Test
  void aThirdAttemptThatDoesNotFitIsRefused() {
    Ledger ledger = withAccount(new InMemoryStore());
    for (int attempt = 1; attempt <= 2; attempt++) {
      ledger.reserve(ACCOUNT, request("r", "0.4").withAttempt(attempt));
      ledger.markReading(ACCOUNT, "r", attempt, "input");
    }
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "0.4").withAttempt(3)))
        .isInstanceOf(BudgetRefusedException.class);
  }

  /** An account of one budget a day, as a process sees it whose clock says what it is told. */
  private static final class DailyAccount {

    private final InMemoryStore store = new InMemoryStore();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    DailyAccount() {
      BasicFilter fresh = BasicFilter.within(ApproximateDp.of("1", "0"), ADD_OR_REMOVE_ONE);
      open()
          .create(
              new Account(
                  ACCOUNT,
                  "customer",
                  new RenewedBudget(
                      RenewingFilter.unboundedLifetime(fresh, 1),
                      new Renewal(Renewal.Period.DAY, 1, ZoneOffset.UTC)),
                  Optional.empty(),
                  List.of(),
                  new TreeMap<>(),
                  "",
                  now,
                  "ann"));
    }

    Ledger open() {
      return new AppendOnlyLedger(store, new SerializedText(), LedgerKeys.NONE, 5, () -> now);
    }

    void isAt(String moment) {
      now = Instant.parse(moment);
    }
  }

  @Test
  void aBudgetRenewsAndItsLifetimeIsKept() {
    DailyAccount daily = new DailyAccount();
    daily.open().reserve(ACCOUNT, request("monday", "1"));
    assertThatThrownBy(() -> daily.open().reserve(ACCOUNT, request("again", "0.1")))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("epsilon 0 and delta 0 are left");
    daily.isAt("2026-03-02T00:00:00Z");
    daily.open().reserve(ACCOUNT, request("tuesday", "1"));
    AccountStatement statement = daily.open().statement(ACCOUNT);
    assertThat(statement.remaining(daily.now).loss()).isZero();
    assertThat(statement.budget().lifetimeCharged().loss()).isEqualByComparingTo("2");
    assertThat(statement.budget().lifetimePromise()).contains(ApproximateDp.of("2", "0"));
    assertThat(daily.open().verify(ACCOUNT, List.of()).findings()).isEmpty();
  }

  /** A clock that was set back would charge a day that is over, and what it had left, twice. */
  @Test
  void aClockThatGoesBackwardsGrantsNothing() {
    DailyAccount daily = new DailyAccount();
    daily.isAt("2026-03-05T00:00:00Z");
    daily.open().reserve(ACCOUNT, request("r", "0.1"));
    daily.isAt("2026-03-04T23:59:59Z");
    assertThatThrownBy(() -> daily.open().reserve(ACCOUNT, request("s", "0.1")))
        .isInstanceOf(LedgerException.class)
        .isNotInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("The clock of this host says 2026-03-04T23:59:59Z")
        .hasMessageContaining("a period of its budget that begins at 2026-03-05T00:00:00Z")
        .hasMessageContaining("Fix: set the clocks");
    daily.isAt("2026-03-05T00:00:01Z");
    daily.open().reserve(ACCOUNT, request("s", "0.1"));
    // A clock that was far ahead once closes nothing for good, if what it reserved is given up.
    daily.isAt("2099-01-01T00:00:00Z");
    daily.open().reserve(ACCOUNT, request("far", "0.1"));
    daily.open().abandon(ACCOUNT, "far", 1);
    daily.isAt("2026-03-05T00:00:02Z");
    daily.open().reserve(ACCOUNT, request("t", "0.1"));
  }

  /** The clock is asked once: an entry of one period that says the next would close the account. */
  @Test
  void aPeriodThatEndsWhileItIsMarkedIsNoticedBeforeWriting() {
    DailyAccount daily = new DailyAccount();
    daily.open().reserve(ACCOUNT, request("r", "1"));
    Instant[] moments = {
      Instant.parse("2026-03-01T23:59:59.999Z"), Instant.parse("2026-03-02T00:00:00Z")
    };
    int[] asked = {0};
    Ledger atMidnight =
        new AppendOnlyLedger(
            daily.store,
            new SerializedText(),
            LedgerKeys.NONE,
            5,
            () -> moments[Math.min(asked[0]++, 1)]);
    atMidnight.markReading(ACCOUNT, "r", 1, "input");
    assertThat(daily.open().release(ACCOUNT, "r").orElseThrow().state())
        .isEqualTo(EntryState.READING);
    assertThat(daily.open().verify(ACCOUNT, List.of()).findings()).isEmpty();
  }

  /** P17: a window that begins in between would see a release that it was never charged for. */
  @Test
  void whatWasReservedInOnePeriodIsNotReadInAnother() {
    DailyAccount daily = new DailyAccount();
    daily.open().reserve(ACCOUNT, request("r", "1"));
    daily.isAt("2026-03-02T00:00:00Z");
    assertThatThrownBy(() -> daily.open().markReading(ACCOUNT, "r", 1, "input"))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("was reserved in another period");
    assertThatThrownBy(() -> daily.open().reserve(ACCOUNT, request("r", "1")))
        .isInstanceOf(ReleaseAlreadyRecordedException.class);
    daily.open().abandon(ACCOUNT, "r", 1);
    daily.open().reserve(ACCOUNT, request("r", "1").withAttempt(2));
    daily.open().markReading(ACCOUNT, "r", 2, "input");
    assertThat(daily.open().statement(ACCOUNT).budget().lifetimeCharged().loss())
        .isEqualByComparingTo("1");
  }
}
