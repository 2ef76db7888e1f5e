package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.loss.ApproximateDp;

/** What the protocol does with a store that others write to, or that was tampered with. */
final class LedgerProtocolTest {

  private static final String ACCOUNT = "a";
  private static final ProcessIdentity WRITER = ProcessIdentity.current("ann");
  private static final Instant WHEN = Instant.parse("2026-01-01T00:00:00Z");

  private static ReservationRequest request(String releaseId, String epsilon) {
    return new ReservationRequest(releaseId, ApproximateDp.of(epsilon, "0"), "hash", "/out");
  }

  private static LedgerEntry reserved(long number, String releaseId, String epsilon) {
    return LedgerEntry.reserved(number, request(releaseId, epsilon), WRITER, WHEN);
  }

  private static InMemoryLedger withAccount(InMemoryLedger ledger) {
    ledger.create(Account.now(ACCOUNT, "customer", ApproximateDp.of("1", "0"), "ann"));
    return ledger;
  }

  /** Planted fault: looks whether the number is free, then writes; both racers find it free. */
  private static final class CheckThenWriteLedger extends InMemoryLedger {

    private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);

    @Override
    protected boolean append(String accountId, LedgerEntry entry) {
      boolean free = !of(accountId).containsKey(entry.number());
      if (entry.number() == 1) {
        awaitOther();
      }
      if (free) {
        of(accountId).put(entry.number(), entry);
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
  void theRaceFindsALedgerThatChecksThenWrites() {
    InMemoryLedger faulty = new CheckThenWriteLedger();
    assertThatThrownBy(() -> LedgerRace.assertGrantsExactly(1, 2, 1, () -> faulty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("granted releases against recorded ones");
  }

  /** Planted fault: forgets to look again at what the winner of a number left. */
  private static final class BlindLedger extends InMemoryLedger {

    private long next = 1;

    @Override
    protected synchronized boolean append(String accountId, LedgerEntry entry) {
      plant(
          accountId,
          new LedgerEntry(
              next,
              entry.releaseId(),
              entry.state(),
              entry.charge(),
              entry.specHash(),
              entry.output(),
              entry.inputFingerprint(),
              entry.manifestHash(),
              entry.writer(),
              entry.when()));
      next++;
      return true;
    }

    @Override
    protected synchronized List<LedgerEntry> entriesFrom(String accountId, long first) {
      return List.of();
    }
  }

  @Test
  void theRaceFindsALedgerThatForgetsWhatOthersSpent() {
    InMemoryLedger faulty = new BlindLedger();
    assertThatThrownBy(() -> LedgerRace.assertGrantsExactly(3, 2, 3, () -> faulty))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aReservationIsDecidedAgainWhenAnotherWriterComesFirst() {
    InMemoryLedger overtaken =
        new InMemoryLedger() {
          private boolean done;

          @Override
          protected boolean append(String accountId, LedgerEntry entry) {
            if (!done) {
              done = true;
              plant(accountId, reserved(entry.number(), "first", "0.8"));
            }
            return super.append(accountId, entry);
          }
        };
    withAccount(overtaken);
    assertThatThrownBy(() -> overtaken.reserve(ACCOUNT, request("second", "0.3")))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("remaining (epsilon = 0.2");
    overtaken.reserve(ACCOUNT, request("third", "0.2"));
    assertThat(overtaken.statement(ACCOUNT).releases())
        .extracting(LedgerEntry::releaseId)
        .containsExactly("first", "third");
  }

  @Test
  void aLedgerThatOthersKeepChangingIsBusyAfterABoundedNumberOfAttempts() {
    InMemoryLedger contended =
        new InMemoryLedger(5) {
          @Override
          protected boolean append(String accountId, LedgerEntry entry) {
            plant(accountId, reserved(entry.number(), "other" + entry.number(), "0.01"));
            return super.append(accountId, entry);
          }
        };
    withAccount(contended);
    assertThatThrownBy(() -> contended.reserve(ACCOUNT, request("r", "0.1")))
        .isInstanceOf(LedgerBusyException.class)
        .hasMessageContaining("each of 5 attempts")
        .hasMessageContaining("Fix:");
    assertThat(contended.statement(ACCOUNT).release("r")).isEmpty();
    assertThat(contended.statement(ACCOUNT).releases()).hasSize(5);
  }

  @Test
  void entriesThatNoLedgerWritesAreRefused() {
    LedgerEntry first = reserved(1, "r", "0.6");
    assertRefused("numbered 3 and not 2", first, reserved(3, "s", "0.1"));
    assertRefused("makes release 'r' RESERVED from RESERVED", first, reserved(2, "r", "0.1"));
    assertRefused("charges (epsilon = 0.5", first, reserved(2, "s", "0.5"));
    assertRefused("COMMITTED from RESERVED", first, committed(2, first));
    assertRefused("which was never reserved", first.reading(1, "input", WRITER, WHEN));
    LedgerEntry reading = first.reading(2, "input", WRITER, WHEN);
    assertRefused("ABANDONED from READING", first, reading, first.abandoned(3, WRITER, WHEN));
    LedgerEntry cheaper = reserved(1, "r", "0.1");
    assertRefused("differs from entry 1", first, cheaper.reading(2, "input", WRITER, WHEN));
    assertRefused("differs from entry 2", first, reading, committed(3, first));
  }

  private static LedgerEntry committed(long number, LedgerEntry of) {
    return of.reading(1, "other input", WRITER, WHEN).committed(number, "manifest", WRITER, WHEN);
  }

  private static void assertRefused(String reason, LedgerEntry... entries) {
    InMemoryLedger ledger = withAccount(new InMemoryLedger());
    for (LedgerEntry entry : entries) {
      ledger.plant(ACCOUNT, entry);
    }
    assertThatThrownBy(() -> ledger.statement(ACCOUNT))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("Entry " + entries.length + " of account 'a'");
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("new", "0.1")))
        .isInstanceOf(CorruptLedgerException.class);
  }
}
