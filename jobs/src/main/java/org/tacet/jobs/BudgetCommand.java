package org.tacet.jobs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.report.BudgetReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code budget}: accounts and what was spent on them. Needs no Spark. */
@Command(
    name = "budget",
    description = "Creates accounts and shows what releases spent on them.",
    subcommands = {BudgetCommand.Create.class, BudgetCommand.Show.class})
final class BudgetCommand implements Runnable {

  @ParentCommand private TacetCommand tacet;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "budget needs one of: create, show");
  }

  /** Which ledger: the option, then Spark's setting, then the default. */
  static final class LedgerOption {
    @Option(
        names = "--ledger",
        paramLabel = "<uri>",
        description =
            "file:<folder> or a plain path. Default: spark.tacet.ledger, else file:tacet-ledger")
    private String uri;

    Ledger open() {
      return Ledgers.open(
          Optional.ofNullable(uri)
              .or(LedgerSetting::withoutSpark)
              .orElse(LedgerSetting.DEFAULT));
    }
  }

  /** {@code budget create}. */
  @Command(
      name = "create",
      description = {
        "Creates an account with a total that can never be changed. All releases that touch the same",
        "people charge the same account, and their losses add up."
      })
  static final class Create implements Callable<Integer> {

    @ParentCommand private BudgetCommand budget;
    @Mixin private LedgerOption ledger;

    @Option(names = "--account", paramLabel = "<id>", required = true, description = "Its id.")
    private String account;

    @Option(
        names = "--unit",
        paramLabel = "<words>",
        required = true,
        description = "Whose privacy it keeps, such as \"customers of shop X\".")
    private String unit;

    @Option(
        names = "--epsilon",
        paramLabel = "<number>",
        required = true,
        description = "Total epsilon, above 0.")
    private String epsilon;

    @Option(
        names = "--delta",
        paramLabel = "<number>",
        defaultValue = "0",
        description = "Total delta, at least 0 and below 1. Default: ${DEFAULT-VALUE}")
    private String delta;

    @Override
    public Integer call() {
      ApproximateDp total =
          total(number("--epsilon", epsilon), number("--delta", delta));
      ledger.open().create(Account.now(account, unit, total));
      budget
          .tacet
          .terminal()
          .line("Account %s created: %s for %s".formatted(account, total, unit));
      return ExitCodes.DONE;
    }

    private static ApproximateDp total(BigDecimal epsilon, BigDecimal delta) {
      if (epsilon.signum() <= 0) {
        throw new InvalidArgumentException(
            "--epsilon", "is not above 0", epsilon.toPlainString(), "above 0", "give the total");
      }
      if (delta.signum() < 0 || delta.compareTo(BigDecimal.ONE) >= 0) {
        throw new InvalidArgumentException(
            "--delta", "is out of range", delta.toString(), "0 to below 1", "such as 1e-6");
      }
      return new ApproximateDp(epsilon, delta);
    }

    private static BigDecimal number(String option, String text) {
      try {
        return new BigDecimal(text.strip());
      } catch (NumberFormatException e) {
        throw new InvalidArgumentException(
            option, "is not a number", text, "a decimal number, such as 1 or 1e-6", "correct it", e);
      }
    }
  }

  /** {@code budget show}. */
  @Command(
      name = "show",
      description = "Shows what was spent, what remains, and the releases behind it.")
  static final class Show implements Callable<Integer> {

    @ParentCommand private BudgetCommand budget;
    @Mixin private LedgerOption ledger;

    @Option(
        names = "--account",
        paramLabel = "<id>",
        description = "One account with its releases. Default: all accounts, a line each")
    private String account;

    @Override
    public Integer call() {
      Ledger opened = ledger.open();
      Optional<String> one = Optional.ofNullable(account);
      List<AccountStatement> statements =
          one.map(List::of).orElseGet(opened::accounts).stream().map(opened::statement).toList();
      BudgetReport report = new BudgetReport(budget.tacet.terminal());
      report.accounts(statements);
      if (one.isPresent()) {
        report.releases(statements.get(0));
      }
      return ExitCodes.DONE;
    }
  }
}
