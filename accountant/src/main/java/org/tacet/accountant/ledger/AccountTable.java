package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * A table whose rows belong to an account's privacy units. Every release that reads it is charged
 * to the account, with these columns as its privacy unit and no others (P17).
 *
 * @param place a folder above its files, as a URI, or its name in a catalog
 * @param unit the columns that say whose a row is, at least one
 * @param limit what all releases that read it may cost; empty for no limit but the account's
 */
public record AccountTable(String place, List<String> unit, Optional<ApproximateDp> limit) {

  public AccountTable {
    LedgerText.require("table place", place, LedgerText.SHORT);
    unit = List.copyOf(unit);
    if (unit.isEmpty()) {
      throw new IllegalArgumentException(
          "table unit must name at least one column. Provided value: none, for "
              + LedgerText.shortened(place)
              + ". Fix: name the columns that say whose a row is");
    }
    unit.forEach(column -> LedgerText.require("table unit column", column, LedgerText.SHORT));
    Objects.requireNonNull(limit, "limit");
  }
}
