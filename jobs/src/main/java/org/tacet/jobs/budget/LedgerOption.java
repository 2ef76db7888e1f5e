package org.tacet.jobs.budget;

import java.util.Optional;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerIds;
import org.tacet.jobs.commandline.InvalidArgumentException;
import picocli.CommandLine.Option;

/** Which ledger: the option, then Spark's setting, then the default. */
final class LedgerOption {

  private static final int SHOWN = 80;

  @Option(
      names = "--ledger",
      paramLabel = "<uri>",
      description =
          "The ledger: a plain path, file:<folder>, hdfs://<NameNode>/<folder> or "
              + "postgresql://<host>/<database>. Default: spark.tacet.ledger, else file:tacet-ledger")
  private String uri;

  String address(BudgetContext context) {
    return context.address(Optional.ofNullable(uri));
  }

  Ledger open(BudgetContext context) {
    return context.ledger(address(context));
  }

  /** Refuses what can be no account's id, before a ledger is asked. */
  static String requireAccount(String account) {
    if (!LedgerIds.isLegal(account)) {
      throw new InvalidArgumentException(
          "--account",
          "is not an account's id",
          shown(account),
          "1 to 128 letters, digits, '.', '_' and '-', the first a letter or a digit",
          "choose such an id, such as shop-customers");
    }
    return account;
  }

  /** Refuses what can be no release's id. */
  static String requireRelease(String option, String releaseId) {
    if (!LedgerIds.isLegalRelease(releaseId)) {
      throw new InvalidArgumentException(
          option,
          "is not a release's id",
          shown(releaseId),
          LedgerIds.LEGAL_RELEASE,
          "copy the id from budget history");
    }
    return releaseId;
  }

  static String shown(String given) {
    return given.length() <= SHOWN
        ? "'" + given + "'"
        : "'" + given.substring(0, SHOWN) + "...' (" + given.length() + " characters)";
  }
}
