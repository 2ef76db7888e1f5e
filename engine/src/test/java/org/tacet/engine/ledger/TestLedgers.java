package org.tacet.engine.ledger;

import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerStore;

/** The ledgers of tests by their addresses, those on the tests' own PostgreSQL among them. */
public final class TestLedgers {

  private TestLedgers() {}

  public static Ledger open(String address) {
    return address.startsWith("postgresql:")
        ? over(PostgresStoreTest.open(address))
        : Ledgers.open(address);
  }

  /** The ledger over a store, as it is used in production, without a key. */
  public static Ledger over(LedgerStore store) {
    return new AppendOnlyLedger(
        store, new LedgerJson(), new CredentialLedgerKeys(PostgresStoreTest.configuration()));
  }
}
