package org.tacet.jobs.release;

import java.util.List;
import java.util.Optional;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.AccountVerification;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerBusyException;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.Reservation;
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
  public Account account(String account) {
    return ledger.account(account);
  }

  @Override
  public List<LedgerEntry> entries(String account) {
    return ledger.entries(account);
  }

  @Override
  public Optional<LedgerEntry> release(String account, String releaseId) {
    return ledger.release(account, releaseId);
  }

  @Override
  public Reservation reserve(String account, ReservationRequest request) {
    passes(Step.RESERVE, account);
    return ledger.reserve(account, request);
  }

  @Override
  public LedgerHead markReading(String account, String releaseId, int attempt, String inputFiles) {
    passes(Step.READING, account);
    return ledger.markReading(account, releaseId, attempt, inputFiles);
  }

  @Override
  public void commit(String account, String releaseId, int attempt, String manifestHash) {
    passes(Step.COMMIT, account);
    ledger.commit(account, releaseId, attempt, manifestHash);
  }

  @Override
  public void abandon(String account, String releaseId, int attempt) {
    ledger.abandon(account, releaseId, attempt);
  }

  @Override
  public AccountVerification verify(String account, List<LedgerHead> expected) {
    return ledger.verify(account, expected);
  }
}
