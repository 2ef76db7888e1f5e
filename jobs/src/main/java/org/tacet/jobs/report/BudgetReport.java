package org.tacet.jobs.report;

import java.util.List;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/** Accounts on the terminal. */
public final class BudgetReport {

  private final Terminal terminal;

  public BudgetReport(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A line an account. */
  public void accounts(List<AccountStatement> statements) {
    if (statements.isEmpty()) {
      terminal.line("No accounts. Create one: ./spark-submit.sh budget create --help");
      return;
    }
    ConsoleTable table =
        new ConsoleTable(
            Column.text("account"),
            Column.text("privacy unit"),
            Column.text("total"),
            Column.text("spent"),
            Column.text("remaining"));
    for (AccountStatement statement : statements) {
      table.row(
          statement.account().id(),
          statement.account().privacyUnit(),
          LossText.of(statement.account().total()),
          LossText.of(statement.spent()),
          LossText.of(statement.remaining()));
    }
    terminal.print(table);
  }

  /** A line a release, and what was charged without a result. */
  public void releases(AccountStatement statement) {
    terminal.line("");
    ConsoleTable table =
        new ConsoleTable(
            Column.text("release"),
            Column.text("state"),
            Column.text("charge"),
            Column.text("when"),
            Column.text("who"),
            Column.text("output"));
    for (LedgerEntry entry : statement.releases()) {
      table.row(
          entry.releaseId(),
          entry.state().name().toLowerCase(java.util.Locale.ROOT),
          LossText.of(entry.charge()),
          entry.when().toString(),
          entry.writer().who(),
          entry.output());
    }
    terminal.print(table);
    for (LedgerEntry entry : statement.unpublished()) {
      terminal.line(
          "%s was charged and never published: its process ended. The charge stays."
              .formatted(entry.releaseId()));
    }
  }
}
