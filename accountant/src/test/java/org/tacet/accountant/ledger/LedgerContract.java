package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.PrivacySchedule;
import org.tacet.accountant.filter.Renewal;
import org.tacet.accountant.filter.RenewingFilter;
import org.tacet.accountant.filter.RenyiFilter;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.loss.ApproximateDp;

/** What every store of a ledger has to pass, alone and (inherited) under concurrent use. */
public abstract class LedgerContract extends LedgerConcurrencyContract {

  private static final String ACCOUNT = "shop-customers";
  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-6");
  private static final Instant NOW = Instant.parse("2026-01-31T23:59:59Z");

  /** The user that every entry has to name. */
  protected abstract String who();

  private static ReservationRequest request(String releaseId, String epsilon, String delta) {
    return LedgerRace.request(releaseId, ApproximateDp.of(epsilon, delta));
  }

  private Ledger withAccount() {
    Ledger ledger = open();
    ledger.create(Account.now(ACCOUNT, "customer of the shop", TOTAL, "ann"));
    return ledger;
  }

  private void assertSpent(String epsilon, String delta) {
    AccountStatement statement = open().statement(ACCOUNT);
    ApproximateDp spent = statement.spent(NOW);
    assertThat(spent.epsilon()).isEqualByComparingTo(epsilon);
    assertThat(spent.delta()).isEqualByComparingTo(delta);
    assertThat(statement.remaining(NOW).loss().add(spent.epsilon()))
        .isEqualByComparingTo(TOTAL.epsilon());
    assertThat(statement.remaining(NOW).delta().add(spent.delta()))
        .isEqualByComparingTo(TOTAL.delta());
  }

  private EntryState stateOf(String releaseId) {
    return open().release(ACCOUNT, releaseId).orElseThrow().state();
  }

  @Test
  void anAccountIsShownAsItWasCreated() {
    ApproximateDp total = ApproximateDp.of("1.50", "1e-6");
    ApproximateDp limit = ApproximateDp.of("0.5", "1e-7");
    ZcdpFilter filter = ZcdpFilter.within(total, new BigDecimal("5e-7"), ADD_OR_REMOVE_ONE);
    List<AccountBudget> budgets =
        List.of(
            new TotalBudget(filter),
            new TotalBudget(BasicFilter.within(total, ADD_OR_REMOVE_ONE)),
            new TotalBudget(
                RenyiFilter.within(total, new BigDecimal("5e-7"), ADD_OR_REMOVE_ONE, 30)),
            new RenewedBudget(
                RenewingFilter.capped(
                    filter, 30, ZcdpFilter.within(TOTAL, BigDecimal.ZERO, ADD_OR_REMOVE_ONE)),
                new Renewal(Renewal.Period.DAY, 30, ZoneId.of("Europe/Berlin"))));
    for (AccountBudget budget : budgets) {
      String id = "account" + budgets.indexOf(budget);
      Account account =
          new Account(
              id,
              "customer of \"X\", ünïted \n",
              budget,
              Optional.of(limit),
              id.equals("account1")
                  ? List.of(
                      AccountTable.ofRows("hdfs://nn/readings", 3, Optional.of(limit)),
                      AccountTable.ofRows("shop.clicks", 3, Optional.empty()))
                  : List.of(
                      new AccountTable(
                          "hdfs://nn/orders", List.of("o_custkey"), Optional.of(limit)),
                      new AccountTable("shop.customers", List.of("a", "b"), Optional.empty())),
              new TreeMap<>(Map.of("marketing", limit)),
              "",
              Instant.parse("2026-01-31T23:59:59.123456789Z"),
              "ann");
      open().create(account);
      AccountStatement statement = open().statement(id);
      assertThat(statement.account()).isEqualTo(account);
      assertThat(statement.spent(NOW).epsilon()).isZero();
      assertThat(statement.remaining(NOW)).isEqualTo(budget.limit());
      assertThat(statement.head().number()).isZero();
      assertThat(statement.unsettled()).isEmpty();
      assertThat(open().entries(id)).isEmpty();
      assertThat(open().verify(id, List.of(statement.head())).findings()).isEmpty();
    }
  }

  @Test
  void aScheduleGrantsItsEventsInOrder() {
    List<PrivacyEvent> events = List.of(new Gaussian(10), new Laplace(20));
    open()
        .create(
            new Account(
                ACCOUNT,
                "customer",
                new PlannedBudget(PrivacySchedule.of(events, ADD_OR_REMOVE_ONE, 1e-6)),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                "",
                NOW,
                "ann"));
    ReservationRequest laplace = withEvent("r", events.get(1));
    assertThatThrownBy(() -> open().reserve(ACCOUNT, laplace))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("event 0 is {type=Gaussian");
    open().reserve(ACCOUNT, withEvent("first", events.get(0)));
    open().reserve(ACCOUNT, laplace);
    assertThatThrownBy(() -> open().reserve(ACCOUNT, withEvent("third", events.get(0))))
        .isInstanceOf(BudgetRefusedException.class)
        .hasMessageContaining("all 2 events have run");
    assertThat(open().statement(ACCOUNT).remaining(NOW).loss()).isZero();
    assertThat(open().verify(ACCOUNT, List.of()).findings()).isEmpty();
  }

  private static ReservationRequest withEvent(String releaseId, PrivacyEvent event) {
    ReservationRequest plain = request(releaseId, "0.3", "1e-7");
    return new ReservationRequest(
        releaseId,
        plain.releaseName(),
        1,
        event,
        plain.cost(),
        "",
        List.of(),
        plain.specHash(),
        plain.inputHash(),
        plain.output());
  }

  @Test
  void accountsAreListedAndKeptApart() {
    Ledger ledger = withAccount();
    ledger.create(Account.now("another.one", "patient", TOTAL, "ann"));
    ledger.reserve("another.one", request("r", "1", "0"));
    assertThat(open().accounts()).containsExactly("another.one", ACCOUNT);
    assertSpent("0", "0");
    ledger.reserve(ACCOUNT, request("r", "0.5", "0"));
    assertSpent("0.5", "0");
  }

  @Test
  void anAccountIsCreatedOnce() {
    Ledger ledger = withAccount();
    Account larger = Account.now(ACCOUNT, "customer", ApproximateDp.of("100", "0.1"), "ann");
    assertThatThrownBy(() -> ledger.create(larger))
        .isInstanceOf(AccountExistsException.class)
        .hasMessageContaining(ACCOUNT)
        .hasMessageContaining("Fix:");
    assertThat(open().account(ACCOUNT).total()).isEqualTo(TOTAL);
  }

  @Test
  void aReleaseGoesFromReservedOverReadingToCommitted() {
    Ledger ledger = withAccount();
    Instant before = Instant.now();
    ledger.reserve(ACCOUNT, request("r", "0.3", "1e-7"));
    LedgerEntry reserved = open().release(ACCOUNT, "r").orElseThrow();
    assertThat(reserved.state()).isEqualTo(EntryState.RESERVED);
    assertThat(reserved.number()).isEqualTo(1);
    assertThat(reserved.cost()).isEqualTo(ApproximateDp.of("0.3", "1e-7"));
    assertThat(reserved.charge())
        .isEqualTo(new Charge(new BigDecimal("0.3"), new BigDecimal("1e-7")));
    assertThat(reserved.release()).isEqualTo(request("r", "0.3", "1e-7"));
    assertThat(reserved.specHash()).isEqualTo("spec-hash");
    assertThat(reserved.output()).isEqualTo("/output/r");
    assertThat(reserved.inputFiles()).isEmpty();
    assertThat(reserved.writer()).isEqualTo(ProcessIdentity.current(who()));
    assertThat(reserved.when()).isBetween(before, Instant.now());

    ledger.markReading(ACCOUNT, "r", 1, "files: a, b");
    LedgerEntry reading = open().release(ACCOUNT, "r").orElseThrow();
    assertThat(reading.state()).isEqualTo(EntryState.READING);
    assertThat(reading.inputFiles()).isEqualTo("files: a, b");

    ledger.commit(ACCOUNT, "r", 1, "manifest-hash");
    LedgerEntry committed = open().release(ACCOUNT, "r").orElseThrow();
    assertThat(committed.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(committed.number()).isEqualTo(3);
    assertThat(committed.manifestHash()).isEqualTo("manifest-hash");
    assertThat(committed.charge()).isEqualTo(reserved.charge());
    assertSpent("0.3", "1e-7");
    assertThat(open().releases(ACCOUNT)).hasSize(1);
  }

  @Test
  void tenTenthsFitInOneAndAnEleventhDoesNot() {
    Ledger ledger = withAccount();
    for (int i = 0; i < 10; i++) {
      ledger.reserve(ACCOUNT, request("r" + i, "0.1", "1e-7"));
    }
    assertSpent("1", "1e-6");
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r10", "1e-60", "0")))
        .isInstanceOf(BudgetRefusedException.class);
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r10", "0", "1e-60")))
        .isInstanceOf(BudgetRefusedException.class);
    assertThat(open().releases(ACCOUNT)).hasSize(10);
  }

  @Test
  void aChargeThatDoesNotFitIsRefusedWithTheNumbersAndChargesNothing() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("first", "0.75", "5e-7"));
    BudgetRefusedException refused =
        catchThrowableOfType(
            BudgetRefusedException.class,
            () -> ledger.reserve(ACCOUNT, request("second", "0.3", "1e-7")));
    assertThat(refused.accountId()).isEqualTo(ACCOUNT);
    assertThat(refused)
        .hasMessageContaining("second")
        .hasMessageContaining("total: epsilon 0.3 and delta 1E-7 are needed")
        .hasMessageContaining("epsilon 0.25 and delta 5E-7 are left")
        .hasMessageContaining("Nothing was charged");
    assertSpent("0.75", "5e-7");
    ledger.reserve(ACCOUNT, request("second", "0.25", "5e-7"));
    assertSpent("1", "1e-6");
  }

  @Test
  void eachParameterIsABudgetOfItsOwn() {
    Ledger ledger = withAccount();
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "0.1", "2e-6")))
        .isInstanceOf(BudgetRefusedException.class);
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "1.1", "0")))
        .isInstanceOf(BudgetRefusedException.class);
    assertThatThrownBy(() -> ledger.reserve(ACCOUNT, request("r", "0.1", "0.999999")))
        .isInstanceOf(BudgetRefusedException.class);
    assertSpent("0", "0");
  }

  /** P18. */
  @Test
  void aReleaseThatReadNoRowIsRefunded() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "1", "1e-6"));
    ledger.abandon(ACCOUNT, "r", 1);
    assertThat(stateOf("r")).isEqualTo(EntryState.ABANDONED);
    assertSpent("0", "0");
    ledger.reserve(ACCOUNT, request("s", "1", "1e-6"));
    assertSpent("1", "1e-6");
  }

  /** P18. */
  @Test
  void nothingIsRefundedFromReadingOn() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.4", "0"));
    ledger.markReading(ACCOUNT, "r", 1, "input");
    assertThatThrownBy(() -> ledger.abandon(ACCOUNT, "r", 1))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("READING")
        .hasMessageContaining("refunded only while no row can have been read");
    ledger.commit(ACCOUNT, "r", 1, "manifest");
    assertThatThrownBy(() -> ledger.abandon(ACCOUNT, "r", 1))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("COMMITTED");
    assertSpent("0.4", "0");
    assertThat(stateOf("r")).isEqualTo(EntryState.COMMITTED);
  }

  @Test
  void aReleaseCannotSkipOrRepeatAState() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    assertStateRefused(
        () -> ledger.commit(ACCOUNT, "r", 1, "manifest"), "RESERVED and not READING");
    ledger.markReading(ACCOUNT, "r", 1, "input");
    assertStateRefused(
        () -> ledger.markReading(ACCOUNT, "r", 1, "input"), "READING and not RESERVED");
    ledger.commit(ACCOUNT, "r", 1, "manifest");
    assertStateRefused(
        () -> ledger.commit(ACCOUNT, "r", 1, "manifest"), "COMMITTED and not READING");
    assertStateRefused(
        () -> ledger.markReading(ACCOUNT, "r", 1, "input"), "COMMITTED and not RESERVED");

    ledger.reserve(ACCOUNT, request("s", "0.1", "0"));
    ledger.abandon(ACCOUNT, "s", 1);
    assertStateRefused(() -> ledger.abandon(ACCOUNT, "s", 1), "ABANDONED and not RESERVED");
    assertStateRefused(
        () -> ledger.markReading(ACCOUNT, "s", 1, "input"), "ABANDONED and not RESERVED");
    assertStateRefused(() -> ledger.commit(ACCOUNT, "s", 1, "m"), "ABANDONED and not READING");

    assertStateRefused(() -> ledger.markReading(ACCOUNT, "t", 1, "input"), "not recorded");
    assertStateRefused(() -> ledger.commit(ACCOUNT, "t", 1, "manifest"), "not recorded");
    assertStateRefused(() -> ledger.abandon(ACCOUNT, "t", 1), "not recorded");
    assertSpent("0.1", "0");
  }

  private static void assertStateRefused(Runnable change, String words) {
    assertThatThrownBy(change::run)
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("Fix:");
  }

  @Test
  void anIdIsRecordedForOneReleaseWhateverBecameOfIt() {
    Ledger ledger = withAccount();
    for (EntryState state : EntryState.values()) {
      String id = "in-" + state;
      ledger.reserve(ACCOUNT, request(id, "0.1", "0"));
      switch (state) {
        case RESERVED -> {}
        case READING -> ledger.markReading(ACCOUNT, id, 1, "input");
        case COMMITTED -> {
          ledger.markReading(ACCOUNT, id, 1, "input");
          ledger.commit(ACCOUNT, id, 1, "manifest");
        }
        case ABANDONED -> ledger.abandon(ACCOUNT, id, 1);
      }
      ReleaseAlreadyRecordedException refused =
          catchThrowableOfType(
              ReleaseAlreadyRecordedException.class,
              () -> ledger.reserve(ACCOUNT, request(id, "0.2", "0")));
      assertThat(refused)
          .hasMessageContaining(state.name())
          .hasMessageContaining("/output/" + id)
          .hasMessageContaining("with another cost")
          .hasMessageContaining("choose a new release id");
      assertThat(refused.recorded().state()).isEqualTo(state);
    }
    assertSpent("0.3", "0");
  }

  @Test
  void anUnknownAccountIsRefusedWithTheCommandThatCreatesIt() {
    Ledger ledger = withAccount();
    List<Runnable> uses =
        List.of(
            () -> ledger.statement("shop"),
            () -> ledger.reserve("shop", request("r", "0.1", "0")),
            () -> ledger.markReading("shop", "r", 1, "input"),
            () -> ledger.commit("shop", "r", 1, "manifest"),
            () -> ledger.abandon("shop", "r", 1));
    for (Runnable use : uses) {
      UnknownAccountException refused =
          catchThrowableOfType(UnknownAccountException.class, use::run);
      assertThat(refused.accountId()).isEqualTo("shop");
      assertThat(refused)
          .hasMessageContaining("budget create --account shop --epsilon")
          .hasMessageContaining("--delta")
          .hasMessageContaining("--unit");
    }
    assertThat(open().accounts()).containsExactly(ACCOUNT);
  }

  static List<String> badIds() {
    return List.of(
        "",
        " ",
        ".",
        "..",
        "../" + ACCOUNT,
        "a/../../b",
        "/etc",
        "a\\b",
        ".hidden",
        "-option",
        "a b",
        "a\n",
        "a\u0000",
        "ä",
        "a".repeat(10_240));
  }

  @ParameterizedTest
  @MethodSource("badIds")
  void aBadIdIsRefusedEverywhere(String id) {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    List<Runnable> uses =
        List.of(
            () -> Account.now(id, "customer", TOTAL, "ann"),
            () -> request(id, "0.1", "0"),
            () -> ledger.statement(id),
            () -> ledger.reserve(id, request("s", "0.1", "0")),
            () -> ledger.markReading(id, "r", 1, "input"),
            () -> ledger.markReading(ACCOUNT, id, 1, "input"),
            () -> ledger.commit(id, "r", 1, "manifest"),
            () -> ledger.commit(ACCOUNT, id, 1, "manifest"),
            () -> ledger.abandon(id, "r", 1),
            () -> ledger.abandon(ACCOUNT, id, 1));
    for (Runnable use : uses) {
      assertThatIllegalArgumentException()
          .isThrownBy(use::run)
          .withMessageContaining("id must be 1 to ")
          .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
    }
    assertSpent("0.1", "0");
    assertThat(stateOf("r")).isEqualTo(EntryState.RESERVED);
  }

  @Test
  void aMissingFingerprintOrManifestIsRefused() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    for (String blank : new String[] {null, "", " ", "x".repeat(1_000_001)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ledger.markReading(ACCOUNT, "r", 1, blank))
          .withMessageContaining("input files must be 1 to 1000000 characters");
    }
    ledger.markReading(ACCOUNT, "r", 1, "x".repeat(1_000_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.commit(ACCOUNT, "r", 1, ""))
        .withMessageContaining("manifest hash must be");
    assertThat(stateOf("r")).isEqualTo(EntryState.READING);
  }

  @Test
  void longDecimalsStayExact() {
    Ledger ledger = withAccount();
    BigDecimal tiny = new BigDecimal("1e-64");
    ledger.reserve(
        ACCOUNT,
        LedgerRace.request("r", new ApproximateDp(BigDecimal.ONE.subtract(tiny), BigDecimal.ZERO)));
    assertThat(open().statement(ACCOUNT).remaining(NOW).loss()).isEqualByComparingTo(tiny);
  }

  @Test
  void aReleaseWhoseProcessRunsIsNotCalledUnpublished() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    ledger.reserve(ACCOUNT, request("s", "0.1", "0"));
    ledger.markReading(ACCOUNT, "s", 1, "input");
    assertThat(open().statement(ACCOUNT).unpublished()).isEmpty();
  }
}
