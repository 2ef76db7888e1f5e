package org.tacet.engine.ledger;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.tacet.accountant.ledger.LedgerException;

/** What a statement's failure means, by the five characters that PostgreSQL states it with. */
final class PostgresFailure {

  private static final String UNREACHABLE =
      "check that the server runs, that host and port are right and can be reached from here, and"
          + " try again";

  /** By the longest beginning of the state that is listed. */
  private static final Map<String, String> FIXES = new LinkedHashMap<>();

  static {
    FIXES.put("08", UNREACHABLE);
    FIXES.put("08004", loginFix());
    FIXES.put("22", "name a schema that holds nothing but this ledger");
    FIXES.put("25006", "give the address of the primary server, or end its read-only mode");
    FIXES.put("28", loginFix());
    FIXES.put("3D000", "create the database, or correct its name in the address");
    FIXES.put(
        "42", "name a schema that holds nothing but this ledger, or restore it from a backup");
    FIXES.put(
        "42501",
        "grant the user USAGE on the schema, SELECT and INSERT on ledger_documents, SELECT, INSERT"
            + " and UPDATE on ledger_snapshots and SELECT on ledger_format; the first budget create"
            + " makes them, and needs CREATE on the database or on an empty schema of that name");
    FIXES.put("53", "give the server more of what it ran out of, and try again");
    FIXES.put("53100", "make room on the server's disk, and try again");
    FIXES.put("53300", "let the server take more connections (max_connections), and try again");
    FIXES.put(
        "55P03",
        "find in pg_stat_activity who holds the ledger's tables for so long, end it, and try again;"
            + " lock_timeout in the address sets how long an append waits");
    FIXES.put("57P", "try again when the server is up");
  }

  private PostgresFailure() {}

  private static String loginFix() {
    return "check the user and the password, which are looked for as "
        + PostgresLogin.SOURCES
        + ", and that pg_hba.conf lets them in from this host";
  }

  /**
   * Whether a connection broke, or the server ended it, so that a new one may do better. Where none
   * could be made in the first place (08001, 08004) another try would fail as well.
   */
  static boolean lostConnection(SQLException failed) {
    String state = state(failed);
    return state.startsWith("57P")
        || (state.startsWith("08") && !state.equals("08001") && !state.equals("08004"));
  }

  /** Whether a transaction was given up for another one at once, so that it may be tried again. */
  static boolean gaveWay(SQLException failed) {
    return state(failed).startsWith("40");
  }

  /**
   * Whether the server itself refused the statement and goes on, so that certainly nothing was
   * recorded.
   */
  static boolean refusedByServer(SQLException failed) {
    return serverMessage(failed) != null && !lostConnection(failed);
  }

  /**
   * The exception for a failure.
   *
   * @param what a sentence without its full stop: "The ledger x could not be read"
   * @param consequence a sentence on what was recorded, or empty
   */
  static LedgerException explain(String what, SQLException failed, String consequence) {
    return new LedgerException(
        what
            + ": "
            + reason(failed)
            + ". "
            + (consequence.isEmpty() ? "" : consequence + " ")
            + "Fix: "
            + fix(failed),
        failed);
  }

  private static String reason(SQLException failed) {
    UnknownHostException host = cause(failed, UnknownHostException.class);
    if (host != null) {
      return "the host is not known: " + host.getMessage();
    }
    // The server's own first line: what it adds as details may repeat rows.
    ServerErrorMessage server = serverMessage(failed);
    String message = server == null ? failed.getMessage() : server.getMessage();
    String line = message == null ? failed.toString() : message.lines().findFirst().orElse("");
    return (line.endsWith(".") ? line.substring(0, line.length() - 1) : line)
        + " (SQL state "
        + state(failed)
        + ")";
  }

  private static String fix(SQLException failed) {
    if (cause(failed, UnknownHostException.class) != null) {
      return "correct the host in the ledger's address";
    }
    if (cause(failed, SSLException.class) != null
        || String.valueOf(failed.getMessage()).contains("SSL")) {
      return "check sslmode, sslrootcert, sslcert and sslkey in the ledger's address, and ssl in the"
          + " server's postgresql.conf";
    }
    String state = state(failed);
    for (int length = state.length(); length >= 2; length--) {
      String fix = FIXES.get(state.substring(0, length));
      if (fix != null) {
        return fix;
      }
    }
    return "see the server's log, and try again";
  }

  private static String state(SQLException failed) {
    return failed.getSQLState() == null ? "unknown" : failed.getSQLState();
  }

  private static ServerErrorMessage serverMessage(SQLException failed) {
    return failed instanceof PSQLException known ? known.getServerErrorMessage() : null;
  }

  private static <T extends Throwable> T cause(Throwable failed, Class<T> type) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
