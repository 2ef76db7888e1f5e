package org.tacet.accountant.ledger;

final class InMemoryLedgerTest extends LedgerContract {

  private final InMemoryLedger ledger = new InMemoryLedger();

  @Override
  protected Ledger open() {
    return ledger;
  }

  @Override
  protected String who() {
    return InMemoryLedger.WHO;
  }
}
