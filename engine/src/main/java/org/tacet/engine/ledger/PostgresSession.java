package org.tacet.engine.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.tacet.accountant.ledger.LedgerException;

/** One connection, to a server and a ledger that this version can work with. */
final class PostgresSession {

  /** The oldest release that the store is tested with; its number as the server states it. */
  static final int OLDEST_SERVER = 140_000;

  private final Connection connection;
  private final PostgresAddress address;
  private boolean formatIsKnown;

  private PostgresSession(Connection connection, PostgresAddress address) {
    this.connection = connection;
    this.address = address;
  }

  /**
   * Takes a connection, and closes it where it is not taken.
   *
   * @throws LedgerException if the server is too old or does not keep what it was given
   */
  static PostgresSession of(Connection connection, PostgresAddress address) throws SQLException {
    PostgresSession session = new PostgresSession(connection, address);
    boolean usable = false;
    try {
      session.requireUsableServer();
      usable = true;
      return session;
    } finally {
      if (!usable) {
        session.close();
      }
    }
  }

  private void requireUsableServer() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet server =
            statement.executeQuery(
                "SELECT current_setting('server_version_num')::int, current_setting('fsync'),"
                    + " current_setting('server_version')")) {
      server.next();
      requireUsable(address, server.getInt(1), server.getString(3), server.getString(2));
    }
  }

  static void requireUsable(PostgresAddress address, int number, String version, String fsync) {
    if (number < OLDEST_SERVER) {
      throw new LedgerException(
          "The server of the ledger "
              + address
              + " is PostgreSQL "
              + version
              + ". Fix: use PostgreSQL "
              + OLDEST_SERVER / 10_000
              + " or newer");
    }
    if (fsync.equals("off")) {
      throw new LedgerException(
          "The server of the ledger "
              + address
              + " runs with fsync = off: a power failure would make it forget charges. Fix: set"
              + " fsync = on in postgresql.conf and restart it");
    }
  }

  Connection connection() {
    return connection;
  }

  /** A table of the ledger, for a statement. */
  String table(String name) {
    return address.table(name);
  }

  PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /**
   * Whether there is a ledger in the schema.
   *
   * @throws LedgerException if it is of a newer version
   */
  boolean hasLedger() throws SQLException {
    if (!formatIsKnown) {
      formatIsKnown = PostgresSchema.isThere(this, address);
    }
    return formatIsKnown;
  }

  /** Makes the ledger where there is none. */
  void makeLedger() throws SQLException {
    if (!hasLedger()) {
      PostgresSchema.make(this, address);
    }
  }

  /** Whether the server still answers. */
  boolean stands(int withinSeconds) {
    try {
      return connection.isValid(withinSeconds);
    } catch (SQLException broken) {
      return false;
    }
  }

  /** Closes the connection, of which nothing is expected any more. */
  void close() {
    try {
      connection.close();
    } catch (SQLException gone) {
      // The server ends what it had of the connection by itself.
    }
  }
}
