package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.engine.testing.TestPostgres;

/** What a database that can't be used is told of, and what not: the password. */
final class PostgresFailureTest {

  private static final String SECRET = "correct-horse-battery";

  private final String address = TestPostgres.newAddress();
  private final String schema = address.substring(address.lastIndexOf('/') + 1);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static LedgerStore openAs(String user, String address) {
    Configuration configuration = new Configuration(false);
    configuration.set(PostgresLogin.USER, user);
    configuration.set(PostgresLogin.PASSWORD, SECRET);
    return new PostgresStore(
        PostgresAddress.parse(address),
        new PostgresLogin(configuration, Map.of()),
        Duration.ofMillis(500));
  }

  /** Asserts that neither a read nor an append gets through, and that both say the same. */
  private static void assertRefused(LedgerStore store, String reason, String fix) {
    List<Runnable> uses =
        List.of(
            store::accounts,
            () -> store.readFrom("a", 0),
            () -> store.append("a", 0, bytes("account")),
            () -> store.keepSnapshot("a", bytes("snapshot")));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining(store.location().substring("the ".length()))
          .hasMessageContaining(reason)
          .hasMessageContaining("Fix: ")
          .hasMessageContaining(fix)
          .satisfies(failed -> assertThat(stackTrace(failed)).doesNotContain(SECRET));
    }
    assertThatThrownBy(() -> store.append("a", 0, bytes("account")))
        .hasMessageContaining("Nothing was recorded.");
  }

  private static String stackTrace(Throwable failed) {
    StringWriter trace = new StringWriter();
    failed.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  @Test
  void anUnknownHostIsNamed() {
    assertRefused(
        PostgresStoreTest.open("postgresql://no-such-host.invalid/privacy"),
        "the host is not known: no-such-host.invalid",
        "correct the host");
  }

  @Test
  void aServerThatDoesNotRunIsUnreachable() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertRefused(
        PostgresStoreTest.open(TestPostgres.address(free)),
        "refused",
        "check that the server runs");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertRefused(
          PostgresStoreTest.open(
              TestPostgres.address(silent.getLocalPort())
                  + "?socket_timeout=2&lock_timeout=1&connect_timeout=1&sslmode=disable"),
          "SQL state 08",
          "check that the server runs");
    }
  }

  @Test
  void aMissingDatabaseIsNamed() {
    assertRefused(
        PostgresStoreTest.open(address.replace("/postgres/", "/no-such-database/")),
        "database \"no-such-database\" does not exist",
        "create the database");
  }

  @Test
  void aServerWithoutTlsIsRefusedWhereTlsIsAskedFor() {
    assertRefused(
        PostgresStoreTest.open(address + "?sslmode=require"), "SSL", "check sslmode, sslrootcert");
  }

  @Test
  void anUnknownUserIsSentToTheCredentials() {
    assertRefused(
        openAs("nobody_of_this_name", address),
        "nobody_of_this_name",
        "tacet.ledger.user and tacet.ledger.password");
  }

  @Test
  void aUserWithoutRightsLearnsWhichAreNeeded() {
    TestPostgres.run("CREATE ROLE " + schema + "_reader LOGIN");
    assertThatThrownBy(() -> openAs(schema + "_reader", address).append("a", 0, bytes("account")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("permission denied for database postgres")
        .hasMessageContaining("Nothing was recorded.")
        .hasMessageContaining("CREATE on the database");
    PostgresStoreTest.open(address).append("a", 0, bytes("account"));
    assertRefused(openAs(schema + "_reader", address), "permission denied", "grant the user USAGE");
    TestPostgres.run(
        "GRANT USAGE ON SCHEMA " + schema + " TO " + schema + "_reader",
        "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + schema + "_reader");
    LedgerStore reader = openAs(schema + "_reader", address);
    assertThat(reader.accounts()).containsExactly("a");
    assertThatThrownBy(() -> reader.append("a", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("permission denied for table ledger_documents")
        .hasMessageContaining("Nothing was recorded.");
  }

  /** The rights that the message and the documentation name are enough, and the least. */
  @Test
  void theRightsOfTheDocumentationAreEnoughAndCannotUndoACharge() {
    PostgresStoreTest.open(address).append("a", 0, bytes("account"));
    String writer = schema + "_writer";
    TestPostgres.run(
        "CREATE ROLE " + writer + " LOGIN",
        "GRANT USAGE ON SCHEMA " + schema + " TO " + writer,
        "GRANT SELECT, INSERT ON " + schema + ".ledger_documents TO " + writer,
        "GRANT SELECT, INSERT, UPDATE ON " + schema + ".ledger_snapshots TO " + writer,
        "GRANT SELECT ON " + schema + ".ledger_format TO " + writer);
    LedgerStore store = openAs(writer, address);
    assertThat(store.append("a", 1, bytes("entry"))).isTrue();
    assertThat(store.append("a", 1, bytes("other"))).isFalse();
    assertThat(store.append("b", 0, bytes("account"))).isTrue();
    store.keepSnapshot("a", bytes("one"));
    store.keepSnapshot("a", bytes("two"));
    assertThat(store.snapshot("a")).hasValue(bytes("two"));
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"), bytes("entry"));
  }

  @ParameterizedTest
  @CsvSource({"UPDATE % SET document = 'x'", "DELETE FROM %", "TRUNCATE %"})
  void theDatabaseItselfRefusesToChangeADocument(String statement) {
    LedgerStore store = PostgresStoreTest.open(address);
    store.append("a", 0, bytes("account"));
    String onDocuments = statement.replace("%", schema + ".ledger_documents");
    for (String role : new String[] {"origin", "replica"}) {
      assertThatThrownBy(
              () -> TestPostgres.run("SET session_replication_role = " + role, onDocuments))
          .hasMessageContaining("of ledger_documents is refused: a ledger is only added to");
    }
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"));
  }

  @Test
  void anotherFormatIsRefusedAndNotRewritten() {
    LedgerStore earlier = PostgresStoreTest.open(address);
    earlier.append("a", 0, bytes("account"));
    TestPostgres.run("UPDATE " + schema + ".ledger_format SET version = 2");
    LedgerStore store = PostgresStoreTest.open(address);
    List<Runnable> uses =
        List.of(
            store::accounts,
            () -> store.read("a", 0),
            () -> store.append("a", 0, bytes("account")),
            () -> store.append("a", 1, bytes("entry")),
            () -> store.keepSnapshot("a", bytes("snapshot")));
    for (Runnable use : uses) {
      assertThatThrownBy(use::run)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("has format 2, and this version of Tacet knows format 1")
          .hasMessageContaining("Fix: use the newer version");
    }
    TestPostgres.run("UPDATE " + schema + ".ledger_format SET version = 1");
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"));
    assertThat(store.snapshot("a")).isEmpty();
  }

  @Test
  void aServerThatForgetsOrIsTooOldIsRefused() {
    PostgresAddress parsed = PostgresAddress.parse(address);
    assertThatThrownBy(() -> PostgresSession.requireUsable(parsed, 130_022, "13.22", "on"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is PostgreSQL 13.22. Fix: use PostgreSQL 14 or newer");
    assertThatThrownBy(() -> PostgresSession.requireUsable(parsed, 140_000, "14.0", "off"))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("fsync = off");
    PostgresSession.requireUsable(parsed, 140_000, "14.0", "on");
  }

  /** An entry whose predecessor the server lost, as a standby that lagged behind may have. */
  @Test
  void anEntryIsNotAddedAfterOneThatIsMissing() {
    LedgerStore store = PostgresStoreTest.open(address);
    store.append("a", 0, bytes("account"));
    assertThatThrownBy(() -> store.append("a", 2, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith(store.location("a", 1))
        .hasMessageContaining("the server has forgotten what it had recorded");
    assertThatThrownBy(() -> store.append("b", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith(store.location("b", 0));
    assertThat(store.readFrom("a", 0)).hasSize(1);
  }
}
