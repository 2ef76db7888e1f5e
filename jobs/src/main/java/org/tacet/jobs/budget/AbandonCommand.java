package org.tacet.jobs.budget;

import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.report.LossText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget abandon}. */
@Command(
    name = "abandon",
    header = "Refunds a release that was charged and never read a row.",
    description = {
      "",
      "Only a release in state reserved is refunded: from reading on nobody can tell from outside "
          + "what became of the rows. One whose process runs on this host is refused, and so can be "
          + "run again under the same id. A process elsewhere that goes on afterwards fails before it "
          + "reads.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 refunded, 2 bad command line, no such account or release, or one that read rows, "
          + "4 its process runs, 1 the ledger can't be used."
    })
public final class AbandonCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;

  @Option(names = "--account", paramLabel = "<id>", required = true, description = "Which account.")
  private String account;

  @Option(
      names = "--release-id",
      paramLabel = "<id>",
      required = true,
      description = "Which release.")
  private String releaseId;

  @Override
  public Integer call() {
    LedgerOption.requireAccount(account);
    LedgerOption.requireRelease("--release-id", releaseId);
    Ledger opened = ledger.open(budget);
    LedgerEntry newest =
        opened
            .release(account, releaseId)
            .orElseThrow(
                () ->
                    refused(
                        "is not recorded in account " + account,
                        "the id of a release that waits in state reserved",
                        "list them with budget history --account " + account));
    requireReserved(newest);
    if (newest.writer().isKnownToRunElsewhere()) {
      budget
          .terminal()
          .message(
              "tacet: budget abandon: release %s is run right now by process %d of user %s on this host; fix: wait until it has ended, or end it first"
                  .formatted(releaseId, newest.writer().processId(), newest.writer().who()));
      return ExitCodes.LEDGER_BUSY;
    }
    opened.abandon(account, releaseId, newest.attempt());
    String measure = opened.account(account).budget().measure();
    budget
        .terminal()
        .line(
            "Release %s abandoned: %s refunded to %s."
                .formatted(releaseId, LossText.of(measure, newest.charge()), account));
    return ExitCodes.DONE;
  }

  private void requireReserved(LedgerEntry newest) {
    switch (newest.state()) {
      case RESERVED -> {}
      case READING ->
          throw refused(
              "is READING and stays charged: rows may have been read, and nobody can tell from"
                  + " outside what became of them",
              "a release in state RESERVED",
              "run it again under the same id, which publishes what it staged, or is charged anew");
      case COMMITTED ->
          throw refused(
              "is COMMITTED: its result is published and stays charged",
              "a release in state RESERVED",
              "leave it as it is");
      case ABANDONED ->
          throw refused(
              "is " + EntryState.ABANDONED + " and was refunded already",
              "a release in state RESERVED",
              "leave it as it is");
    }
  }

  private InvalidArgumentException refused(String problem, String legal, String fix) {
    return new InvalidArgumentException(
        "--release-id", problem, LedgerOption.shown(releaseId), legal, fix);
  }
}
