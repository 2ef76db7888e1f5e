package org.tacet.engine.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.engine.testing.TestPostgres;

/**
 * Rows that are changed by an administrator of the server, to whom its triggers are no hindrance.
 */
final class TamperedPostgresStoreTest extends TamperedStoreContract {

  private final String address = TestPostgres.newAddress();
  private final String documents = PostgresAddress.parse(address).table(PostgresSchema.DOCUMENTS);

  @Override
  LedgerStore open() {
    return PostgresStoreTest.open(address);
  }

  @BeforeEach
  void takeTheTriggersAway() {
    TestPostgres.run("ALTER TABLE " + documents + " DISABLE TRIGGER USER");
  }

  @Override
  void put(long number, byte[] document) throws SQLException {
    try (Connection connection = TestPostgres.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO "
                    + documents
                    + " (account, number, document) VALUES (?, ?, ?) ON CONFLICT (account, number)"
                    + " DO UPDATE SET document = excluded.document")) {
      statement.setString(1, ACCOUNT);
      statement.setLong(2, number);
      statement.setBytes(3, document);
      statement.executeUpdate();
    }
  }

  @Override
  void remove(long number) {
    TestPostgres.run(
        "DELETE FROM " + documents + " WHERE account = '" + ACCOUNT + "' AND number = " + number);
  }
}
