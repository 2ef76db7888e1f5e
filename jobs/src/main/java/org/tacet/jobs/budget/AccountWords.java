package org.tacet.jobs.budget;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.filter.RenyiFilter;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.ledger.PlannedBudget;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.jobs.report.LossText;

/** What an account promises, in plain words. */
final class AccountWords {

  private static final MathContext SHOWN = new MathContext(6);

  private final Account account;

  AccountWords(Account account) {
    this.account = account;
  }

  private static String unit(AccountTable table) {
    if (table.rows().isEmpty()) {
      return "unit " + String.join(", ", table.unit());
    }
    int rows = table.rows().getAsInt();
    return "unit " + (rows == 1 ? "one row" : "any %d rows".formatted(rows));
  }

  /** What is promised, per what window, over the lifetime, and by what filter. */
  List<String> promise() {
    List<String> lines = new ArrayList<>();
    AccountBudget budget = account.budget();
    lines.add("Protects: " + account.privacyUnit());
    lines.add("Promises: %s, %s".formatted(LossText.of(budget.total()), span(budget)));
    lines.add("Lifetime: " + lifetime(budget));
    lines.add("Filter: " + filter(budget));
    account
        .releaseCap()
        .ifPresent(cap -> lines.add("One release may cost: " + LossText.of(cap) + " at most"));
    account
        .tables()
        .forEach(
            table ->
                lines.add(
                    "Table: %s, %s%s"
                        .formatted(
                            place(table.place()),
                            unit(table),
                            table
                                .limit()
                                .map(limit -> ", at most " + LossText.of(limit))
                                .orElse(""))));
    if (!account.purposes().isEmpty()) {
      lines.add(
          "Purposes: "
              + account.purposes().entrySet().stream()
                  .map(purpose -> purpose.getKey() + " at most " + LossText.of(purpose.getValue()))
                  .collect(Collectors.joining("; ")));
    }
    return lines;
  }

  /** A path without a scheme is one of the local disk, whatever Hadoop's default is. */
  private static String place(String registered) {
    return registered.startsWith("/") ? "file:" + registered : registered;
  }

  /** The span that the total is for. */
  static String span(AccountBudget budget) {
    if (budget instanceof RenewedBudget renewed) {
      return renewed.renewal().windowPeriods() == 1
          ? renewed.renewal().toString()
          : "in " + renewed.renewal();
    } else if (budget instanceof PlannedBudget) {
      return "by the events of the schedule together";
    }
    return "by all releases together";
  }

  private static String lifetime(AccountBudget budget) {
    if (budget instanceof RenewedBudget renewed) {
      return renewed
          .filter()
          .lifetimeCap()
          .map(cap -> "at most " + LossText.of(cap.total()) + " over all time")
          .orElse("unbounded: the loss grows with every window");
    }
    return "the same: the total is never there anew";
  }

  /** How it counts, and how much fits. */
  static String filter(AccountBudget budget) {
    String limit = LossText.of(budget.measure(), budget.limit());
    if (budget instanceof PlannedBudget) {
      return "schedule, " + limit + " in their order";
    }
    PrivacyFilter filter = filterOf(budget);
    String order =
        filter instanceof RenyiFilter renyi
            ? " of order " + new BigDecimal(renyi.order()).round(SHOWN).toPlainString()
            : "";
    return name(budget) + order + ": sums up to " + limit;
  }

  /** The word that specs of accounts have for it. */
  static String name(AccountBudget budget) {
    if (budget instanceof PlannedBudget) {
      return "schedule";
    }
    PrivacyFilter filter = filterOf(budget);
    return filter instanceof BasicFilter ? "basic" : filter instanceof RenyiFilter ? "rdp" : "zcdp";
  }

  private static PrivacyFilter filterOf(AccountBudget budget) {
    return budget instanceof RenewedBudget renewed
        ? renewed.filter().fresh()
        : ((TotalBudget) budget).filter();
  }

  /** What seals the entries. */
  String seal() {
    return account.keyId().isEmpty()
        ? "Seal: a plain hash, without a key"
        : "Seal: the key " + account.keyId();
  }
}
