package org.tacet.engine.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL of the tests: one server a JVM, started by the first that asks. */
public final class TestPostgres {

  /** The user that owns the server, and needs no password. */
  public static final String ADMINISTRATOR = "postgres";

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private static EmbeddedPostgres server;

  private TestPostgres() {}

  private static synchronized EmbeddedPostgres server() {
    try {
      if (server == null) {
        server = builder().start();
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that keeps what it has committed, which those of tests usually need not. */
  public static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on");
  }

  public static int port() {
    return server().getPort();
  }

  /** The address of a ledger that is not there yet. */
  public static String newAddress() {
    return address(port()) + "/ledger" + SCHEMAS.incrementAndGet();
  }

  /** The address of the database that each server has, on this host. */
  public static String address(int port) {
    return "postgresql://localhost:" + port + "/postgres";
  }

  /** A connection of the administrator's. */
  public static Connection connect() throws SQLException {
    return server().getPostgresDatabase().getConnection();
  }

  /** Runs statements as the administrator, all or none. */
  public static void run(String... statements) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(String.join(";", statements));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
