package org.tacet.jobs.budget;

import java.time.Instant;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.report.LossText;

/** One account on the terminal. */
final class StatementReport {

  private final Terminal terminal;
  private final Instant now;

  StatementReport(Terminal terminal, Instant now) {
    this.terminal = terminal;
    this.now = now;
  }

  void print(AccountStatement statement) {
    AccountBudget budget = statement.budget();
    AccountWords words = new AccountWords(statement.account());
    terminal.line("Account: " + statement.account().id());
    words.promise().forEach(terminal::line);
    terminal.line("");
    terminal.print(table(statement));
    terminal.line("");
    terminal.line(
        "Charged (epsilon, delta) is what it comes to had all been fixed beforehand; promised is the total.");
    if (budget instanceof RenewedBudget renewed) {
      terminal.line(Window.at(renewed, now).line());
    }
    terminal.line(
        "Lifetime loss: "
            + budget
                .lifetimePromise()
                .map(promise -> "within " + LossText.of(promise))
                .orElse("nothing is promised any more, as the deltas of all windows reach 1"));
    terminal.line(words.seal());
    terminal.line(
        "Head: %s:%d:%s"
            .formatted(
                statement.account().id(), statement.head().number(), statement.head().mac()));
    terminal.line("Releases: " + ConsoleTable.grouped(statement.releaseCount()));
    statement
        .unsettled()
        .forEach(
            entry ->
                terminal.line(
                    "Unsettled: " + new Unsettled(statement.account().id(), entry).line()));
  }

  private ConsoleTable table(AccountStatement statement) {
    AccountBudget budget = statement.budget();
    ConsoleTable table =
        new ConsoleTable(
            Column.text(""),
            Column.text("limit"),
            Column.text("charged"),
            Column.text("charged (epsilon, delta)"),
            Column.text("remaining"));
    row(table, budget instanceof RenewedBudget ? "window" : "total", budget);
    if (budget instanceof RenewedBudget renewed) {
      lifetime(table, renewed);
    }
    statement.parts().forEach((name, part) -> row(table, name, part));
    return table;
  }

  private void row(ConsoleTable table, String name, AccountBudget budget) {
    Charge charged = budget.charged(budget.periodOf(now));
    table.row(
        name,
        LossText.of(budget.measure(), budget.limit()),
        LossText.of(budget.measure(), charged),
        LossText.of(budget.asApproximateDp(charged)),
        LossText.remaining(budget.measure(), AccountStatement.remaining(budget, now)));
  }

  private static void lifetime(ConsoleTable table, RenewedBudget budget) {
    Charge charged = budget.lifetimeCharged();
    table.row(
        "lifetime",
        budget
            .filter()
            .lifetimeCap()
            .map(cap -> LossText.of(budget.measure(), cap.limit()))
            .orElse("none"),
        LossText.of(budget.measure(), charged),
        LossText.of(budget.asApproximateDp(charged)),
        budget
            .filter()
            .lifetimeCap()
            .map(PrivacyFilter::remaining)
            .map(left -> LossText.remaining(budget.measure(), left))
            .orElse("unbounded"));
  }
}
