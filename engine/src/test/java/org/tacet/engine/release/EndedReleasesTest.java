package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.AccountVerification;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.accountant.ledger.Reservation;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** What is settled of a release whose process is gone, at a path and as a table. */
class EndedReleasesTest {

  private static final String MANIFEST = "{\"release_id\": \"dead\"}";

  @TempDir Path folder;
  private SparkSession session;
  private String database;
  private final List<String> notices = new ArrayList<>();
  private final List<String> committed = new ArrayList<>();

  @BeforeEach
  void createDatabase() {
    session = TestSpark.session();
    database = "ended_" + folder.getFileName().toString().replaceAll("\\W", "");
    session.sql("CREATE DATABASE `%s` LOCATION '%s'".formatted(database, folder));
  }

  private void tidy(String output) {
    LedgerEntry dead = dead(output);
    tidy(dead, dead);
  }

  /**
   * @param listed what the account said at first
   * @param newest what it says when asked again
   */
  private void tidy(LedgerEntry listed, LedgerEntry newest) {
    EndedReleases.tidy(
        new LedgerOfOne(listed, newest, committed),
        List.of(ReleaseHarness.ACCOUNT),
        "another",
        session,
        new Notices(notices));
  }

  private String table() {
    return "spark_catalog." + database + ".visits";
  }

  private void createTable(String releaseId) {
    session.sql(
        "CREATE TABLE %s (n int) USING parquet TBLPROPERTIES ('tacet.release_id' = '%s', 'tacet.manifest' = '%s')"
            .formatted(table(), releaseId, MANIFEST));
  }

  private Path stagedFile() throws IOException {
    Path location = Files.createDirectories(folder.resolve("visits.dead"));
    return Files.writeString(location.resolve("part-00000.parquet"), "staged");
  }

  @Test
  void aPublishedTableIsCommitted() {
    createTable("dead");
    tidy("table:" + table());
    assertThat(committed).containsExactly(Sha256.hex(MANIFEST.getBytes(StandardCharsets.UTF_8)));
    assertThat(notices).singleElement().asString().contains("dead", "is now committed");
  }

  /** Published, then its process ended, then somebody renamed the table. */
  @Test
  void filesOfATableThatWasRenamedStay() throws IOException {
    Path staged = stagedFile();
    session.sql(
        "CREATE TABLE spark_catalog.%s.renamed (n int) USING parquet LOCATION '%s'"
            .formatted(database, staged.getParent()));
    tidy("table:" + table());
    assertThat(staged).exists();
    assertThat(committed).isEmpty();
  }

  @Test
  void filesThatNoTablePointsToAreDeletedUnread() throws IOException {
    Path staged = stagedFile();
    tidy("table:" + table());
    assertThat(staged.getParent()).doesNotExist();
    assertThat(committed).isEmpty();
    assertThat(notices).singleElement().asString().contains("never published", "deleted, unread");
  }

  /** Two processes that tidy at once. */
  @Test
  void whatAnotherProcessCommittedFirstStopsNoLaterRelease() {
    createTable("dead");
    tidy(dead("table:" + table()), entry(2, EntryState.COMMITTED, 1, "table:" + table()));
    assertThat(committed).isEmpty();
    assertThat(notices).isEmpty();
  }

  /** Whoever goes on with a reservation stages in its folder. */
  @Test
  void whatIsOnlyReservedIsNotDeleted() throws IOException {
    Path staged = stagedFile();
    LedgerEntry reserved = entry(1, EntryState.RESERVED, 1, "table:" + table());
    tidy(reserved, reserved);
    assertThat(staged).exists();
  }

  @Test
  void whatAnotherProcessWentOnWithIsNotDeleted() throws IOException {
    Path staged = stagedFile();
    tidy(dead("table:" + table()), entry(2, EntryState.RESERVED, 2, "table:" + table()));
    assertThat(staged).exists();
  }

  @Test
  void anotherReleaseInTheTableIsLeftAlone() throws IOException {
    createTable("other");
    Path staged = stagedFile();
    tidy("table:" + table());
    assertThat(staged.getParent()).doesNotExist();
    assertThat(committed).isEmpty();
    assertThat(session.catalog().tableExists(table())).isTrue();
  }

  @Test
  void aChargeWithoutAnythingLeftIsToldOf() {
    tidy("table:" + table());
    assertThat(notices).singleElement().asString().contains("never published: 1", "budget show");
  }

  @Test
  void aCatalogThatIsNoLongerConfiguredStopsNoLaterRelease() {
    tidy("table:gone.shop.visits");
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("table:gone.shop.visits", "can't be looked at", "stays as it is");
  }

  @Test
  void anOutputThatCanNoLongerBeLookedAtStopsNoLaterRelease() {
    tidy("nosuch://gone/out");

    assertThat(notices)
        .singleElement()
        .asString()
        .contains("dead", "nosuch://gone/out", "can't be looked at", "stays as it is");
  }

  private static LedgerEntry dead(String output) {
    return entry(1, EntryState.READING, 1, output);
  }

  private static LedgerEntry entry(long number, EntryState state, int attempt, String output) {
    ProcessIdentity here = ProcessIdentity.current("ann");
    ProcessIdentity gone =
        new ProcessIdentity(here.who(), here.host(), Integer.MAX_VALUE, Instant.EPOCH);
    ApproximateDp cost = ApproximateDp.of("1", "0");
    ReservationRequest release =
        new ReservationRequest(
            "dead",
            "release",
            attempt,
            new Laplace(1),
            cost,
            "",
            List.of(),
            "hash",
            "input",
            output);
    return new LedgerEntry(
        number,
        state,
        release,
        new Charge(cost.epsilon(), cost.delta()),
        0,
        state == EntryState.READING ? "files" : "",
        state == EntryState.COMMITTED ? "hash of the manifest" : "",
        gone,
        Instant.EPOCH,
        "nonce");
  }

  /**
   * A ledger of one release, left by a process that is gone; all that may be done is to commit it.
   */
  private record LedgerOfOne(LedgerEntry listed, LedgerEntry newest, List<String> committed)
      implements Ledger {
    @Override
    public AccountStatement statement(String accountId) {
      Account account = account(accountId);
      return new AccountStatement(
          account,
          account.budget(),
          Map.of(),
          new LedgerHead(accountId, 1, "0".repeat(64)),
          1,
          List.of(listed));
    }

    @Override
    public Account account(String accountId) {
      return Account.now(accountId, "person", ApproximateDp.of("9", "0"), "ann");
    }

    @Override
    public List<String> accounts() {
      return List.of(ReleaseHarness.ACCOUNT);
    }

    @Override
    public List<LedgerEntry> entries(String accountId) {
      return List.of(listed, newest);
    }

    @Override
    public Optional<LedgerEntry> release(String accountId, String releaseId) {
      return Optional.of(newest);
    }

    @Override
    public void create(Account account) {
      throw new AssertionError("create");
    }

    @Override
    public Reservation reserve(String accountId, ReservationRequest request) {
      throw new AssertionError("reserve");
    }

    @Override
    public LedgerHead markReading(
        String accountId, String releaseId, int attempt, String inputFiles) {
      throw new AssertionError("markReading");
    }

    @Override
    public void commit(String accountId, String releaseId, int attempt, String manifestHash) {
      if (newest.state() != EntryState.READING) {
        throw new ReleaseStateException("is " + newest.state());
      }
      committed.add(manifestHash);
    }

    @Override
    public void abandon(String accountId, String releaseId, int attempt) {
      throw new AssertionError("abandon");
    }

    @Override
    public AccountVerification verify(String accountId, List<LedgerHead> expected) {
      throw new AssertionError("verify");
    }
  }

  private record Notices(List<String> heard) implements ReleaseProgress {
    @Override
    public void begins(Phase phase) {}

    @Override
    public void notice(String text) {
      heard.add(text);
    }
  }
}
