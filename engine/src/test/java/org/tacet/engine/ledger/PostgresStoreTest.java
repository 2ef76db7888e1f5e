package org.tacet.engine.ledger;

import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.accountant.ledger.LedgerStoreContract;
import org.tacet.engine.testing.TestPostgres;

/** The contract of stores, on a real server. */
final class PostgresStoreTest extends LedgerStoreContract {

  private final String address = TestPostgres.newAddress();

  @Override
  protected LedgerStore open() {
    return open(address);
  }

  /** A handle that gives its connections back at once: the tests make hundreds. */
  static PostgresStore open(String address) {
    return new PostgresStore(
        PostgresAddress.parse(address),
        new PostgresLogin(configuration(), Map.of()),
        Duration.ofMillis(500));
  }

  static Configuration configuration() {
    Configuration configuration = new Configuration(false);
    configuration.set(PostgresLogin.USER, TestPostgres.ADMINISTRATOR);
    return configuration;
  }

  @Override
  protected void lose(String accountId, long number) {
    String documents = PostgresAddress.parse(address).table(PostgresSchema.DOCUMENTS);
    TestPostgres.run(
        "ALTER TABLE " + documents + " DISABLE TRIGGER ledger_is_only_added_to",
        "DELETE FROM " + documents + " WHERE account = '" + accountId + "' AND number = " + number,
        "ALTER TABLE " + documents + " ENABLE ALWAYS TRIGGER ledger_is_only_added_to");
  }
}
