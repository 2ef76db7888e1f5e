package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * The budget of one space of privacy units. All of it is fixed when the account is created, and
 * none of it is ever set by a release's specification.
 *
 * @param id legal by {@link LedgerIds}
 * @param privacyUnit whose presence the budget protects, in words ("customer of shop X"), at most
 *     1,000 characters
 * @param budget what may be granted; of what is charged there is nothing yet
 * @param releaseCap the most that one release may cost; empty for no cap but the budget
 * @param tables whose rows belong to the units; empty if any table may be charged here
 * @param purposes limits of what releases may cost for each purpose; if there are any, each release
 *     has to name one
 * @param keyId which key seals its entries; empty for none
 * @param created when, by the clock of the machine that created it; for information only
 * @param createdBy the user that created it
 */
public record Account(
    String id,
    String privacyUnit,
    AccountBudget budget,
    Optional<ApproximateDp> releaseCap,
    List<AccountTable> tables,
    SortedMap<String, ApproximateDp> purposes,
    String keyId,
    Instant created,
    String createdBy) {

  private static final String TABLE = "table ";
  private static final String PURPOSE = "purpose ";

  public Account {
    LedgerIds.require("account id", id);
    LedgerText.require("privacy unit", privacyUnit, LedgerText.SHORT);
    ApproximateDp total = budget.total();
    if (total.epsilon().signum() == 0) {
      throw new IllegalArgumentException(
          "total epsilon must be above 0. Provided value: "
              + total.epsilon().toPlainString()
              + ". Fix: an account that nothing can be charged to needs no ledger");
    }
    if (!budget.lifetimeCharged().isNothing()) {
      throw new IllegalArgumentException("budget must have nothing charged at creation.");
    }
    Objects.requireNonNull(releaseCap, "releaseCap");
    tables = List.copyOf(tables);
    Set<String> places = new HashSet<>();
    for (AccountTable table : tables) {
      if (!places.add(table.place())) {
        throw new IllegalArgumentException(
            "tables must name each place once. Provided value: twice "
                + LedgerText.shortened(table.place()));
      }
    }
    if (tables.stream().map(AccountTable::rows).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "tables must have units of one kind: columns in each, or the same number of rows in each."
              + " Fix: create an account for each kind, since a loss is one of one kind of unit");
    }
    purposes = Collections.unmodifiableSortedMap(new TreeMap<>(purposes));
    purposes.keySet().forEach(purpose -> LedgerIds.require("purpose", purpose));
    LedgerText.requireExact("total", total);
    releaseCap.ifPresent(cap -> LedgerText.requireExact("release cap", cap));
    Objects.requireNonNull(keyId, "keyId");
    Objects.requireNonNull(created, "created");
    LedgerText.require("created by", createdBy, LedgerText.SHORT);
    partsOf(budget, tables, purposes); // refuses what is no limit of its kind
  }

  /** A new account of plain sums of epsilon and delta, without parts and key, created now. */
  public static Account now(String id, String privacyUnit, ApproximateDp total, String createdBy) {
    return new Account(
        id,
        privacyUnit,
        new TotalBudget(BasicFilter.within(total, NeighborRelation.ADD_OR_REMOVE_ONE)),
        Optional.empty(),
        List.of(),
        new TreeMap<>(),
        "",
        Instant.now(),
        createdBy);
  }

  /** This account, sealed with another key. */
  Account withKey(String newKeyId) {
    return new Account(
        id, privacyUnit, budget, releaseCap, tables, purposes, newKeyId, created, createdBy);
  }

  /** What all releases together may cost, or those of one window where the budget renews. */
  public ApproximateDp total() {
    return budget.total();
  }

  /** The budgets of tables and purposes that have a limit, by name, with nothing charged. */
  Map<String, AccountBudget> parts() {
    return partsOf(budget, tables, purposes);
  }

  private static Map<String, AccountBudget> partsOf(
      AccountBudget whole, List<AccountTable> tables, Map<String, ApproximateDp> purposes) {
    Map<String, AccountBudget> parts = new LinkedHashMap<>();
    for (AccountTable table : tables) {
      table.limit().ifPresent(limit -> parts.put(TABLE + table.place(), part(whole, limit)));
    }
    purposes.forEach((purpose, limit) -> parts.put(PURPOSE + purpose, part(whole, limit)));
    return parts;
  }

  private static AccountBudget part(AccountBudget whole, ApproximateDp limit) {
    LedgerText.requireExact("limit", limit);
    return whole.part(limit);
  }

  /** The parts that a release is charged to, beside the whole. */
  List<String> partsOf(ReservationRequest release) {
    List<String> names = new ArrayList<>();
    for (AccountTable table : tables) {
      if (table.limit().isPresent() && release.tables().contains(table.place())) {
        names.add(TABLE + table.place());
      }
    }
    if (purposes.containsKey(release.purpose())) {
      names.add(PURPOSE + release.purpose());
    }
    return names;
  }

  /**
   * What the account itself says against a release, whatever was charged.
   *
   * @return why not, with the fix; empty if nothing
   */
  Optional<String> refusal(ReservationRequest release) {
    if (!purposes.isEmpty() && !purposes.containsKey(release.purpose())) {
      return Optional.of(
          "purpose must be one of "
              + String.join(", ", purposes.keySet())
              + ". Provided value: "
              + (release.purpose().isEmpty() ? "none" : LedgerText.shortened(release.purpose()))
              + ". Fix: set purpose in the spec");
    }
    for (String table : release.tables()) {
      if (tables.stream().noneMatch(known -> known.place().equals(table))) {
        return Optional.of("it has no table " + LedgerText.shortened(table));
      }
    }
    if (releaseCap.isPresent() && !release.cost().isWithin(releaseCap.get())) {
      return Optional.of(
          "one release may cost "
              + releaseCap.get()
              + " at most. Provided value: "
              + release.cost()
              + ". Fix: lower privacy.epsilon or privacy.delta in the spec");
    }
    return Optional.empty();
  }
}
