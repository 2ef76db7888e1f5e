package org.tacet.engine.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.tacet.accountant.ledger.LedgerException;

/**
 * One addition to a ledger in PostgreSQL: compare and append by one INSERT, which is a transaction
 * of its own.
 *
 * <p>Of any number of sessions the primary key lets one through: an INSERT that meets an equal key
 * of a transaction that is still open waits for its end, and then inserts nothing, or inserts. This
 * holds at every isolation level, as it does not depend on what a statement sees but on the index.
 * What the statement does read, that the number before is there, can only turn true, as nothing is
 * ever taken away; one that does not see it yet adds nothing. Under READ COMMITTED, PostgreSQL's
 * default, a later statement sees what this one met. Where a server's default is stricter, it ends
 * one of two that meet with state 40001 instead, and the append starts again.
 *
 * <p>An answer that does not come leaves open whether the row is there, and looking would not
 * settle it: the old session may still be about to commit. Adding the same bytes again under the
 * same number does, since it waits for the old session where it still runs: it is then either added
 * now, or there, and if there, then either these bytes or another writer's. No two writers add the
 * same bytes, as each entry holds a random number.
 */
final class PostgresAppend {

  /** Each time another transaction got through, so that the next look finds the number taken. */
  private static final int MOST_TIMES_GIVEN_WAY = 10;

  /** What an INSERT that was answered did. */
  private enum Outcome {
    ADDED,

    /** The number before was there, so that this one is taken. */
    TAKEN,

    /** The number before was not seen, or, for an account, a later one was. */
    NOT_IN_TURN
  }

  private final PostgresStore store;
  private final PostgresConnections connections;
  private final PostgresAddress address;
  private final String accountId;
  private final long number;
  private final byte[] document;

  /** Whether an INSERT was sent and not answered. */
  private boolean unanswered;

  PostgresAppend(
      PostgresStore store,
      PostgresConnections connections,
      PostgresAddress address,
      String accountId,
      long number,
      byte[] document) {
    this.store = store;
    this.connections = connections;
    this.address = address;
    this.accountId = accountId;
    this.number = number;
    this.document = document;
  }

  /** Whether the document was added, and not another one under its number. */
  boolean run() {
    SQLException reason;
    try {
      return connections.use(this::insertOrGiveWay);
    } catch (SQLException first) {
      reason = first;
    }
    if (PostgresFailure.lostConnection(reason)) {
      try {
        return connections.useNew(this::insertOrGiveWay);
      } catch (SQLException second) {
        second.addSuppressed(reason);
        reason = second;
      }
    }
    throw failure(reason);
  }

  private LedgerException failure(SQLException reason) {
    return PostgresFailure.explain(
        store.location(accountId, number) + " could not be added",
        reason,
        unanswered
            ? "It is not known whether it was recorded: the server was lost before it answered."
                + " budget show --account "
                + accountId
                + " says it, once the server answers; running the release again under the same id"
                + " goes on from what was recorded."
            : "Nothing was recorded.");
  }

  private boolean insertOrGiveWay(PostgresSession session) throws SQLException {
    for (int time = 1; ; time++) {
      try {
        return insert(session);
      } catch (SQLException failed) {
        if (!PostgresFailure.gaveWay(failed) || time == MOST_TIMES_GIVEN_WAY) {
          throw failed;
        }
      }
    }
  }

  private boolean insert(PostgresSession session) throws SQLException {
    if (number == 0) {
      session.makeLedger();
    } else if (!session.hasLedger()) {
      throw store.missing(accountId, number);
    }
    Outcome outcome = insertRow(session);
    if (outcome == Outcome.ADDED) {
      return true;
    } else if (outcome == Outcome.TAKEN && !unanswered) {
      return false;
    }
    Optional<byte[]> there = document(session, accountId, number);
    if (there.isEmpty()) {
      throw store.missing(accountId, number);
    }
    return unanswered && Arrays.equals(there.get(), document);
  }

  private Outcome insertRow(PostgresSession session) throws SQLException {
    try (PreparedStatement statement = session.prepare(statement(session))) {
      statement.setString(1, address.options().lockSeconds() + "s");
      statement.setString(2, accountId);
      statement.setLong(3, number);
      statement.setString(4, accountId);
      statement.setLong(5, number);
      statement.setBytes(6, document);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getInt(1) == 1) {
          return Outcome.ADDED;
        }
        return row.getBoolean(2) ? Outcome.TAKEN : Outcome.NOT_IN_TURN;
      }
    } catch (SQLException failed) {
      unanswered |= !PostgresFailure.refusedByServer(failed);
      throw failed;
    }
  }

  /**
   * The settings are made within the statement and end with it: a pool such as PgBouncer would give
   * what a session sets to others, and to this ledger's next statement another session. A commit
   * waits for the disk, and for the standbys that the server's administrator named, even where the
   * server's default is not to.
   */
  private String statement(PostgresSession session) {
    String documents = session.table(PostgresSchema.DOCUMENTS);
    return "WITH settings AS MATERIALIZED (SELECT set_config('lock_timeout', ?, true),"
        + " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN"
        + " 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true)),"
        + " turn AS MATERIALIZED (SELECT "
        + (number == 0 ? "NOT " : "")
        + "EXISTS (SELECT FROM "
        + documents
        + " WHERE account = ? AND number "
        + (number == 0 ? ">" : "= -1 +")
        + " ?) AS is_due FROM settings),"
        + " added AS (INSERT INTO "
        + documents
        + " (account, number, document) SELECT ?::text, ?::bigint, ?::bytea FROM turn WHERE is_due"
        + " ON CONFLICT DO NOTHING RETURNING number)"
        + " SELECT (SELECT count(*) FROM added), is_due FROM turn";
  }

  /** The document of a number, of a ledger that is there. */
  static Optional<byte[]> document(PostgresSession session, String accountId, long number)
      throws SQLException {
    try (PreparedStatement statement =
        session.prepare(
            "SELECT document FROM "
                + session.table(PostgresSchema.DOCUMENTS)
                + " WHERE account = ? AND number = ?")) {
      statement.setString(1, accountId);
      statement.setLong(2, number);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
      }
    }
  }
}
