package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.tacet.accountant.ledger.LedgerException;

/** The tables of a ledger in PostgreSQL, and their version. */
final class PostgresSchema {

  static final String DOCUMENTS = "ledger_documents";
  static final String SNAPSHOTS = "ledger_snapshots";
  static final String FORMAT = "ledger_format";

  /** The version that this class makes, and the only one so far. */
  static final int VERSION = 1;

  /** "tacet" in ASCII: the number of the lock under which ledgers of a database are made. */
  private static final long MAKING = 0x7461636574L;

  private PostgresSchema() {}

  /**
   * Whether the schema holds a ledger.
   *
   * @throws LedgerException if it is of another version
   */
  static boolean isThere(PostgresSession session, PostgresAddress address) throws SQLException {
    // Not by to_regclass, which may answer from what the session remembers of names it did not
    // find.
    if (!finds(
        session,
        "SELECT FROM pg_catalog.pg_class tables JOIN pg_catalog.pg_namespace schemas ON"
            + " schemas.oid = tables.relnamespace WHERE nspname = ? AND relname = '"
            + FORMAT
            + "'",
        address.schema())) {
      return false;
    }
    try (PreparedStatement read =
            session.prepare("SELECT max(version) FROM " + address.table(FORMAT));
        ResultSet version = read.executeQuery()) {
      version.next();
      requireKnown(address, version.getInt(1));
      return true;
    }
  }

  private static void requireKnown(PostgresAddress address, int version) {
    if (version != VERSION) {
      throw new LedgerException(
          "The ledger "
              + address
              + " has format "
              + version
              + ", and this version of Tacet knows format "
              + VERSION
              + ". Nothing was read or written. Fix: "
              + (version > VERSION
                  ? "use the newer version of Tacet that wrote it"
                  : "restore the schema from a backup, or name a schema that holds nothing else"));
    }
  }

  /**
   * Makes the tables, or finds that another did meanwhile. {@code IF NOT EXISTS} alone does not do
   * it: of two sessions that find a name free at once, one fails for the name. They take turns by a
   * lock of the database's, which ends with the transaction, whatever becomes of the session.
   */
  static void make(PostgresSession session, PostgresAddress address) throws SQLException {
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '"
              + address.options().lockSeconds()
              + "s'; SELECT pg_advisory_xact_lock("
              + MAKING
              + ")");
      if (!isThere(session, address)) {
        // Asked first, as CREATE SCHEMA IF NOT EXISTS needs a right even where there is one.
        if (!finds(
            session, "SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?", address.schema())) {
          statement.execute("CREATE SCHEMA \"" + address.schema() + "\"");
        }
        statement.execute("SET LOCAL search_path = \"" + address.schema() + "\"; " + script());
      }
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  private static boolean finds(PostgresSession session, String query, String parameter)
      throws SQLException {
    try (PreparedStatement statement = session.prepare(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  /** The statements that make the tables in the current schema; an administrator may run them. */
  private static String script() {
    try (InputStream script = PostgresSchema.class.getResourceAsStream("postgresql-ledger.sql")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
