package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
abstract class FileLedgerProcessesContract {

  private static final String ACCOUNT = "raced";

  /** The address of a ledger that is not there yet, one for each test. */
  abstract String address();

  @Test
  void racingProcessesAreGrantedExactlyWhatFits() throws IOException, InterruptedException {
    Ledger ledger = Ledgers.open(address());
    int room = 40;
    ledger.create(LedgerRace.account(ACCOUNT, room));
    List<LedgerProcess> processes = new ArrayList<>();
    try {
      for (int process = 0; process < 4; process++) {
        processes.add(LedgerProcess.racing(address(), ACCOUNT, "process" + process, 15));
      }
      for (LedgerProcess process : processes) {
        process.awaitReady();
      }
      for (LedgerProcess process : processes) {
        process.go();
      }
      List<String> granted = new ArrayList<>();
      for (LedgerProcess process : processes) {
        granted.addAll(process.granted());
      }
      LedgerRace.assertRemembersExactly(granted, room, ledger, ACCOUNT);
    } finally {
      processes.forEach(LedgerProcess::close);
    }
  }

  @Test
  void aKilledProcessHoldsUpNobodyAndItsReleasesAreToldFromRunningOnes()
      throws IOException, InterruptedException {
    assumeThat(ProcessIdentity.current(LedgerUser.current()).host())
        .as("a host without a name knows no process to be gone")
        .isNotEmpty();
    Ledger ledger = Ledgers.open(address());
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
