package org.tacet.jobs.budget;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.RenewedBudget;

/** How an account stands, for machines. */
final class StatementFields {

  private StatementFields() {}

  static Map<String, Object> of(AccountStatement statement, Instant now) {
    Account account = statement.account();
    AccountBudget budget = statement.budget();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", account.id());
    fields.put("privacy_unit", account.privacyUnit());
    fields.put("created", account.created().toString());
    fields.put("created_by", account.createdBy());
    fields.put("key_id", account.keyId());
    fields.put("filter", AccountWords.name(budget));
    fields.put("neighboring_relation", budget.relation().name());
    fields.put("measure", budget.measure());
    fields.put("total", Json.of(budget.total()));
    fields.putAll(standing(budget, now));
    if (budget instanceof RenewedBudget renewed) {
      fields.put("window", Window.at(renewed, now).fields());
    }
    fields.put("lifetime", lifetime(budget));
    fields.put("release_cap", account.releaseCap().map(Json::of).orElse(null));
    fields.put("tables", tables(statement, now));
    fields.put("purposes", purposes(statement, now));
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("number", statement.head().number());
    head.put("mac", statement.head().mac());
    fields.put("head", head);
    fields.put("release_count", statement.releaseCount());
    fields.put(
        "unsettled",
        statement.unsettled().stream()
            .map(entry -> new Unsettled(account.id(), entry).fields())
            .toList());
    return fields;
  }

  /** Limit, charge and rest, in the budget's measure; what is charged as (epsilon, delta). */
  private static Map<String, Object> standing(AccountBudget budget, Instant now) {
    Charge charged = budget.charged(budget.periodOf(now));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("limit", Json.of(budget.limit()));
    fields.put("charged", Json.of(charged));
    fields.put("charged_if_fixed_beforehand", Json.of(budget.asApproximateDp(charged)));
    fields.put("remaining", Json.of(AccountStatement.remaining(budget, now)));
    return fields;
  }

  private static Map<String, Object> lifetime(AccountBudget budget) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("charged", Json.of(budget.lifetimeCharged()));
    fields.put(
        "charged_if_fixed_beforehand", Json.of(budget.asApproximateDp(budget.lifetimeCharged())));
    if (budget instanceof RenewedBudget renewed) {
      Optional<PrivacyFilter> cap = renewed.filter().lifetimeCap();
      fields.put("cap", cap.map(PrivacyFilter::total).map(Json::of).orElse(null));
      fields.put("remaining", cap.map(PrivacyFilter::remaining).map(Json::of).orElse(null));
    }
    fields.put("promise", budget.lifetimePromise().map(Json::of).orElse(null));
    return fields;
  }

  private static List<Object> tables(AccountStatement statement, Instant now) {
    List<Object> tables = new ArrayList<>();
    statement
        .account()
        .tables()
        .forEach(
            table -> {
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("place", table.place());
              fields.put("unit", table.unit());
              table.rows().ifPresent(rows -> fields.put("rows", rows));
              part(statement, "table " + table.place())
                  .ifPresent(
                      part -> {
                        fields.put("total", Json.of(part.total()));
                        fields.putAll(standing(part, now));
                      });
              tables.add(fields);
            });
    return tables;
  }

  private static Map<String, Object> purposes(AccountStatement statement, Instant now) {
    Map<String, Object> purposes = new LinkedHashMap<>();
    for (String name : statement.account().purposes().keySet()) {
      AccountBudget part = part(statement, "purpose " + name).orElseThrow();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("total", Json.of(part.total()));
      fields.putAll(standing(part, now));
      purposes.put(name, fields);
    }
    return purposes;
  }

  private static Optional<AccountBudget> part(AccountStatement statement, String name) {
    return Optional.ofNullable(statement.parts().get(name));
  }
}
