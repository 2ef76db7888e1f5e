package org.tacet.jobs;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerIds;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.ledger.LedgerUser;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.report.BudgetReport;
import org.tacet.jobs.report.LossText;
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
    header = "Creates accounts and shows what releases spent on them.",
    subcommands = {BudgetCommand.Create.class, BudgetCommand.Show.class})
final class BudgetCommand implements Runnable {

  @ParentCommand private TacetCommand tacet;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "budget needs one of: create, show");
  }

  private static void requireId(String account) {
    if (!LedgerIds.isLegal(account)) {
      throw new InvalidArgumentException(
          "--account",
          "is not an account's id",
          "'" + account + "'",
          "1 to 128 letters, digits, '.', '_' and '-', the first a letter or a digit",
          "choose such an id, such as shop-customers");
    }
  }

  /** Which ledger: the option, then Spark's setting, then the default. */
  static final class LedgerOption {
    @Option(
        names = "--ledger",
        paramLabel = "<uri>",
        description =
            "The ledger: a plain path, file:<folder> or hdfs://<NameNode>/<folder>. Default: "
                + "spark.tacet.ledger, else file:tacet-ledger")
    private String uri;

    String address() {
      return Optional.ofNullable(uri)
          .or(OperationalSetting.LEDGER::withoutSpark)
          .orElse(OperationalSetting.DEFAULT_LEDGER);
    }
  }

  /** {@code budget create}. */
  @Command(
      name = "create",
      header = "Creates an account with a total that can never be changed.",
      description = {
        "",
        "All releases that touch the same people charge the same account, and their losses add up.",
        ""
      })
  static final class Create implements Callable<Integer> {

    @ParentCommand private BudgetCommand budget;
    @Mixin private LedgerOption ledger;

    private static final int LONGEST_UNIT = 1_000;
    private static final int MOST_DIGITS = 64;

    @Option(
        names = "--account",
        paramLabel = "<id>",
        required = true,
        description = "Its id: 1 to 128 letters, digits, '.', '_' and '-'.")
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
      requireId(account);
      if (unit.isBlank() || unit.length() > LONGEST_UNIT) {
        throw new InvalidArgumentException(
            "--unit",
            unit.isBlank() ? "is blank" : "is too long",
            unit.isBlank() ? "'" + unit + "'" : unit.length() + " characters",
            "1 to " + LONGEST_UNIT + " characters",
            "say whose presence is hidden, such as \"customers of shop X\"");
      }
      ApproximateDp total = total(number("--epsilon", epsilon), number("--delta", delta));
      budget
          .tacet
          .ledger(ledger.address())
          .create(Account.now(account, unit, total, LedgerUser.current()));
      budget
          .tacet
          .terminal()
          .line("Account %s created: %s for %s".formatted(account, LossText.of(total), unit));
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
        return requireFewDigits(option, new BigDecimal(text.strip()));
      } catch (NumberFormatException e) {
        throw new InvalidArgumentException(
            option,
            "is not a number",
            "'" + text + "'",
            "a decimal number, such as 1 or 1e-6",
            "correct it",
            e);
      }
    }

    /** What the ledger would refuse to write; decimals far apart add up to too many digits. */
    private static BigDecimal requireFewDigits(String option, BigDecimal number) {
      if ((long) number.precision() - number.scale() > MOST_DIGITS
          || number.scale() > MOST_DIGITS) {
        throw new InvalidArgumentException(
            option,
            "has too many digits",
            number.toString(),
            "at most %d digits before and after the point".formatted(MOST_DIGITS),
            "round it");
      }
      return number;
    }
  }

  /** {@code budget show}. */
  @Command(
      name = "show",
      header = "Shows what was spent, what remains, and the releases behind it.")
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
      Optional<String> one = Optional.ofNullable(account);
      one.ifPresent(BudgetCommand::requireId);
      Ledger opened = budget.tacet.ledger(ledger.address());
      List<AccountStatement> statements =
          one.map(List::of).orElseGet(opened::accounts).stream().map(opened::statement).toList();
      BudgetReport report = new BudgetReport(budget.tacet.terminal());
      report.accounts(statements);
      if (one.isPresent()) {
        report.releases(statements.get(0), opened.releases(account));
      }
      return ExitCodes.DONE;
    }
  }
}
