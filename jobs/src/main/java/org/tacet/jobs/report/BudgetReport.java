package org.tacet.jobs.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/** Accounts on the terminal. */
public final class BudgetReport {

  private static final DateTimeFormatter TO_THE_SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

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

  /** A line a release, and what was charged without a result. */
  public void releases(AccountStatement statement, List<LedgerEntry> releases) {
    terminal.line("");
    if (releases.isEmpty()) {
      terminal.line("No release was charged yet.");
      return;
    }
    ConsoleTable table =
        new ConsoleTable(
            Column.text("when (UTC)"),
            Column.text("state"),
            Column.text("charge"),
            Column.text("who"),
            Column.text("release id and output"));
    for (LedgerEntry entry : releases) {
      table.row(
          time(entry.when()),
          entry.state().name().toLowerCase(Locale.ROOT),
          charge(entry),
          entry.writer().who(),
          entry.releaseId());
      table.row("", "", "", "", "  " + entry.output());
    }
    terminal.print(table);
    for (LedgerEntry entry : statement.unpublished()) {
      terminal.line(
          "%s was charged and never published: its process ended. The charge stays."
              .formatted(entry.releaseId()));
    }
  }

  private static String charge(LedgerEntry entry) {
    String charge = LossText.of(entry.cost());
    return entry.state() == EntryState.ABANDONED ? charge + " (refunded)" : charge;
  }

  private static String time(Instant when) {
    return TO_THE_SECOND.format(when);
  }
}
