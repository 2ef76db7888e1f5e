package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/** Values that may not enter a ledger. */
final class LedgerValuesTest {

  private static final ApproximateDp CHARGE = ApproximateDp.of("0.1", "0");
  private static final Instant WHEN = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theLegalIds() {
    assertThat(new String[] {"a", "0", "Shop_1.customers-2026", "a..b", "a".repeat(128)})
        .allMatch(LedgerIds::isLegal);
    assertThat(new String[] {null, "", "a".repeat(129), "..", "a/b", "é"})
        .noneMatch(LedgerIds::isLegal);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LedgerIds.require("account id", "x".repeat(10_240)))
        .withMessageContaining("account id must be 1 to 128")
        .withMessageContaining("(10240 characters)")
        .withMessageContaining("Fix:");
  }

  @Test
  void theLegalIdsOfReleases() {
    assertThat(
            new String[] {
              "a",
              "visits-20261126T000000Z-0a1b2c3d",
              "my_dag/scheduled__2026-11-26T00:00:00+00:00",
              "a/b=c/d@e/.f/..g/h..",
              "a".repeat(512)
            })
        .allMatch(LedgerIds::isLegalRelease);
    assertThat(
            new String[] {
              null,
              "",
              "a".repeat(513),
              "..",
              ".a",
              "/a",
              "a/",
              "a//b",
              "a/./b",
              "a/../b",
              "a/..",
              "a/.",
              "a b",
              "a~b",
              "a\\b",
              "a\n",
              "a/..\n",
              "é",
              "a%2fb"
            })
        .noneMatch(LedgerIds::isLegalRelease);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LedgerIds.requireRelease("a/".repeat(5_120)))
        .withMessageContaining("release id must be 1 to 512")
        .withMessageContaining("(10240 characters)")
        .withMessageContaining("Fix:");
  }

  @Test
  void totalsAreAboveZeroAndOfBoundedLength() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApproximateDp.of("-1", "0"))
        .withMessageContaining("-1");
    assertThatIllegalArgumentException().isThrownBy(() -> ApproximateDp.of("1", "-1e-9"));
    assertThatIllegalArgumentException().isThrownBy(() -> ApproximateDp.of("1", "1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> account(ApproximateDp.of("0", "1e-6")))
        .withMessageContaining("total epsilon must be above 0. Provided value: 0");
    assertThat(account(ApproximateDp.of("1e63", "1e-64")).total().delta()).isPositive();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> account(new ApproximateDp(new BigDecimal("1e64"), BigDecimal.ZERO)))
        .withMessageContaining("total epsilon must have at most 64 digits");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> account(ApproximateDp.of("1", "1e-65")))
        .withMessageContaining("total delta must have at most 64 digits");
  }

  /** A history of such charges would grow by thousands of digits an entry. */
  @Test
  void aChargeThatWouldMakeTheSumExplodeIsRefused() {
    for (String huge : new String[] {"1e1999", "1e-1999"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> request(new ApproximateDp(new BigDecimal(huge), BigDecimal.ZERO), "h", "o"))
          .withMessageContaining("cost epsilon must have at most 64 digits")
          .withMessageContaining("1999");
    }
  }

  @Test
  void privacyUnitAndCreatorAreNamed() {
    for (String bad : new String[] {null, "", " \t", "x".repeat(1_001)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Account.now("a", bad, CHARGE, "ann"))
          .withMessageContaining("privacy unit must be 1 to 1000 characters");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Account.now("a", "customer", CHARGE, bad))
          .withMessageContaining("created by must be");
    }
    assertThatNullPointerException().isThrownBy(() -> account(null));
  }

  @Test
  void aTableHasUnitsOfOneKindAndSoHaveAllOfAnAccount() {
    AccountTable people = new AccountTable("shop.orders", List.of("id"), Optional.empty());
    AccountTable rows = AccountTable.ofRows("shop.clicks", 2, Optional.empty());
    assertThat(rows.unit()).isEmpty();
    assertThatThrownBy(() -> AccountTable.ofRows("shop.clicks", 0, Optional.empty()))
        .hasMessageContaining("rows must be at least 1. Provided value: 0");
    assertThatThrownBy(
            () ->
                new AccountTable("shop.clicks", List.of("id"), OptionalInt.of(1), Optional.empty()))
        .hasMessageContaining("Provided value: both");
    assertThatThrownBy(() -> new AccountTable("shop.clicks", List.of(), Optional.empty()))
        .hasMessageContaining("Provided value: none");
    for (AccountTable other :
        List.of(people, AccountTable.ofRows("shop.views", 3, Optional.empty()))) {
      assertThatThrownBy(() -> withTables(List.of(rows, other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("tables must have units of one kind");
    }
    assertThat(withTables(List.of(rows)).tables()).containsExactly(rows);
  }

  private static Account withTables(List<AccountTable> tables) {
    Account plain = Account.now("shop", "visitor", ApproximateDp.of("1", "0"), "ann");
    return new Account(
        plain.id(),
        plain.privacyUnit(),
        plain.budget(),
        plain.releaseCap(),
        tables,
        plain.purposes(),
        plain.keyId(),
        plain.created(),
        plain.createdBy());
  }

  @Test
  void aRequestCostsSomethingAndSaysForWhat() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(ApproximateDp.ZERO, "h", "o"))
        .withMessageContaining("cost must not be (0, 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(CHARGE, "", "o"))
        .withMessageContaining("spec hash must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> request(CHARGE, "h", " "))
        .withMessageContaining("output must be");
    assertThatNullPointerException().isThrownBy(() -> request(null, "h", "o"));
  }

  @Test
  void anEntryHoldsWhatItsStateKnows() {
    assertThat(entry(1, EntryState.COMMITTED, "", "manifest").isCharged()).isTrue();
    assertThat(entry(1, EntryState.ABANDONED, "", "").isCharged()).isFalse();
    assertEntryRefused("number must be at least 1", 0, EntryState.RESERVED, "", "");
    assertEntryRefused("input files must be empty", 1, EntryState.RESERVED, "input", "");
    assertEntryRefused("input files must be 1 to", 1, EntryState.READING, "", "");
    assertEntryRefused("manifest hash must be empty", 1, EntryState.READING, "input", "manifest");
    assertEntryRefused("manifest hash must be 1 to", 1, EntryState.COMMITTED, "", "");
    assertEntryRefused("input files must be empty", 1, EntryState.ABANDONED, "input", "");
    assertEntryRefused("input files must be empty", 1, EntryState.RESERVED, null, "");
  }

  private static void assertEntryRefused(
      String words, long number, EntryState state, String input, String manifest) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> entry(number, state, input, manifest))
        .withMessageContaining(words);
  }

  private static LedgerEntry entry(long number, EntryState state, String input, String manifest) {
    return new LedgerEntry(
        number,
        state,
        request(CHARGE, "h", "o"),
        new Charge(CHARGE.epsilon(), CHARGE.delta()),
        0,
        input,
        manifest,
        ProcessIdentity.current("ann"),
        WHEN,
        "nonce");
  }

  private static Account account(ApproximateDp total) {
    return Account.now("a", "customer", total, "ann");
  }

  private static ReservationRequest request(ApproximateDp charge, String hash, String output) {
    return new ReservationRequest(
        "r", "release", 1, new Laplace(10), charge, "", List.of(), hash, "input", output);
  }
}
