package org.tacet.engine.release;

import java.util.List;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.ReleasePlan;

/**
 * A published release.
 *
 * @param publication how it came to be published
 * @param output where the files and the manifest lie
 * @param publishedRows how many groups were published; -1 where that is not known any more
 * @param accounts those that were charged, as they stand now
 */
public record ReleaseOutcome(
    ReleasePlan plan,
    String releaseId,
    Publication publication,
    String output,
    long publishedRows,
    List<AccountStatement> accounts) {

  /** How a release came to be published. */
  public enum Publication {
    /** Drawn, charged and published by this run. */
    NEW,

    /** Drawn and charged by an earlier run that ended before publishing; published by this one. */
    RESUMED,

    /** Published by an earlier run; this one did nothing and charged nothing. */
    EARLIER
  }

  public ReleaseOutcome {
    accounts = List.copyOf(accounts);
  }
}
