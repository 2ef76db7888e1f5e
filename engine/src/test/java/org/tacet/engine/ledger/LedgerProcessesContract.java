package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.accountant.ledger.ReservationRequest;

/** One ledger, several virtual machines: what locks inside one of them could not order. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class LedgerProcessesContract {

  private static final String ACCOUNT = "raced";

  /** The address of a ledger that is not there yet, one for each test. */
  abstract String address();

  @Test
  void racingProcessesAreGrantedExactlyWhatFits() throws IOException, InterruptedException {
    race(4, 15, 40, 1);
  }

  @Test
  @Tag("campaign")
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void sixteenProcessesAreGrantedExactlyWhatFitsTwentyTimes()
      throws IOException, InterruptedException {
    List<Double> grantsPerSecond = race(16, 50, 400, Integer.getInteger("tacet.test.runs", 20));
    System.out.printf(
        Locale.ROOT,
        "%s: grants a second, least, median, most of %d runs: %.1f %.1f %.1f%n",
        getClass().getSimpleName(),
        grantsPerSecond.size(),
        grantsPerSecond.get(0),
        grantsPerSecond.get(grantsPerSecond.size() / 2),
        grantsPerSecond.get(grantsPerSecond.size() - 1));
  }

  /**
   * Lets processes race for one account after the other, each with {@code room} for fewer than they
   * ask for together.
   *
   * @return the grants a second of each run, sorted, all that was refused in the time too
   */
  private List<Double> race(int processes, int each, int room, int runs)
      throws IOException, InterruptedException {
    Ledger ledger = TestLedgers.open(address());
    List<LedgerProcess> racers = new ArrayList<>();
    List<Double> grantsPerSecond = new ArrayList<>();
    try {
      for (int process = 0; process < processes; process++) {
        racers.add(LedgerProcess.racing(address(), "process" + process, each));
      }
      for (LedgerProcess racer : racers) {
        racer.awaitReady();
      }
      for (int run = 0; run < runs; run++) {
        String account = ACCOUNT + run;
        ledger.create(LedgerRace.account(account, room));
        long start = System.nanoTime();
        for (LedgerProcess racer : racers) {
          racer.go(account);
        }
        List<String> granted = new ArrayList<>();
        for (LedgerProcess racer : racers) {
          granted.addAll(racer.granted());
        }
        grantsPerSecond.add(room / ((System.nanoTime() - start) / 1e9));
        LedgerRace.assertRemembersExactly(granted, room, ledger, account);
        assertThat(ledger.verify(account, List.of()).findings()).isEmpty();
      }
    } finally {
      racers.forEach(LedgerProcess::close);
    }
    grantsPerSecond.sort(null);
    return grantsPerSecond;
  }

  @Test
  void aKilledProcessHoldsUpNobodyAndItsReleasesAreToldFromRunningOnes()
      throws IOException, InterruptedException {
    assumeThat(ProcessIdentity.current(LedgerUser.current()).host())
        .as("a host without a name knows no process to be gone")
        .isNotEmpty();
    Ledger ledger = TestLedgers.open(address());
    ledger.create(LedgerRace.account(ACCOUNT, 3));
    try (LedgerProcess process = LedgerProcess.holding(address(), ACCOUNT)) {
      process.awaitReady();
      AccountStatement running = ledger.statement(ACCOUNT);
      assertThat(ledger.releases(ACCOUNT))
          .extracting(LedgerEntry::state)
          .containsExactly(EntryState.RESERVED, EntryState.READING);
      assertThat(running.unpublished()).isEmpty();
      process.kill();
    }
    assertThat(ledger.statement(ACCOUNT).unpublished())
        .extracting(LedgerEntry::releaseId)
        .containsExactly(LedgerProcess.RESERVED, LedgerProcess.READING);

    ledger.reserve(ACCOUNT, request("next"));
    assertThat(ledger.statement(ACCOUNT).remaining(Instant.now()).loss()).isZero();
    ledger.abandon(ACCOUNT, LedgerProcess.RESERVED, 1);
    assertThatThrownBy(() -> ledger.abandon(ACCOUNT, LedgerProcess.READING, 1))
        .isInstanceOf(ReleaseStateException.class);
    assertThat(ledger.statement(ACCOUNT).unpublished())
        .extracting(LedgerEntry::releaseId)
        .containsExactly(LedgerProcess.READING);
    ledger.reserve(ACCOUNT, request("another"));
  }

  private static ReservationRequest request(String releaseId) {
    return LedgerRace.request(releaseId);
  }
}
