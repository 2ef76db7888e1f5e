package org.tacet.engine.release;

import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.ReleasePlan;

/**
 * A published release.
 *
 * @param output where the files and the manifest lie
 * @param publishedRows how many groups were published
 * @param account the account after the charge
 */
public record ReleaseOutcome(
    ReleasePlan plan,
    String releaseId,
    String output,
    long publishedRows,
    AccountStatement account) {}
