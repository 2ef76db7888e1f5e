package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ProcessIdentity;

/** What is said of a failure, and of one that would be paid for twice. */
class FailureReasonTest {

  @Test
  void theLedgersOwnWordsAreRepeatedAndForeignOnesAreNot() {
    assertThat(FailureReason.of(new LedgerException("The ledger is full. Fix: make room")))
        .isEqualTo("The ledger is full. Fix: make room");
    assertThat(FailureReason.of(new IllegalStateException("row 17 of Ann")))
        .isEqualTo("IllegalStateException");
  }

  @Test
  void aRunOnAnotherHostMayNotHaveEnded() {
    ProcessIdentity elsewhere = new ProcessIdentity("ann", "elsewhere", 4711, Instant.EPOCH);
    assertThat(new ChargedAgainException("id", 1, "epsilon 1", elsewhere))
        .hasMessageContaining("has ended, or still runs on host elsewhere (process 4711)")
        .hasMessageContaining("fix: look on host elsewhere first")
        .hasMessageEndingWith(".");
    ProcessIdentity here = ProcessIdentity.current("ann");
    ProcessIdentity gone =
        new ProcessIdentity("ann", here.host(), Integer.MAX_VALUE, Instant.EPOCH);
    assertThat(new ChargedAgainException("id", 1, "epsilon 1", gone))
        .hasMessageContaining("it has ended, and its result is not staged")
        .hasMessageNotContaining("look on host");
  }
}
