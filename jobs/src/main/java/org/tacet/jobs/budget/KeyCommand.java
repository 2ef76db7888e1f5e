package org.tacet.jobs.budget;

import java.util.concurrent.Callable;
import org.tacet.engine.ledger.CredentialLedgerKeys;
import org.tacet.engine.ledger.LedgerKeyCreation;
import org.tacet.jobs.commandline.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget key}. */
@Command(
    name = "key",
    header =
        "Makes the key that seals the entries of a ledger, in a credential provider of Hadoop.",
    description = {
      "",
      "Accounts that are created afterwards are sealed with it: who may write the ledger and lacks the "
          + "key can't change an entry unseen. Keep a copy of the key store: without the key the "
          + "ledger can't be used. A key that is there is never replaced.",
      ""
    },
    footer = {"", "Exit codes: 0 made, 2 bad command line, 1 the provider can't be used."})
public final class KeyCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;

  @Option(
      names = "--provider",
      paramLabel = "<uri>",
      required = true,
      description =
          "Where, such as localjceks://file/home/ann/tacet.jceks or "
              + "jceks://hdfs@name-node/keys/tacet.jceks")
  private String provider;

  @Override
  public Integer call() {
    LedgerKeyCreation.Created created = LedgerKeyCreation.create(provider, budget.hadoop());
    budget.terminal().line("Key made as %s in %s.".formatted(created.alias(), created.provider()));
    budget
        .terminal()
        .line("Name the provider in conf/spark-defaults.conf, for all who use the ledger:");
    budget
        .terminal()
        .line("  spark.hadoop.%s %s".formatted(CredentialLedgerKeys.PROVIDERS, created.provider()));
    budget.terminal().line("or in Hadoop's core-site.xml:");
    budget
        .terminal()
        .line(
            "  <property><name>%s</name><value>%s</value></property>"
                .formatted(CredentialLedgerKeys.PROVIDERS, created.provider()));
    created.passwordWarning().ifPresent(budget.terminal()::message);
    return ExitCodes.DONE;
  }
}
