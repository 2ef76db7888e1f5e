package org.tacet.accountant.ledger;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.document.DocumentFields;
import org.tacet.accountant.filter.FilterDocument;
import org.tacet.accountant.filter.Renewal;
import org.tacet.accountant.filter.RenewingFilter;
import org.tacet.accountant.loss.ApproximateDp;

/** Accounts and the states of their budgets as documents; see {@link LedgerDocument}. */
final class AccountDocument {

  private static final String PATH = "account";

  private AccountDocument() {}

  static Map<String, Object> of(Account account) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", LedgerDocument.FORMAT);
    document.put("account", account.id());
    document.put("privacy_unit", account.privacyUnit());
    document.put("budget", of(account.budget()));
    account.releaseCap().ifPresent(cap -> document.put("release_cap", LedgerDocument.of(cap)));
    List<Object> tables = new ArrayList<>();
    account.tables().forEach(table -> tables.add(of(table)));
    document.put("tables", tables);
    Map<String, Object> purposes = new LinkedHashMap<>();
    account.purposes().forEach((name, limit) -> purposes.put(name, LedgerDocument.of(limit)));
    document.put("purposes", purposes);
    document.put("key_id", account.keyId());
    document.put("created", account.created().toString());
    document.put("created_by", account.createdBy());
    return document;
  }

  private static Map<String, Object> of(AccountTable table) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("place", table.place());
    if (table.rows().isPresent()) {
      document.put("rows", table.rows().getAsInt());
    } else {
      document.put("unit", table.unit());
    }
    table.limit().ifPresent(limit -> document.put("limit", LedgerDocument.of(limit)));
    return document;
  }

  /** The state of a budget. */
  static Map<String, Object> of(AccountBudget budget) {
    Map<String, Object> document = new LinkedHashMap<>();
    if (budget instanceof TotalBudget total) {
      document.put("type", "TotalBudget");
      document.put("filter", FilterDocument.of(total.filter()));
    } else if (budget instanceof RenewedBudget renewed) {
      document.put("type", "RenewedBudget");
      document.put("filter", FilterDocument.of(renewed.filter()));
      document.put("period", renewed.renewal().period().name());
      document.put("zone", renewed.renewal().zone().getId());
    } else if (budget instanceof PlannedBudget planned) {
      document.put("type", "PlannedBudget");
      document.put("schedule", FilterDocument.of(planned.schedule()));
    }
    return document;
  }

  /**
   * Reads an account.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static Account readAccount(String accountId, Map<String, Object> document) {
    if (LedgerDocument.isFirstFormat(document)) {
      return FirstFormat.readAccount(accountId, document);
    }
    DocumentFields fields = new DocumentFields(document, PATH);
    LedgerDocument.requireFormatAndAccount(fields, accountId);
    List<AccountTable> tables = new ArrayList<>();
    for (Object table : fields.list("tables")) {
      tables.add(readTable(table, PATH + ".tables[" + tables.size() + "]"));
    }
    SortedMap<String, ApproximateDp> purposes = new TreeMap<>();
    DocumentFields named = new DocumentFields(fields.value("purposes"), PATH + ".purposes");
    named.names().forEach(name -> purposes.put(name, readLoss(named, PATH + ".purposes", name)));
    Account account =
        fields.checked(
            () ->
                new Account(
                    accountId,
                    LedgerDocument.text(fields, "privacy_unit"),
                    readBudget(fields.value("budget")),
                    readOptionalLoss(fields, PATH, "release_cap"),
                    tables,
                    purposes,
                    LedgerDocument.text(fields, "key_id"),
                    LedgerDocument.instant(fields, "created"),
                    LedgerDocument.text(fields, "created_by")));
    fields.requireNoOthers();
    return account;
  }

  private static AccountTable readTable(Object document, String path) {
    DocumentFields fields = new DocumentFields(document, path);
    AccountTable table =
        fields.checked(
            () ->
                new AccountTable(
                    LedgerDocument.text(fields, "place"),
                    fields.has("rows") ? List.of() : LedgerDocument.texts(fields, "unit"),
                    readRows(fields, path),
                    readOptionalLoss(fields, path, "limit")));
    fields.requireNoOthers();
    return table;
  }

  private static OptionalInt readRows(DocumentFields fields, String path) {
    return fields.has("rows")
        ? OptionalInt.of(
            Math.toIntExact(DocumentFields.wholeNumber(fields.value("rows"), path + ".rows")))
        : OptionalInt.empty();
  }

  private static Optional<ApproximateDp> readOptionalLoss(
      DocumentFields fields, String path, String field) {
    return fields.has(field) ? Optional.of(readLoss(fields, path, field)) : Optional.empty();
  }

  private static ApproximateDp readLoss(DocumentFields fields, String path, String field) {
    DocumentFields loss = new DocumentFields(fields.value(field), path + "." + field);
    ApproximateDp read = loss.checked(() -> LedgerDocument.loss(loss));
    loss.requireNoOthers();
    return read;
  }

  /** Reads the state of a budget. */
  static AccountBudget readBudget(Object document) {
    DocumentFields fields = new DocumentFields(document, "budget");
    AccountBudget budget =
        switch (fields.oneOf("type", List.of("TotalBudget", "RenewedBudget", "PlannedBudget"))) {
          case "TotalBudget" -> new TotalBudget(FilterDocument.readFilter(fields.value("filter")));
          case "RenewedBudget" -> readRenewed(fields);
          default -> new PlannedBudget(FilterDocument.readSealedSchedule(fields.value("schedule")));
        };
    fields.requireNoOthers();
    return budget;
  }

  private static RenewedBudget readRenewed(DocumentFields fields) {
    RenewingFilter filter = FilterDocument.readRenewing(fields.value("filter"));
    Renewal.Period period = Renewal.Period.valueOf(fields.oneOf("period", List.of("DAY", "MONTH")));
    return new RenewedBudget(
        filter,
        new Renewal(period, filter.windowPeriods(), zone(LedgerDocument.text(fields, "zone"))));
  }

  private static ZoneId zone(String id) {
    try {
      return ZoneId.of(id);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "budget.zone must be a time zone such as UTC or Europe/Berlin. Provided value: "
              + LedgerText.shortened(id),
          unknown);
    }
  }
}
