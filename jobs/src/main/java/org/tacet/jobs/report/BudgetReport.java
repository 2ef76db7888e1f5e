package org.tacet.jobs.report;

import java.time.Instant;
import java.util.List;
import org.tacet.accountant.ledger.AccountStatement;
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
            Column.text("total"),
            Column.text("spent"),
            Column.text("remaining"),
            Column.text("privacy unit"));
    for (AccountStatement statement : statements) {
      table.row(
          statement.account().id(),
          LossText.of(statement.account().total()),
          LossText.of(statement.spent(Instant.now())),
          LossText.remaining(statement),
          statement.account().privacyUnit());
    }
    terminal.print(table);
  }
}
