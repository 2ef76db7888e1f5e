package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.accountant.loss.ApproximateDp;

/** What every store of a ledger has to pass, alone and (inherited) under concurrent use. */
public abstract class LedgerContract extends LedgerConcurrencyContract {

  private static final String ACCOUNT = "shop-customers";
  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-6");

  /** The user that every entry has to name. */
  protected abstract String who();

  private static ReservationRequest request(String releaseId, String epsilon, String delta) {
    return new ReservationRequest(
        releaseId, ApproximateDp.of(epsilon, delta), "spec-hash", "/output/" + releaseId);
  }

  private Ledger withAccount() {
    Ledger ledger = open();
    ledger.create(Account.now(ACCOUNT, "customer of the shop", TOTAL, "ann"));
    return ledger;
  }

  private void assertSpent(String epsilon, String delta) {
    AccountStatement statement = open().statement(ACCOUNT);
    assertThat(statement.spent().epsilon()).isEqualByComparingTo(epsilon);
    assertThat(statement.spent().delta()).isEqualByComparingTo(delta);
    assertThat(statement.remaining().epsilon().add(statement.spent().epsilon()))
        .isEqualByComparingTo(TOTAL.epsilon());
    assertThat(statement.remaining().delta().add(statement.spent().delta()))
        .isEqualByComparingTo(TOTAL.delta());
  }

  private EntryState stateOf(String releaseId) {
    return open().statement(ACCOUNT).release(releaseId).orElseThrow().state();
  }

  @Test
  void anAccountIsShownAsItWasCreated() {
    Account account =
        new Account(
            ACCOUNT,
            "customer of \"X\", ünïted \n",
            ApproximateDp.of("1.50", "1e-6"),
            Instant.parse("2026-01-31T23:59:59.123456789Z"),
            "ann");
    open().create(account);
    AccountStatement statement = open().statement(ACCOUNT);
    assertThat(statement.account()).isEqualTo(account);
    assertThat(statement.spent().epsilon()).isZero();
    assertThat(statement.remaining()).isEqualTo(account.total());
    assertThat(statement.releases()).isEmpty();
    assertThat(statement.unpublished()).isEmpty();
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
    assertThat(open().statement(ACCOUNT).account().total()).isEqualTo(TOTAL);
  }

  @Test
  void aReleaseGoesFromReservedOverReadingToCommitted() {
    Ledger ledger = withAccount();
    Instant before = Instant.now();
    ledger.reserve(ACCOUNT, request("r", "0.3", "1e-7"));
    LedgerEntry reserved = open().statement(ACCOUNT).release("r").orElseThrow();
    assertThat(reserved.state()).isEqualTo(EntryState.RESERVED);
    assertThat(reserved.number()).isEqualTo(1);
    assertThat(reserved.charge()).isEqualTo(ApproximateDp.of("0.3", "1e-7"));
    assertThat(reserved.specHash()).isEqualTo("spec-hash");
    assertThat(reserved.output()).isEqualTo("/output/r");
    assertThat(reserved.inputFingerprint()).isEmpty();
    assertThat(reserved.writer()).isEqualTo(ProcessIdentity.current(who()));
    assertThat(reserved.when()).isBetween(before, Instant.now());

    ledger.markReading(ACCOUNT, "r", "files: a, b");
    LedgerEntry reading = open().statement(ACCOUNT).release("r").orElseThrow();
    assertThat(reading.state()).isEqualTo(EntryState.READING);
    assertThat(reading.inputFingerprint()).isEqualTo("files: a, b");

    ledger.commit(ACCOUNT, "r", "manifest-hash");
    LedgerEntry committed = open().statement(ACCOUNT).release("r").orElseThrow();
    assertThat(committed.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(committed.number()).isEqualTo(3);
    assertThat(committed.inputFingerprint()).isEqualTo("files: a, b");
    assertThat(committed.manifestHash()).isEqualTo("manifest-hash");
    assertThat(committed.charge()).isEqualTo(reserved.charge());
    assertSpent("0.3", "1e-7");
    assertThat(open().statement(ACCOUNT).releases()).hasSize(1);
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
    assertThat(open().statement(ACCOUNT).releases()).hasSize(10);
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
    assertThat(refused.requested()).isEqualTo(ApproximateDp.of("0.3", "1e-7"));
    assertThat(refused.spent().epsilon()).isEqualByComparingTo("0.75");
    assertThat(refused.remaining().epsilon()).isEqualByComparingTo("0.25");
    assertThat(refused.remaining().delta()).isEqualByComparingTo("5e-7");
    assertThat(refused)
        .hasMessageContaining("second")
        .hasMessageContaining("requested (epsilon = 0.3")
        .hasMessageContaining("spent (epsilon = 0.75")
        .hasMessageContaining("remaining (epsilon = 0.25")
        .hasMessageContaining("Fix:");
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
    ledger.abandon(ACCOUNT, "r");
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
    ledger.markReading(ACCOUNT, "r", "input");
    assertThatThrownBy(() -> ledger.abandon(ACCOUNT, "r"))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("READING")
        .hasMessageContaining("refunded only while no row can have been read");
    ledger.commit(ACCOUNT, "r", "manifest");
    assertThatThrownBy(() -> ledger.abandon(ACCOUNT, "r"))
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining("COMMITTED");
    assertSpent("0.4", "0");
    assertThat(stateOf("r")).isEqualTo(EntryState.COMMITTED);
  }

  @Test
  void aReleaseCannotSkipOrRepeatAState() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    assertStateRefused(() -> ledger.commit(ACCOUNT, "r", "manifest"), "RESERVED and not READING");
    ledger.markReading(ACCOUNT, "r", "input");
    assertStateRefused(() -> ledger.markReading(ACCOUNT, "r", "input"), "READING and not RESERVED");
    ledger.commit(ACCOUNT, "r", "manifest");
    assertStateRefused(() -> ledger.commit(ACCOUNT, "r", "manifest"), "COMMITTED and not READING");
    assertStateRefused(
        () -> ledger.markReading(ACCOUNT, "r", "input"), "COMMITTED and not RESERVED");

    ledger.reserve(ACCOUNT, request("s", "0.1", "0"));
    ledger.abandon(ACCOUNT, "s");
    assertStateRefused(() -> ledger.abandon(ACCOUNT, "s"), "ABANDONED and not RESERVED");
    assertStateRefused(
        () -> ledger.markReading(ACCOUNT, "s", "input"), "ABANDONED and not RESERVED");
    assertStateRefused(() -> ledger.commit(ACCOUNT, "s", "m"), "ABANDONED and not READING");

    assertStateRefused(() -> ledger.markReading(ACCOUNT, "t", "input"), "not recorded");
    assertStateRefused(() -> ledger.commit(ACCOUNT, "t", "manifest"), "not recorded");
    assertStateRefused(() -> ledger.abandon(ACCOUNT, "t"), "not recorded");
    assertSpent("0.1", "0");
  }

  private static void assertStateRefused(Runnable change, String words) {
    assertThatThrownBy(change::run)
        .isInstanceOf(ReleaseStateException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("Fix:");
  }

  @Test
  void aReleaseIdIsRecordedOnceWhateverBecameOfIt() {
    Ledger ledger = withAccount();
    for (EntryState state : EntryState.values()) {
      String id = "in-" + state;
      ledger.reserve(ACCOUNT, request(id, "0.1", "0"));
      switch (state) {
        case RESERVED -> {}
        case READING -> ledger.markReading(ACCOUNT, id, "input");
        case COMMITTED -> {
          ledger.markReading(ACCOUNT, id, "input");
          ledger.commit(ACCOUNT, id, "manifest");
        }
        case ABANDONED -> ledger.abandon(ACCOUNT, id);
      }
      ReleaseAlreadyRecordedException refused =
          catchThrowableOfType(
              ReleaseAlreadyRecordedException.class,
              () -> ledger.reserve(ACCOUNT, request(id, "0.2", "0")));
      assertThat(refused)
          .hasMessageContaining(state.name())
          .hasMessageContaining("/output/" + id)
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
            () -> ledger.markReading("shop", "r", "input"),
            () -> ledger.commit("shop", "r", "manifest"),
            () -> ledger.abandon("shop", "r"));
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
        "a".repeat(129),
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
            () -> ledger.markReading(id, "r", "input"),
            () -> ledger.markReading(ACCOUNT, id, "input"),
            () -> ledger.commit(id, "r", "manifest"),
            () -> ledger.commit(ACCOUNT, id, "manifest"),
            () -> ledger.abandon(id, "r"),
            () -> ledger.abandon(ACCOUNT, id));
    for (Runnable use : uses) {
      assertThatIllegalArgumentException()
          .isThrownBy(use::run)
          .withMessageContaining("id must be 1 to 128")
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
          .isThrownBy(() -> ledger.markReading(ACCOUNT, "r", blank))
          .withMessageContaining("input fingerprint must be 1 to 1000000 characters");
    }
    ledger.markReading(ACCOUNT, "r", "x".repeat(1_000_000));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.commit(ACCOUNT, "r", ""))
        .withMessageContaining("manifest hash must be");
    assertThat(stateOf("r")).isEqualTo(EntryState.READING);
  }

  @Test
  void longDecimalsStayExact() {
    Ledger ledger = withAccount();
    BigDecimal tiny = new BigDecimal("1e-64");
    ledger.reserve(
        ACCOUNT,
        new ReservationRequest(
            "r", new ApproximateDp(BigDecimal.ONE.subtract(tiny), BigDecimal.ZERO), "h", "o"));
    assertThat(open().statement(ACCOUNT).remaining().epsilon()).isEqualByComparingTo(tiny);
  }

  @Test
  void aReleaseWhoseProcessRunsIsNotCalledUnpublished() {
    Ledger ledger = withAccount();
    ledger.reserve(ACCOUNT, request("r", "0.1", "0"));
    ledger.reserve(ACCOUNT, request("s", "0.1", "0"));
    ledger.markReading(ACCOUNT, "s", "input");
    assertThat(open().statement(ACCOUNT).unpublished()).isEmpty();
  }
}
