package org.tacet.jobs.budget;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.report.LossText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget history}. */
@Command(
    name = "history",
    header = "Lists the entries of an account: every change of state of every release.",
    footer = {
      "",
      "Exit codes: 0, 2 bad command line, no such account or release, 1 the ledger can't be read."
    })
public final class HistoryCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;

  @Option(names = "--account", paramLabel = "<id>", required = true, description = "Which account.")
  private String account;

  @Option(
      names = "--limit",
      paramLabel = "<count>",
      description = "Only so many of the newest, at least 1. Default: all")
  private Integer limit;

  @Option(
      names = {"--release", "--release-id"},
      paramLabel = "<id>",
      description = "Only those of one release.")
  private String release;

  @Option(
      names = "--json",
      description = "Prints a JSON array, an entry a line, with the fields of the entries.")
  private boolean json;

  @Override
  public Integer call() {
    LedgerOption.requireAccount(account);
    Optional<String> one = Optional.ofNullable(release);
    one.ifPresent(id -> LedgerOption.requireRelease("--release", id));
    if (limit != null && limit < 1) {
      throw new InvalidArgumentException(
          "--limit", "is too small", limit.toString(), "at least 1", "remove it to see all");
    }
    Ledger opened = ledger.open(budget);
    List<LedgerEntry> entries =
        opened.entries(account).stream()
            .filter(entry -> one.isEmpty() || entry.releaseId().equals(release))
            .toList();
    if (one.isPresent() && entries.isEmpty()) {
      throw new InvalidArgumentException(
          "--release",
          "is not recorded in account " + account,
          LedgerOption.shown(release),
          "the id of a release that was charged there",
          "list them without --release");
    }
    int skipped = limit == null ? 0 : Math.max(0, entries.size() - limit);
    List<LedgerEntry> shown = entries.subList(skipped, entries.size());
    if (json) {
      Json.array(shown.stream().map(entry -> EntryFields.of(account, entry)).toList())
          .forEach(budget.terminal()::line);
    } else {
      print(opened.account(account), shown, skipped);
    }
    return ExitCodes.DONE;
  }

  private void print(Account of, List<LedgerEntry> entries, int skipped) {
    if (entries.isEmpty()) {
      budget.terminal().line("No release was charged yet.");
      return;
    }
    ConsoleTable table =
        new ConsoleTable(
            Column.number("entry"),
            Column.text("when (UTC)"),
            Column.text("state"),
            Column.number("attempt"),
            Column.text("charge"),
            Column.text("who"),
            Column.text("release id and output"));
    for (LedgerEntry entry : entries) {
      String charge = LossText.of(of.budget().measure(), entry.charge());
      table.row(
          Long.toString(entry.number()),
          TimeText.toTheSecond(entry.when()),
          entry.state().name().toLowerCase(Locale.ROOT),
          Integer.toString(entry.attempt()),
          entry.state() == EntryState.ABANDONED ? charge + " (refunded)" : charge,
          entry.writer().who(),
          entry.releaseId());
      if (entry.state() == EntryState.RESERVED) {
        table.row("", "", "", "", LossText.of(entry.cost()), "", "  " + entry.output());
      }
    }
    budget.terminal().print(table);
    if (skipped > 0) {
      budget.terminal().line(skipped + " earlier entries are not shown");
    }
  }
}
