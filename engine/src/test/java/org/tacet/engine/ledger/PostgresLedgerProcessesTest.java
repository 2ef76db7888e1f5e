package org.tacet.engine.ledger;

import org.tacet.engine.testing.TestPostgres;

/** Processes that share a ledger in PostgreSQL. */
final class PostgresLedgerProcessesTest extends LedgerProcessesContract {

  private final String address = TestPostgres.newAddress();

  @Override
  String address() {
    return address;
  }
}
