package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A table whose rows belong to an account's privacy units. Every release that reads it is charged
 * to the account, with this privacy unit and no other (P17).
 *
 * @param place a folder above its files, as a URI, or its name in a catalog
 * @param unit the columns that say whose a row is; none where rows themselves are the units
 * @param rows where rows are the units: how many of them together are protected, at least 1
 * @param limit what all releases that read it may cost; empty for no limit but the account's
 */
public record AccountTable(
    String place, List<String> unit, OptionalInt rows, Optional<ApproximateDp> limit) {

  public AccountTable {
    LedgerText.require("table place", place, LedgerText.SHORT);
    unit = List.copyOf(unit);
    if (unit.isEmpty() == rows.isEmpty()) {
      throw new IllegalArgumentException(
          "table unit must name at least one column, or rows must say how many rows are a unit. Provided value: "
              + (rows.isEmpty() ? "none" : "both")
              + ", for "
              + LedgerText.shortened(place)
              + ". Fix: name the columns that say whose a row is");
    }
    if (rows.isPresent() && rows.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "table rows must be at least 1. Provided value: " + rows.getAsInt());
    }
    unit.forEach(column -> LedgerText.require("table unit column", column, LedgerText.SHORT));
    Objects.requireNonNull(limit, "limit");
  }

  /** A table of which columns say whose a row is. */
  public AccountTable(String place, List<String> unit, Optional<ApproximateDp> limit) {
    this(place, unit, OptionalInt.empty(), limit);
  }

  /** A table whose rows are the units, so many of them protected together. */
  public static AccountTable ofRows(String place, int rows, Optional<ApproximateDp> limit) {
    return new AccountTable(place, List.of(), OptionalInt.of(rows), limit);
  }
}
