package org.tacet.accountant.ledger;

final class InMemoryLedgerTest extends LedgerContract {

  private final InMemoryStore store = new InMemoryStore();

  @Override
  protected Ledger open() {
    return store.open();
  }

  @Override
  protected String who() {
    return store.who();
  }
}
