package org.tacet.jobs.budget;

import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.jobs.commandline.Terminal;

/** What the subcommands of {@code budget} run in: no Spark. */
public interface BudgetContext {

  Terminal terminal();

  /** Hadoop's configuration, as the class path and Spark's settings have it. */
  Configuration hadoop();

  /** The address that an option gives, or else Spark's setting, or else the default. */
  String address(Optional<String> given);

  /** Opens the ledger of an address. */
  Ledger ledger(String address);
}
