package org.tacet.engine.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;

/**
 * A ledger in a schema of a PostgreSQL database: a row a document, whose key is account and number.
 * A statement is a transaction, so there is none that a writer could leave open; see {@link
 * PostgresAppend} for the one that the budget stands on.
 */
public final class PostgresStore implements LedgerStore {

  /** Longer than the steps of one release's start lie apart, and far shorter than a release. */
  private static final Duration IDLE_TIME = Duration.ofSeconds(30);

  private static final long ACCOUNT_NUMBER = 0;

  private final PostgresAddress address;
  private final PostgresConnections connections;

  PostgresStore(PostgresAddress address, PostgresLogin login, Duration idleTime) {
    this.address = address;
    this.connections = new PostgresConnections(address, login, idleTime);
  }

  /**
   * The store at an address; nothing is connected to yet.
   *
   * @param address {@code postgresql://host[:port][,host:port]/database[/schema][?option=value]}
   * @param configuration names the credential provider with the user and the password
   * @throws LedgerException for what is no such address
   */
  public static PostgresStore open(String address, Configuration configuration) {
    return new PostgresStore(
        PostgresAddress.parse(address),
        new PostgresLogin(configuration, System.getenv()),
        IDLE_TIME);
  }

  @Override
  public List<String> accounts() {
    return read(
        session -> {
          requireLedger(session);
          return column(
              session,
              "SELECT account FROM "
                  + session.table(PostgresSchema.DOCUMENTS)
                  + " WHERE number = 0 ORDER BY account");
        });
  }

  private void requireLedger(PostgresSession session) throws SQLException {
    if (!session.hasLedger()) {
      throw new LedgerException(
          "There is no "
              + location().substring("the ".length())
              + ". Fix: check the ledger's address; budget create makes the ledger");
    }
  }

  private static List<String> column(PostgresSession session, String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = session.prepare(query);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  @Override
  public Optional<byte[]> read(String accountId, long number) {
    return read(
        session ->
            session.hasLedger()
                ? PostgresAppend.document(session, accountId, number)
                : Optional.empty());
  }

  /** One statement sees one state of the table, so a gap in its answer is a gap in the table. */
  @Override
  public List<byte[]> readFrom(String accountId, long firstNumber) {
    return read(
        session -> session.hasLedger() ? readFrom(session, accountId, firstNumber) : List.of());
  }

  private List<byte[]> readFrom(PostgresSession session, String accountId, long firstNumber)
      throws SQLException {
    List<byte[]> documents = new ArrayList<>();
    try (PreparedStatement statement =
        session.prepare(
            "SELECT number, document FROM "
                + session.table(PostgresSchema.DOCUMENTS)
                + " WHERE account = ? AND number >= ? ORDER BY number")) {
      statement.setString(1, accountId);
      statement.setLong(2, firstNumber);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long next = firstNumber + documents.size();
          if (rows.getLong(1) != next) {
            throw new CorruptLedgerException(
                location(accountId, next), "it is missing although later entries are there");
          }
          documents.add(rows.getBytes(2));
        }
      }
    }
    return documents;
  }

  @Override
  public boolean append(String accountId, long number, byte[] document) {
    return new PostgresAppend(this, connections, address, accountId, number, document).run();
  }

  @Override
  public Optional<byte[]> snapshot(String accountId) {
    return read(session -> session.hasLedger() ? snapshot(session, accountId) : Optional.empty());
  }

  private static Optional<byte[]> snapshot(PostgresSession session, String accountId)
      throws SQLException {
    try (PreparedStatement statement =
        session.prepare(
            "SELECT snapshot FROM "
                + session.table(PostgresSchema.SNAPSHOTS)
                + " WHERE account = ?")) {
      statement.setString(1, accountId);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }

  @Override
  public void keepSnapshot(String accountId, byte[] snapshot) {
    retried(
        "A snapshot of account '" + accountId + "' could not be kept in " + location(),
        session -> {
          requireLedger(session);
          try (PreparedStatement statement =
              session.prepare(
                  "INSERT INTO "
                      + session.table(PostgresSchema.SNAPSHOTS)
                      + " (account, snapshot) VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET"
                      + " snapshot = excluded.snapshot")) {
            statement.setString(1, accountId);
            statement.setBytes(2, snapshot);
            return statement.executeUpdate();
          }
        });
  }

  private <T> T read(PostgresConnections.Work<T> work) {
    return retried("The" + location().substring("the".length()) + " could not be read", work);
  }

  /** Does what may be done twice, on a second connection where the first one breaks. */
  private <T> T retried(String failure, PostgresConnections.Work<T> work) {
    SQLException reason;
    try {
      return connections.use(work);
    } catch (SQLException first) {
      reason = first;
    }
    if (PostgresFailure.lostConnection(reason) || PostgresFailure.gaveWay(reason)) {
      try {
        return connections.useNew(work);
      } catch (SQLException second) {
        second.addSuppressed(reason);
        reason = second;
      }
    }
    throw PostgresFailure.explain(failure, reason, "");
  }

  /** What to say where a document is missing that others stand on. */
  CorruptLedgerException missing(String accountId, long number) {
    return number == ACCOUNT_NUMBER
        ? new CorruptLedgerException(
            location(accountId, number), "it is missing although later entries are there")
        : new CorruptLedgerException(
            location(accountId, number - 1),
            "it is missing, and was there when the next one was to be added: the server has"
                + " forgotten what it had recorded");
  }

  @Override
  public String who() {
    return LedgerUser.current();
  }

  @Override
  public String location() {
    return "the ledger " + address;
  }

  @Override
  public String location(String accountId, long number) {
    return "Entry " + number + " of account '" + accountId + "' in " + location();
  }
}
