package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.loss.ApproximateDp;

/** What every store of a ledger has to pass when several threads use it at once. */
public abstract class LedgerConcurrencyContract {

  private static final String ACCOUNT = "shared";

  /** A new handle on the same ledger, empty when the test starts. */
  protected abstract Ledger open();

  @Test
  void racingThreadsAreGrantedExactlyWhatFits() throws InterruptedException, ExecutionException {
    LedgerRace.assertGrantsExactly(25, 4, 12, this::open);
  }

  @Test
  void ofRacingCreatorsOneWins() throws InterruptedException, ExecutionException {
    int racers = 4;
    int rounds = 25;
    CyclicBarrier start = new CyclicBarrier(racers);
    ExecutorService executor = Executors.newFixedThreadPool(racers);
    try {
      for (int round = 0; round < rounds; round++) {
        String id = "round" + round;
        List<Future<Boolean>> creations = new ArrayList<>();
        for (int racer = 1; racer <= racers; racer++) {
          Account account =
              Account.now(
                  id,
                  "customer",
                  new ApproximateDp(BigDecimal.valueOf(racer), BigDecimal.ZERO),
                  "ann");
          creations.add(
              executor.submit(
                  () -> {
                    start.await();
                    return created(account);
                  }));
        }
        List<Integer> winners = new ArrayList<>();
        for (int racer = 1; racer <= racers; racer++) {
          if (creations.get(racer - 1).get()) {
            winners.add(racer);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(open().statement(id).account().total().epsilon())
            .isEqualByComparingTo(BigDecimal.valueOf(winners.get(0)));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private boolean created(Account account) {
    try {
      open().create(account);
      return true;
    } catch (AccountExistsException lost) {
      assertThat(lost.accountId()).isEqualTo(account.id());
      return false;
    }
  }

  /** A release is refunded or read, never both, when an administrator and its process race. */
  @Test
  void ofAbandonAndReadingOneWins() throws InterruptedException, ExecutionException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account(ACCOUNT, 100));
    ExecutorService executor = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    try {
      for (int round = 0; round < 25; round++) {
        String id = "r" + round;
        ledger.reserve(ACCOUNT, LedgerRace.request(id));
        Future<Boolean> refund =
            executor.submit(() -> changed(start, () -> open().abandon(ACCOUNT, id, 1)));
        Future<Boolean> reading =
            executor.submit(
                () -> changed(start, () -> open().markReading(ACCOUNT, id, 1, "input")));
        boolean refunded = refund.get();
        boolean read = reading.get();
        assertThat(refunded).isNotEqualTo(read);
        assertThat(open().release(ACCOUNT, id).orElseThrow().state())
            .isEqualTo(read ? EntryState.READING : EntryState.ABANDONED);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static boolean changed(CyclicBarrier start, Runnable change)
      throws InterruptedException, BrokenBarrierException {
    start.await();
    try {
      change.run();
      return true;
    } catch (ReleaseStateException lost) {
      assertThat(lost).hasMessageContaining("not RESERVED");
      return false;
    }
  }

  @Test
  void readersBesideWritersSeeWholeAccounts() throws InterruptedException, ExecutionException {
    Ledger ledger = open();
    ledger.create(LedgerRace.account(ACCOUNT, 200));
    boolean written = false;
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        String prefix = "w" + writer;
        writers.add(executor.submit(() -> LedgerRace.reserveAll(open(), ACCOUNT, prefix, 50)));
      }
      int seen = 0;
      while (!written) {
        written = writers.stream().allMatch(Future::isDone);
        List<LedgerEntry> releases = open().releases(ACCOUNT);
        assertThat(releases).hasSizeGreaterThanOrEqualTo(seen);
        seen = releases.size();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(seen).isEqualTo(100);
    } finally {
      executor.shutdownNow();
    }
  }
}
