package org.tacet.engine.ledger;

import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerContract;
import org.tacet.engine.testing.TestPostgres;

/** The protocol over a database. */
final class PostgresLedgerTest extends LedgerContract {

  private final String address = TestPostgres.newAddress();

  @Override
  protected Ledger open() {
    return new AppendOnlyLedger(
        PostgresStoreTest.open(address),
        new LedgerJson(),
        new CredentialLedgerKeys(PostgresStoreTest.configuration()));
  }

  @Override
  protected String who() {
    return LedgerUser.current();
  }
}
