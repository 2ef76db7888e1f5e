package org.tacet.jobs;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.release.OperationalSetting;
import org.tacet.jobs.budget.AbandonCommand;
import org.tacet.jobs.budget.BudgetContext;
import org.tacet.jobs.budget.CreateCommand;
import org.tacet.jobs.budget.ExportCommand;
import org.tacet.jobs.budget.HistoryCommand;
import org.tacet.jobs.budget.KeyCommand;
import org.tacet.jobs.budget.ProbeCommand;
import org.tacet.jobs.budget.ShowCommand;
import org.tacet.jobs.budget.VerifyCommand;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.commandline.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code budget}: accounts and what was spent on them. Needs no Spark. */
@Command(
    name = "budget",
    header = "Creates accounts, shows what releases spent on them, and checks the ledger.",
    footer = {"", "All of it: docs/budget.md"},
    subcommands = {
      CreateCommand.class,
      ShowCommand.class,
      HistoryCommand.class,
      VerifyCommand.class,
      AbandonCommand.class,
      ExportCommand.class,
      KeyCommand.class,
      ProbeCommand.class,
    })
final class BudgetCommand implements Runnable, BudgetContext {

  @ParentCommand private TacetCommand tacet;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "budget needs one of: " + String.join(", ", spec.subcommands().keySet()));
  }

  @Override
  public Terminal terminal() {
    return tacet.terminal();
  }

  @Override
  public Configuration hadoop() {
    return HadoopSettings.ofProcess();
  }

  @Override
  public String address(Optional<String> given) {
    return given
        .or(OperationalSetting.LEDGER::withoutSpark)
        .orElse(OperationalSetting.DEFAULT_LEDGER);
  }

  @Override
  public Ledger ledger(String address) {
    return tacet.ledger(address);
  }
}
