package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/** An account that others keep changing: what that means depends on the step it stops. */
final class BusyLedgerTest {

  @TempDir private Path root;

  private ReleaseFolder folder;

  @BeforeEach
  void folder() {
    folder = new ReleaseFolder(root);
  }

  private CommandRun release(FailingLedger.Step failing) {
    return CommandRun.of(
        SparkTestSession.runner(),
        (address, configuration) -> new FailingLedger(folder.ledger(), failing),
        folder.arguments());
  }

  @Test
  void beforeTheChargeNothingHappenedAndTheCodeSaysTryAgain() {
    CommandRun run = release(FailingLedger.Step.RESERVE);

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.err())
        .contains("Account 'visitors' was changed by others at each of 1000 attempts", "Fix: run");
    assertThat(folder.releases()).isEmpty();
    assertThat(folder.content().keySet()).noneMatch(name -> name.contains("out"));
  }

  @Test
  void beforeTheFirstRowTheChargeIsRefunded() {
    CommandRun run = release(FailingLedger.Step.READING);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("failed in phase bound", "nothing was read or published; the charge is refunded");
    assertThat(folder.releases())
        .extracting(entry -> entry.state())
        .containsExactly(EntryState.ABANDONED);
    assertThat(folder.spent().epsilon()).isZero();
    assertThat(folder.content().keySet()).noneMatch(name -> name.contains("out"));
  }
}
