package org.tacet.jobs.release;

import java.util.List;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerBusyException;
import org.tacet.accountant.ledger.ReservationRequest;

/** A ledger that others keep so busy that one step of a release never gets through. */
final class FailingLedger implements Ledger {

  /** The step that fails. */
  enum Step {
    RESERVE,
    READING,
    COMMIT
  }

  private final Ledger ledger;
  private final Step failing;

  FailingLedger(Ledger ledger, Step failing) {
    this.ledger = ledger;
    this.failing = failing;
  }

  private void passes(Step step, String account) {
    if (step == failing) {
      throw new LedgerBusyException(account, 1_000);
    }
  }

  @Override
  public void create(Account account) {
    ledger.create(account);
  }

  @Override
  public AccountStatement statement(String account) {
    return ledger.statement(account);
  }

  @Override
  public List<String> accounts() {
    return ledger.accounts();
  }

  @Override
  public void reserve(String account, ReservationRequest request) {
    passes(Step.RESERVE, account);
    ledger.reserve(account, request);
  }

  @Override
  public void markReading(String account, String releaseId, String fingerprint) {
    passes(Step.READING, account);
    ledger.markReading(account, releaseId, fingerprint);
  }

  @Override
  public void commit(String account, String releaseId, String manifestHash) {
    passes(Step.COMMIT, account);
    ledger.commit(account, releaseId, manifestHash);
  }

  @Override
  public void abandon(String account, String releaseId) {
    ledger.abandon(account, releaseId);
  }
}
