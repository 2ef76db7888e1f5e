package org.tacet.engine.release;

import java.util.List;
import java.util.Locale;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.source.PrivateTable;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/**
 * Which accounts the tables that a release reads belong to, whatever its spec says: each of them
 * has to be among those that it is charged to, with the privacy units that it keeps (P17).
 *
 * @param accounts those that the spec names
 * @param tables the private tables that are read
 */
record TableOwnership(Ledger ledger, List<String> accounts, List<PrivateTable> tables) {

  /**
   * Looks at all accounts of the ledger.
   *
   * @throws InvalidSpecException when a table belongs to an account that is not named, or has other
   *     privacy units there, or to none of those that are
   */
  void require() {
    for (String id : ledger.accounts()) {
      Account account = ledger.account(id);
      for (AccountTable registered : account.tables()) {
        tables.stream()
            .filter(table -> table.reads(registered.place()))
            .forEach(table -> requireBelongs(account, registered, table));
      }
    }
    tables.forEach(this::requireAccountsOfRows);
    tables.forEach(this::requireSomeAccountTakes);
  }

  /** The registered tables of an account that are read, by their places. */
  List<String> readFrom(String accountId) {
    return ledger.account(accountId).tables().stream()
        .map(AccountTable::place)
        .filter(place -> tables.stream().anyMatch(table -> table.reads(place)))
        .sorted()
        .toList();
  }

  private void requireBelongs(Account account, AccountTable registered, PrivateTable table) {
    if (!accounts.contains(account.id())) {
      throw new InvalidSpecException(
          new Fault(
              "account",
              "leaves out an account that the source %s belongs to, by its table %s"
                  .formatted(table.sourceName(), registered.place()),
              String.join(", ", accounts),
              "all accounts of the tables that are read, among them " + account.id(),
              "add " + account.id() + " to account, as a list"));
    }
    if (!hasUnit(registered, table)) {
      throw new InvalidSpecException(
          new Fault(
              "sources.%s.private.%s"
                  .formatted(table.sourceName(), table.rows().isPresent() ? "rows" : "unit"),
              "is not the privacy unit that account %s keeps for this table"
                  .formatted(account.id()),
              unitOf(table),
              registered.rows().isPresent()
                  ? "rows: " + registered.rows().getAsInt()
                  : String.join(", ", registered.unit()) + ", as the table stores them",
              registered.rows().isPresent()
                  ? "declare private: {rows: %d}: a budget of other units says nothing about these"
                      .formatted(registered.rows().getAsInt())
                  : "set the unit to these columns, neither computed nor another column renamed: a budget of other units says nothing about these"));
    }
  }

  /** What a query, a view or an alias calls a column says nothing about whose the rows are. */
  private static boolean hasUnit(AccountTable registered, PrivateTable table) {
    return registered.rows().equals(table.rows())
        && lowerCase(registered.unit()).equals(lowerCase(table.storedUnitColumns()));
  }

  private static String unitOf(PrivateTable table) {
    if (table.rows().isPresent()) {
      return "rows: " + table.rows().getAsInt();
    }
    String declared = String.join(", ", table.unitColumns());
    return lowerCase(table.unitColumns()).equals(lowerCase(table.storedUnitColumns()))
        ? declared
        : declared + " (stored as " + String.join(", ", table.storedUnitColumns()) + ")";
  }

  private static List<String> lowerCase(List<String> columns) {
    return columns.stream().map(column -> column.toLowerCase(Locale.ROOT)).sorted().toList();
  }

  /**
   * An account without tables says of its units no more than a word, and people are what most have:
   * what releases of rows cost them nobody knows, so that these need an account of rows (P17).
   */
  private void requireAccountsOfRows(PrivateTable table) {
    for (String id : accounts) {
      if (table.rows().isPresent() && ledger.account(id).tables().isEmpty()) {
        throw new InvalidSpecException(
            new Fault(
                "account",
                "names an account that lists no tables, while the privacy units of %s are rows"
                    .formatted(table.sourceName()),
                id,
                "accounts that list the table with rows: " + table.rows().getAsInt(),
                "create an account with tables: [{place: ..., rows: %d}], or declare the columns that say whose a row is as private: {unit: [...]}"
                    .formatted(table.rows().getAsInt())));
      }
    }
  }

  private void requireSomeAccountTakes(PrivateTable table) {
    boolean taken =
        accounts.stream()
            .map(ledger::account)
            .anyMatch(
                account ->
                    account.tables().isEmpty()
                        || account.tables().stream()
                            .anyMatch(registered -> table.reads(registered.place())));
    if (!taken) {
      throw new InvalidSpecException(
          new Fault(
              "account",
              "names no account that has the table of source " + table.sourceName(),
              String.join(", ", accounts),
              "an account with that table, or one without a list of tables",
              "name the account of these privacy units; budget show lists each account's tables"));
    }
  }
}
