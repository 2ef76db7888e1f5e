package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.accountant.ledger.LedgerStoreRaceContract;
import org.tacet.engine.testing.TestPostgres;

/** Servers that are set up in other ways, or are in another state. */
final class PostgresServerTest {

  private final String address = TestPostgres.newAddress();
  private final String schema = address.substring(address.lastIndexOf('/') + 1);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private LedgerStore openWith(String... settings) {
    String user = schema + "_user";
    TestPostgres.run("CREATE ROLE " + user + " LOGIN SUPERUSER");
    for (String setting : settings) {
      TestPostgres.run("ALTER ROLE " + user + " SET " + setting);
    }
    Configuration configuration = new Configuration(false);
    configuration.set(PostgresLogin.USER, user);
    return PostgresStore.open(address, configuration);
  }

  /** A session that is read-only, as on a server that was taken out of service. */
  @Test
  void aReadOnlyServerShowsWhatWasSpentAndRecordsNothing() {
    PostgresStoreTest.open(address).append("a", 0, bytes("account"));
    LedgerStore store = openWith("default_transaction_read_only = on");
    assertReadOnly(store);
  }

  private static void assertReadOnly(LedgerStore store) {
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"));
    for (int number = 0; number <= 1; number++) {
      int next = number;
      assertThatThrownBy(() -> store.append("a", next, bytes("entry")))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("read-only transaction")
          .hasMessageContaining("Nothing was recorded.")
          .hasMessageContaining("Fix: give the address of the primary server");
    }
    assertThatThrownBy(() -> store.keepSnapshot("a", bytes("snapshot")))
        .hasMessageContaining("read-only transaction");
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"));
  }

  /** A server comes back as a standby, as after a failover, and then as the primary again. */
  @Test
  void aServerIsStoppedBecomesAStandbyAndIsStartedAgain(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    EmbeddedPostgres server = start(data, 0);
    int port = server.getPort();
    LedgerStore store = PostgresStoreTest.open(TestPostgres.address(port));
    assertThat(store.append("a", 0, bytes("account"))).isTrue();
    server.close();
    assertThatThrownBy(() -> store.append("a", 1, bytes("entry")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Fix: check that the server runs");
    assertThatThrownBy(() -> store.readFrom("a", 0)).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> store.append("a", 1, bytes("entry")))
        .hasMessageContaining("Nothing was recorded.");

    Files.createFile(data.resolve("standby.signal"));
    server = start(data, port);
    assertReadOnly(store);
    server.close();

    Files.delete(data.resolve("standby.signal"));
    server = start(data, port);
    assertThat(store.append("a", 1, bytes("entry"))).isTrue();
    assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"), bytes("entry"));
    server.close();
  }

  /** A disk that is full: nothing is recorded, what is there can be read, and room is enough. */
  @Test
  void aFullDiskRecordsNothing(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=2m,mode=777", "tmpfs", disk.toString()),
        "a small disk can be mounted");
    try (EmbeddedPostgres server = start(folder.resolve("data"), 0)) {
      LedgerStore store = PostgresStoreTest.open(TestPostgres.address(server.getPort()));
      store.append("a", 0, bytes("account"));
      Path space = Files.createDirectory(disk.resolve("space"));
      assumeTrue(run("chmod", "777", space.toString()), "its folder is the server's");
      execute(server, "CREATE TABLESPACE small LOCATION '" + space + "'");
      execute(server, "ALTER TABLE tacet.ledger_documents SET TABLESPACE small");
      byte[] document = new byte[100_000];
      new Random(7).nextBytes(document);
      int number = 1;
      LedgerException full = null;
      while (full == null) {
        try {
          assertThat(store.append("a", number, document)).isTrue();
          number++;
        } catch (LedgerException failed) {
          full = failed;
        }
      }
      assertThat(full)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("Nothing was recorded.")
          .hasMessageContaining("Fix: make room on the server's disk");
      assertThat(number).isGreaterThan(1);
      assertThat(store.readFrom("a", 0)).hasSize(number);
      execute(server, "ALTER TABLE tacet.ledger_documents SET TABLESPACE pg_default");
      assertThat(store.append("a", number, document)).isTrue();
      assertThat(store.readFrom("a", 0)).hasSize(number + 1);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException noSuchProgram) {
      return false;
    }
  }

  private static EmbeddedPostgres start(Path data, int port) throws IOException {
    return TestPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @Test
  void aPasswordIsAskedForAndNotRepeated(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    try (EmbeddedPostgres server = start(data, 0)) {
      execute(server, "CREATE ROLE ann LOGIN SUPERUSER PASSWORD 'right-password'");
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host all ann all scram-sha-256\nhost all postgres all trust\n",
          StandardOpenOption.TRUNCATE_EXISTING);
      execute(server, "SELECT pg_reload_conf()");
      String here = TestPostgres.address(server.getPort());
      Configuration configuration = new Configuration(false);
      configuration.set(PostgresLogin.USER, "ann");
      assertThatThrownBy(() -> PostgresStore.open(here, configuration).accounts())
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("no password was provided")
          .hasMessageContaining("tacet.ledger.password in Hadoop's credential provider");
      configuration.set(PostgresLogin.PASSWORD, "wrong-password");
      assertThatThrownBy(() -> PostgresStore.open(here, configuration).accounts())
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("password authentication failed for user \"ann\"")
          .hasMessageContaining("PGPASSWORD")
          .hasMessageNotContaining("wrong-password");
      configuration.set(PostgresLogin.PASSWORD, "right-password");
      LedgerStore store = PostgresStore.open(here, configuration);
      assertThat(store.append("a", 0, bytes("account"))).isTrue();
      // A host that pg_hba.conf has no line for.
      Files.writeString(data.resolve("pg_hba.conf"), "host all postgres all trust\n");
      execute(server, "SELECT pg_reload_conf()");
      assertThatThrownBy(() -> PostgresStore.open(here, configuration).accounts())
          .hasMessageContaining("no pg_hba.conf entry")
          .hasMessageContaining("pg_hba.conf lets them in");
    }
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One that a stricter default would end with a serialization failure. */
  @Test
  void theRaceIsWonByOneAtTheStrictestIsolation() throws Exception {
    LedgerStore store = openWith("default_transaction_isolation = 'serializable'");
    LedgerStoreRaceContract.assertOneWinnerEach(4, 25, () -> store);
  }

  /** Planted fault: the setting that is meant to be raised is seen to be raised. */
  @Test
  void anAppendWaitsForTheDiskWhateverTheDefaultIs() throws SQLException {
    LedgerStore store = openWith("synchronous_commit = off");
    store.append("a", 0, bytes("account"));
    TestPostgres.run(
        "CREATE TABLE " + schema + ".seen (setting text)",
        "CREATE FUNCTION "
            + schema
            + ".look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO "
            + schema
            + ".seen VALUES (current_setting('synchronous_commit') || ' ' ||"
            + " current_setting('lock_timeout')); RETURN NULL; END $$",
        "CREATE CONSTRAINT TRIGGER look AFTER INSERT ON "
            + schema
            + ".ledger_documents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "
            + schema
            + ".look()");
    store.append("a", 1, bytes("entry"));
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement();
        ResultSet seen = statement.executeQuery("SELECT setting FROM " + schema + ".seen")) {
      assertThat(seen.next()).isTrue();
      assertThat(seen.getString(1)).isEqualTo("on 20s");
    }
  }

  /**
   * Sixteen handles read the account and add to it, as reservations do. Fifty a second are asked
   * for; a computer of two cores does several hundred, so one that is busy otherwise passes.
   */
  @Test
  void sixteenWritersAddFiftyEntriesASecondToOneAccount() throws Exception {
    LedgerStore first = PostgresStoreTest.open(address);
    first.append("warm", 0, bytes("account"));
    long started = System.nanoTime();
    LedgerStoreRaceContract.assertOneWinnerEach(16, 50, () -> PostgresStoreTest.open(address));
    double seconds = (System.nanoTime() - started) / 1e9;
    assertThat(16 * 50 / seconds).as("entries a second").isGreaterThan(50);
  }

  /** A handle holds two connections at most, and none once it was idle. */
  @Test
  void connectionsAreFewAndAreGivenBack() throws Exception {
    LedgerStore store = PostgresStoreTest.open(address);
    LedgerStoreRaceContract.assertOneWinnerEach(8, 5, () -> store);
    String ofThisTest =
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%"
            + schema
            + "%' AND pid <>"
            + " pg_backend_pid()";
    assertThat(count(ofThisTest)).isBetween(1, 2);
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (count(ofThisTest) > 0) {
      assertThat(System.nanoTime())
          .as("time until idle connections are closed")
          .isLessThan(deadline);
    }
    assertThat(store.accounts()).hasSize(1);
  }

  private static int count(String query) throws SQLException {
    try (Connection connection = TestPostgres.connect();
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery(query)) {
      counted.next();
      return counted.getInt(1);
    }
  }
}
