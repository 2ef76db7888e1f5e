package org.tacet.jobs.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.ResultFile;
import org.tacet.jobs.report.BudgetReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget show}. */
@Command(
    name = "show",
    header = "Shows what was spent, what remains, and what waits to be settled.",
    description = {
      "",
      "Without --account: all accounts, a line each. The head that it shows stands for all entries up "
          + "to it: keep it elsewhere, and budget verify --expect-head finds out whether they changed.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0, 2 bad command line or no such account, 1 the ledger, or one of its accounts, "
          + "can't be read."
    })
public final class ShowCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;

  @Option(
      names = "--account",
      paramLabel = "<id>",
      description = "One account in full. Default: all, a line each")
  private String account;

  @Option(
      names = "--json",
      description = "Prints JSON: an object for one account, else an array with one a line.")
  private boolean json;

  @Option(
      names = "--plot",
      paramLabel = "<file.svg>",
      description =
          "Of one account: draws what was spent over time. A file that is there is replaced.")
  private String plot;

  @Option(
      names = "--like",
      paramLabel = "<spec.yaml | release id>",
      description =
          "Of one account: how many more such releases fit. By a release, or by the newest release of "
              + "a spec; by the spec's epsilon and delta where it never ran.")
  private String like;

  @Option(
      names = "--set",
      paramLabel = "<name=value>",
      description = "Gives a parameter of the spec of --like its value. May be repeated.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Override
  public Integer call() {
    Optional<String> one = Optional.ofNullable(account);
    one.ifPresent(LedgerOption::requireAccount);
    if (one.isEmpty() && (plot != null || like != null)) {
      throw new InvalidArgumentException(
          plot != null ? "--plot" : "--like",
          "is about one account",
          LedgerOption.shown(plot != null ? plot : like),
          "beside --account",
          "add --account <id>");
    }
    ResultFile picture = plot == null ? null : new ResultFile("--plot", plot);
    Ledger opened = ledger.open(budget);
    Instant now = Instant.now();
    if (one.isEmpty()) {
      return all(opened, now);
    } else {
      one(opened, opened.statement(account), now);
    }
    if (picture != null) {
      AccountStatement statement = opened.statement(account);
      String svg = SpendingPicture.of(statement, opened.entries(account), now);
      picture.write(out -> out.write(svg));
      budget.terminal().message("Wrote " + plot);
    }
    return ExitCodes.DONE;
  }

  /** An account that can't be read hides none of the others, and is not passed over. */
  private int all(Ledger opened, Instant now) {
    List<AccountStatement> statements = new ArrayList<>();
    Map<String, String> unreadable = new LinkedHashMap<>();
    for (String id : opened.accounts()) {
      try {
        statements.add(opened.statement(id));
      } catch (LedgerException failed) {
        unreadable.put(id, failed.getMessage());
      }
    }
    if (json) {
      List<Map<String, Object>> accounts = new ArrayList<>();
      statements.forEach(each -> accounts.add(StatementFields.of(each, now)));
      unreadable.forEach((id, reason) -> accounts.add(Map.of("account", id, "error", reason)));
      Json.array(accounts).forEach(budget.terminal()::line);
    } else {
      if (!statements.isEmpty() || unreadable.isEmpty()) {
        new BudgetReport(budget.terminal()).accounts(statements);
      }
      unreadable.forEach((id, reason) -> budget.terminal().line(id + " can't be read: " + reason));
    }
    return unreadable.isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private void one(Ledger opened, AccountStatement statement, Instant now) {
    Optional<MoreReleases> more =
        Optional.ofNullable(like)
            .map(given -> MoreReleases.like(given, parameters, opened, statement, budget::hadoop));
    if (json) {
      Map<String, Object> fields = StatementFields.of(statement, now);
      more.ifPresent(room -> fields.put("more", room.fields(like)));
      budget.terminal().line(Json.indented(fields));
    } else {
      new StatementReport(budget.terminal(), now).print(statement);
      more.ifPresent(room -> budget.terminal().line(room.line(like)));
    }
  }
}
