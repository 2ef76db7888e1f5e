package org.tacet.jobs.budget;

import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.ledger.LedgerUser;
import org.tacet.engine.spec.AccountSpec;
import org.tacet.engine.spec.AccountSpecReader;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code budget create}. */
@Command(
    name = "create",
    header = "Creates an account, of which nothing can ever be changed.",
    description = {
      "",
      "All releases that touch the same people charge the same account. Give a YAML file, or options "
          + "for a simple account; tables, purposes and schedules stand in a file.",
      ""
    },
    footer = {
      "",
      "A file with everything in it: conf/examples/account.yaml; conf/account-budget.schema.json is "
          + "for editors.",
      "",
      "Exit codes: 0 created, 2 bad account or command line, or there is such an account, 1 the ledger "
          + "can't be used."
    })
public final class CreateCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;
  @Mixin private AccountFlags flags;

  @Parameters(
      arity = "0..1",
      paramLabel = "<account.yaml>",
      description = "The account, a YAML file: a path, or a URI such as hdfs:///account.yaml")
  private String file;

  @Override
  public Integer call() {
    AccountSpec spec = spec();
    Ledger opened = ledger.open(budget);
    opened.create(spec.createdBy(LedgerUser.current()));
    Account created = opened.account(spec.account());
    AccountWords words = new AccountWords(created);
    budget
        .terminal()
        .line("Account %s created in %s.".formatted(created.id(), ledger.address(budget)));
    words.promise().forEach(budget.terminal()::line);
    budget.terminal().line(words.seal());
    if (created.keyId().isEmpty()) {
      budget
          .terminal()
          .message(
              "warning: without a key its entries are sealed by a plain hash: that finds accidents,"
                  + " and who may write the ledger can change it unseen; fix: make a key with"
                  + " budget key before creating accounts that need one");
    }
    return ExitCodes.DONE;
  }

  private AccountSpec spec() {
    if (file == null) {
      return flags.spec();
    }
    if (flags.areGiven()) {
      throw new InvalidArgumentException(
          "<account.yaml>",
          "stands beside options that say the same",
          LedgerOption.shown(file),
          "a file, or options",
          "write all of it into the file");
    }
    return AccountSpecReader.read(file, budget::hadoop);
  }
}
