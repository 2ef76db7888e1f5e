package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.engine.testing.CuttingProxy;
import org.tacet.engine.testing.CuttingProxy.Cut;
import org.tacet.engine.testing.CuttingProxy.Then;
import org.tacet.engine.testing.TestPostgres;

/**
 * A server that goes away between any two messages: what an append says of itself is true, and
 * doing it again works.
 */
final class PostgresCutTest {

  /** What an append said. */
  private enum Said {
    ADDED,
    TAKEN,
    NOTHING_RECORDED,
    NOT_KNOWN
  }

  private final CuttingProxy proxy = new CuttingProxy(TestPostgres.port());
  private final String address = TestPostgres.newAddress();

  @AfterEach
  void stop() throws IOException {
    proxy.close();
  }

  private static LedgerStore direct(String address) {
    return PostgresStoreTest.open(address);
  }

  /** A new handle, not connected yet, whose connections may be cut. */
  private LedgerStore throughProxy(String address) {
    return PostgresStoreTest.open(
        address.replace(":" + TestPostgres.port() + "/", ":" + proxy.port() + "/")
            + "?sslmode=disable");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Said append(LedgerStore store, long number, byte[] document) {
    try {
      return store.append("a", number, document) ? Said.ADDED : Said.TAKEN;
    } catch (LedgerException failed) {
      assertThat(failed)
          .hasMessageStartingWith("Entry " + number + " of account 'a' in the ledger postgresql://")
          .hasMessageContaining("Fix: ");
      if (failed.getMessage().contains("Nothing was recorded.")) {
        return Said.NOTHING_RECORDED;
      }
      assertThat(failed)
          .hasMessageContaining("It is not known whether it was recorded")
          .hasMessageContaining("budget show --account a");
      return Said.NOT_KNOWN;
    }
  }

  /**
   * Asserts that what was said of an append is true, and that it can be done again. Another
   * writer's append shows it best: it waits for whatever the server still has of the first one.
   */
  private static void assertTrue(Said said, LedgerStore direct, long number, byte[] document) {
    if (said == Said.NOTHING_RECORDED) {
      assertThat(direct.append("a", number, bytes("another's"))).isTrue();
      return;
    }
    if (said == Said.NOT_KNOWN) {
      direct.append("a", number, document);
    } else {
      assertThat(said).isEqualTo(Said.ADDED);
      assertThat(direct.append("a", number, bytes("another's"))).isFalse();
    }
    assertThat(direct.read("a", number)).hasValue(document);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void anAppendThatIsCutAnywhereIsDoneOnceOrSaysThatItIsNot(Cut cut) {
    Map<Said, Integer> said = appendsCutAnywhere(cut, Then.SERVE, false);
    // Only before a connection stands does it fail, and never with an open question.
    assertThat(said.keySet()).containsExactlyInAnyOrder(Said.ADDED, Said.NOTHING_RECORDED);
    assertThat(said.get(Said.ADDED)).isGreaterThan(10);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void anAppendOnAnEstablishedConnectionIsDoneWhereverItIsCut(Cut cut) {
    Map<Said, Integer> said = appendsCutAnywhere(cut, Then.SERVE, true);
    assertThat(said.keySet()).containsExactly(Said.ADDED);
    assertThat(said.get(Said.ADDED)).isGreaterThanOrEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aServerThatStaysAwayLeavesOpenOnlyWhatWasSent(Cut cut) {
    Map<Said, Integer> said = appendsCutAnywhere(cut, Then.REFUSE, false);
    assertThat(said.get(Said.NOTHING_RECORDED)).isGreaterThan(10);
    assertThat(said.get(Said.NOT_KNOWN)).isGreaterThanOrEqualTo(5);
  }

  /** Appends with a cut at each message in turn; returns how often each thing was said. */
  private Map<Said, Integer> appendsCutAnywhere(Cut cut, Then then, boolean connected) {
    LedgerStore direct = direct(address);
    direct.append("a", 0, bytes("account"));
    Map<Said, Integer> said = new EnumMap<>(Said.class);
    int number = 0;
    do {
      number++;
      LedgerStore store = throughProxy(address);
      proxy.cutAt(Integer.MAX_VALUE, cut, Then.SERVE);
      if (connected) {
        assertThat(store.read("a", number)).isEmpty();
      }
      proxy.cutAt(number, cut, then);
      byte[] document = bytes("document " + number);
      Said outcome = append(store, number, document);
      said.merge(outcome, 1, Integer::sum);
      assertTrue(outcome, direct, number, document);
      assertThat(direct.readFrom("a", 0)).hasSize(number + 1);
    } while (proxy.hasCut());
    return said;
  }

  /** Also where it has to make the tables first. */
  @Test
  void anAccountWhoseCreationIsCutIsCreatedOnce() {
    int message = 0;
    do {
      message++;
      String fresh = TestPostgres.newAddress();
      Then then = message % 2 == 0 ? Then.SERVE : Then.REFUSE;
      proxy.cutAt(message, Cut.BEFORE_IT_ARRIVES, then);
      Said outcome = append(throughProxy(fresh), 0, bytes("account"));
      LedgerStore direct = direct(fresh);
      assertTrue(outcome, direct, 0, bytes("account"));
      assertThat(direct.append("a", 1, bytes("entry"))).isTrue();
      assertThat(direct.accounts()).containsExactly("a");
    } while (proxy.hasCut());
    assertThat(message).isGreaterThan(60);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void aReadThatIsCutIsDoneAgain(Cut cut) {
    LedgerStore direct = direct(address);
    direct.append("a", 0, bytes("account"));
    direct.append("a", 1, bytes("entry"));
    direct.keepSnapshot("a", bytes("snapshot"));
    int message = 0;
    do {
      message++;
      LedgerStore store = throughProxy(address);
      proxy.cutAt(Integer.MAX_VALUE, cut, Then.SERVE);
      assertThat(store.accounts()).containsExactly("a");
      proxy.cutAt(message, cut, Then.SERVE);
      assertThat(store.readFrom("a", 0)).containsExactly(bytes("account"), bytes("entry"));
      assertThat(store.read("a", 1)).hasValue(bytes("entry"));
      assertThat(store.snapshot("a")).hasValue(bytes("snapshot"));
      store.keepSnapshot("a", bytes("snapshot"));
      assertThat(store.accounts()).containsExactly("a");
    } while (proxy.hasCut());
    assertThat(message).isGreaterThan(40);
  }

  /** Connections that the server itself ends, as on a restart, are replaced. */
  @Test
  void sessionsThatTheServerEndsAreReplaced() {
    LedgerStore store = direct(address);
    store.append("a", 0, bytes("account"));
    for (int number = 1; number <= 3; number++) {
      TestPostgres.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
              + " 'tacet' AND pid <> pg_backend_pid()");
      assertThat(store.append("a", number, bytes("document"))).isTrue();
      TestPostgres.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
              + " 'tacet' AND pid <> pg_backend_pid()");
      assertThat(store.readFrom("a", 0)).hasSize(number + 1);
    }
  }

  /**
   * A network that loses a message and tells neither side: the server keeps the number for a writer
   * that will never go on. Who comes next waits for lock_timeout and no longer, and says truly that
   * nothing was recorded; the first one says that it is not known.
   */
  @Test
  void aWriterThatHangsHoldsNobodyForLongerThanTheLockTimeout() throws Exception {
    LedgerStore direct = direct(address);
    direct.append("a", 0, bytes("account"));
    String documents = PostgresAddress.parse(address).table(PostgresSchema.DOCUMENTS);
    try (Connection hanging = TestPostgres.connect()) {
      hanging.setAutoCommit(false);
      try (Statement statement = hanging.createStatement()) {
        statement.execute("INSERT INTO " + documents + " VALUES ('a', 1, 'hanging')");
      }
      LedgerStore next = direct(address + "?lock_timeout=1");
      assertThatThrownBy(() -> next.append("a", 1, bytes("entry")))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("lock timeout")
          .hasMessageContaining("Nothing was recorded")
          .hasMessageContaining("Fix: find in pg_stat_activity");
      hanging.rollback();
      assertThat(next.append("a", 1, bytes("entry"))).isTrue();
    }
    assertThat(direct.readFrom("a", 0)).containsExactly(bytes("account"), bytes("entry"));
  }
}
