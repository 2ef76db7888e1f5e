package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.ledger.BudgetRefusedException;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** P17: a release is charged to every account that its tables belong to, in the units they have. */
class ReleaseAccountsTest {

  private static final String SPEC =
      """
      release: visits
      account: ACCOUNTS
      PURPOSE
      sources:
        visits: {path: DATA/visits, private: {unit: [UNIT]}}
      from: visits
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 0.1}
      """;

  @TempDir Path folder;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTable() {
    harness = new ReleaseHarness(folder, TestSpark.session());
    harness.table(
        "visits",
        "person bigint, shop bigint, visit bigint",
        LongStream.range(0, 50)
            .mapToObj(visit -> RowFactory.create(visit / 2, visit % 7, visit))
            .toList());
  }

  private static String spec(String accounts, String unit, String purpose) {
    return SPEC.replace("ACCOUNTS", accounts)
        .replace("UNIT", unit)
        .replace("PURPOSE", purpose.isEmpty() ? "" : "purpose: " + purpose);
  }

  /** An account of persons, which has the table of visits. */
  private void create(String id, String limit, Map<String, ApproximateDp> purposes) {
    ZcdpFilter filter =
        ZcdpFilter.within(
            ApproximateDp.of("3", "1e-6"),
            new BigDecimal("5e-7"),
            NeighborRelation.ADD_OR_REMOVE_ONE);
    harness
        .ledger()
        .create(
            new Account(
                id,
                "person",
                new TotalBudget(filter),
                Optional.of(ApproximateDp.of("1", "1e-6")),
                List.of(
                    new AccountTable(
                        folder.resolve("visits").toString(),
                        List.of("person"),
                        limit.isEmpty()
                            ? Optional.empty()
                            : Optional.of(ApproximateDp.of(limit, "1e-6")))),
                new TreeMap<>(purposes),
                "",
                Instant.now(),
                "tests"));
  }

  private AccountStatement statement(String id) {
    return harness.ledger().statement(id);
  }

  @Test
  void aReleaseIsChargedToAllItsAccountsOrToNone() {
    create("persons", "", Map.of());
    harness.release(spec("[test, persons]", "person", ""), "out", 1);
    assertThat(statement("persons").remaining(Instant.now()).loss())
        .isLessThan(statement("persons").budget().limit().loss());
    for (String id : List.of("persons", ReleaseHarness.ACCOUNT)) {
      assertThat(harness.ledger().releases(id))
          .extracting(LedgerEntry::state)
          .containsExactly(EntryState.COMMITTED);
    }
    assertThat(statement("persons").budget().measure()).isEqualTo("rho");
    // A cap of what one release may cost refuses; the other account keeps nothing of it.
    int before = harness.ledger().releases(ReleaseHarness.ACCOUNT).size();
    String dear = spec("[persons, test]", "person", "").replace("epsilon: 0.1", "epsilon: 1.5");
    assertThatThrownBy(() -> harness.release(dear, "dear", 99))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("one release may cost");
    assertThat(harness.ledger().releases(ReleaseHarness.ACCOUNT))
        .filteredOn(LedgerEntry::isCharged)
        .hasSize(before);
  }

  @Test
  void anAccountOfATableThatIsReadMayNotBeLeftOut() {
    create("persons", "", Map.of());
    assertThatThrownBy(() -> harness.release(spec("test", "person", ""), "out", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("account")
        .hasMessageContaining("leaves out an account that the source visits belongs to")
        .hasMessageContaining("add persons to account");
    assertThat(harness.ledger().releases(ReleaseHarness.ACCOUNT)).isEmpty();
  }

  /** A row, or a visit, as the unit of a table of persons. */
  @Test
  void anotherUnitThanTheAccountsIsRefused() {
    create("persons", "", Map.of());
    for (String accounts : List.of("persons", "[persons, test]")) {
      assertThatThrownBy(() -> harness.release(spec(accounts, "visit", ""), "out", 1))
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageContaining("sources.visits.private.unit")
          .hasMessageContaining("is not the privacy unit that account persons keeps");
    }
    assertThat(harness.ledger().releases("persons")).isEmpty();
  }

  /** The name is the account's, and what has it are visits, of which one person makes many. */
  @ParameterizedTest
  @ValueSource(strings = {"visit AS person", "visit + 0 AS person"})
  void aUnitThatOnlyHasTheRightNameIsRefused(String column) {
    create("persons", "", Map.of());
    assertThatThrownBy(() -> harness.release(query("person", column), "out", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("sources.visits.private.unit")
        .hasMessageContaining("is not the privacy unit that account persons keeps")
        .hasMessageContaining("person (stored as ");
    assertThat(harness.ledger().releases("persons")).isEmpty();
  }

  /** A visit is a unit within a person, also where its text looks like anything else. */
  @Test
  void aComputedColumnBesideTheUnitIsRefused() {
    create("persons", "", Map.of());
    String query = query("person, finer", "person, visit = 1 AS finer");
    assertThatThrownBy(() -> harness.release(query, "out", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is not the privacy unit that account persons keeps");
  }

  @Test
  void theUnitUnderAnotherNameIsTheSameUnit() {
    create("persons", "", Map.of());
    harness.release(query("who", "person AS who"), "out", 1);
    assertThat(harness.ledger().releases("persons"))
        .extracting(LedgerEntry::state)
        .containsExactly(EntryState.COMMITTED);
  }

  private String query(String unit, String columns) {
    String database = "accounts_" + folder.getFileName().toString().replaceAll("\\W", "");
    TestSpark.session()
        .sql("CREATE DATABASE IF NOT EXISTS `%s` LOCATION '%s'".formatted(database, folder));
    TestSpark.session()
        .sql(
            "CREATE TABLE IF NOT EXISTS `%s`.stored USING parquet LOCATION '%s/visits'"
                .formatted(database, folder));
    return spec("persons", unit, "")
        .replace("path: DATA/visits", "sql: 'SELECT COLUMNS FROM %s.stored'".formatted(database))
        .replace("COLUMNS", columns);
  }

  /** The loser of a race for a reservation that it shares with the winner. */
  @Test
  void whatAnotherProcessGoesOnWithIsRefundedNowhere() {
    ReleaseAccounts accounts = shared();
    accounts.reserve(1);
    harness.ledger().markReading("persons", "shared", 1, "files");
    assertThat(accounts.abandon(1)).isFalse();
    assertThat(state("persons")).isEqualTo(EntryState.READING);
    assertThat(state(ReleaseHarness.ACCOUNT)).isEqualTo(EntryState.RESERVED);
    harness.ledger().markReading(ReleaseHarness.ACCOUNT, "shared", 1, "files");
    accounts.commit(1, "hash");
    accounts.commit(1, "hash");
    assertThat(state("persons")).isEqualTo(EntryState.COMMITTED);
    assertThat(state(ReleaseHarness.ACCOUNT)).isEqualTo(EntryState.COMMITTED);
  }

  @Test
  void whatNobodyMarkedIsRefundedEverywhere() {
    ReleaseAccounts accounts = shared();
    accounts.reserve(1);
    assertThat(accounts.abandon(1)).isTrue();
    assertThat(accounts.abandon(1)).isTrue();
    assertThat(state("persons")).isEqualTo(EntryState.ABANDONED);
    assertThat(state(ReleaseHarness.ACCOUNT)).isEqualTo(EntryState.ABANDONED);
  }

  private EntryState state(String account) {
    return harness.ledger().release(account, "shared").orElseThrow().state();
  }

  /** A release of two accounts; "persons" is reserved and marked before "test". */
  private ReleaseAccounts shared() {
    create("persons", "", Map.of());
    ReservationRequest request =
        new ReservationRequest(
            "shared",
            "visits",
            1,
            new Laplace(10),
            ApproximateDp.of("0.1", "0"),
            "",
            List.of(),
            "spec",
            "input",
            "file:/out");
    return new ReleaseAccounts(
        harness.ledger(), Map.of("persons", request, ReleaseHarness.ACCOUNT, request));
  }

  @Test
  void anAccountWithoutTheTableIsRefused() {
    create("persons", "", Map.of());
    harness.table("calls", "person bigint", List.of(RowFactory.create(1L)));
    String calls = spec("persons", "person", "").replace("visits", "calls");
    assertThatThrownBy(() -> harness.release(calls, "out", 1))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("names no account that has the table of source calls");
  }

  @Test
  void tablesAndPurposesHaveLimitsOfTheirOwn() {
    create(
        "persons",
        "2",
        Map.of(
            "marketing", ApproximateDp.of("1", "1e-6"), "science", ApproximateDp.of("9", "1e-6")));
    assertThatThrownBy(() -> harness.release(spec("persons", "person", ""), "out", 1))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("purpose must be one of marketing, science")
        .hasMessageContaining("Provided value: none");
    int marketing = 0;
    BudgetRefusedException refused = null;
    while (refused == null) {
      try {
        harness.release(spec("persons", "person", "marketing"), "m" + marketing, marketing);
        marketing++;
      } catch (BudgetRefusedException limit) {
        refused = limit;
      }
    }
    assertThat(refused).hasMessageContaining("purpose marketing: rho");
    assertThat(marketing).isBetween(1, 5);
    // Another purpose has its own limit; the table's is shared by both.
    int science = 0;
    refused = null;
    while (refused == null) {
      try {
        harness.release(spec("persons", "person", "science"), "s" + science, 100 + science);
        science++;
      } catch (BudgetRefusedException limit) {
        refused = limit;
      }
    }
    assertThat(refused).hasMessageContaining("table " + folder.resolve("visits") + ": rho");
    assertThat(science).isPositive();
    assertThat(harness.ledger().verify("persons", List.of()).findings()).isEmpty();
  }
}
