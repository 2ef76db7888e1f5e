package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.loss.ApproximateDp;

/** Makes an account from a document that the schema accepts, and gathers what is wrong with it. */
final class AccountBuilder {

  private static final int LONGEST_TEXT = 1_000;
  private static final int MOST_DIGITS = 64;

  /** With a scheme, or from the root on. */
  private static final String ABSOLUTE = "(?:[A-Za-z][A-Za-z0-9+.-]*:|/).*";

  private static final String HDFS = "(?i)hdfs:.*";
  private static final String HDFS_WITH_NAME_NODE = "(?i)hdfs://[^/]+/.*";

  private final JsonNode document;
  private final Faults faults = new Faults();

  private AccountBuilder(JsonNode document) {
    this.document = document;
  }

  static AccountSpec build(JsonNode document) {
    return new AccountBuilder(document).build();
  }

  private AccountSpec build() {
    requireDigits("", document);
    faults.throwIfAny(); // arithmetic on wildly different exponents would fill the memory

    String id = document.get("account").textValue();
    faults.require(
        Names.isId(id), "account", "is not an id", id, Names.ID_LEGAL, "rename the account");
    String unit = document.get("privacy_unit").textValue();
    faults.require(
        !unit.isBlank() && unit.length() <= LONGEST_TEXT,
        "privacy_unit",
        unit.isBlank() ? "is blank" : "is too long",
        unit,
        "1 to " + LONGEST_TEXT + " characters",
        "say whose presence is hidden, such as \"customer of shop X\"");

    Optional<AccountBudget> budget =
        document.has("schedule")
            ? ScheduleBuilder.build(document, faults)
            : BudgetBuilder.build(document, faults);
    Optional<ApproximateDp> cap = loss("release_cap", document.path("release_cap"));
    List<AccountTable> tables = tables(budget);
    SortedMap<String, ApproximateDp> purposes = new TreeMap<>();
    for (Map.Entry<String, JsonNode> purpose : document.path("purposes").properties()) {
      ApproximateDp limit = lossOf(purpose.getValue());
      requirePart(SpecPath.key("purposes", purpose.getKey()), budget, limit);
      purposes.put(purpose.getKey(), limit);
    }
    if (budget.isPresent() && cap.isPresent()) {
      requireWithin("release_cap", cap.get(), budget.get());
    }
    faults.throwIfAny();
    return new AccountSpec(id, unit, budget.orElseThrow(), cap, tables, purposes);
  }

  private List<AccountTable> tables(Optional<AccountBudget> budget) {
    List<AccountTable> tables = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (JsonNode table : document.path("tables")) {
      String path = SpecPath.index("tables", tables.size());
      String place = table.get("place").textValue();
      requirePlace(path + ".place", place);
      faults.require(
          places.add(place),
          path + ".place",
          "stands in the list twice",
          place,
          "each table once",
          "remove one of the two");
      List<String> unit = new ArrayList<>();
      for (JsonNode column : table.path("unit")) {
        String name = column.textValue();
        faults.require(
            !name.isBlank() && name.length() <= LONGEST_TEXT,
            SpecPath.index(path + ".unit", unit.size()),
            "is no name of a column",
            name,
            "1 to " + LONGEST_TEXT + " characters",
            "name a column that says whose a row is");
        unit.add(name.isBlank() ? "unnamed" : name);
      }
      Optional<ApproximateDp> limit = loss(path + ".limit", table.path("limit"));
      limit.ifPresent(given -> requirePart(path + ".limit", budget, given));
      if (place.length() <= LONGEST_TEXT && !place.isBlank()) {
        tables.add(
            table.has("rows")
                ? AccountTable.ofRows(place, table.get("rows").intValue(), limit)
                : new AccountTable(place, unit, limit));
      }
    }
    faults.require(
        tables.stream().map(AccountTable::rows).distinct().count() <= 1,
        "tables",
        "have units of several kinds, and a loss is one of one kind",
        null,
        "unit in each, or the same number of rows in each",
        "create an account for each kind");
    return tables;
  }

  /** A place that no source can lie at would register nothing, and silently. */
  private void requirePlace(String path, String place) {
    boolean isPath = place.contains("/");
    faults.require(
        place.length() <= LONGEST_TEXT
            && (isPath ? place.matches(ABSOLUTE) : place.matches("[^.\\s]+(?:\\.[^.]+)+")),
        path,
        isPath ? "is no absolute path" : "is no full name of a table",
        place,
        "a folder as a URI or an absolute path, such as hdfs://cluster/shop/orders, or a table with"
            + " its catalog and database, such as spark_catalog.shop.orders",
        isPath ? "write the path from its file system on" : "write the name with its catalog");
    faults.require(
        !place.matches(HDFS) || place.matches(HDFS_WITH_NAME_NODE),
        path,
        "names no NameNode, so that it is the same as no table that is read",
        place,
        "hdfs://<NameNode>/<path>",
        "write the NameNode, or the name of the nameservice, as fs.defaultFS has it");
  }

  private void requirePart(String path, Optional<AccountBudget> budget, ApproximateDp limit) {
    if (budget.isEmpty()) {
      return;
    }
    if (!requireWithin(path, limit, budget.get())) {
      return;
    }
    try {
      budget.get().part(limit);
    } catch (IllegalArgumentException refused) {
      faults.add(
          path,
          "is no limit for this budget: " + refused.getMessage(),
          limit.toString(),
          "",
          document.has("schedule")
              ? "remove it"
              : "give it a delta above 0, about in the total's proportion, or choose filter basic");
    }
  }

  private boolean requireWithin(String path, ApproximateDp part, AccountBudget budget) {
    boolean within = part.isWithin(budget.total());
    faults.require(
        within,
        path,
        "is above the total, which it is a part of",
        part,
        "at most " + budget.total(),
        "lower it, or remove it");
    return within;
  }

  private Optional<ApproximateDp> loss(String path, JsonNode node) {
    return node.isObject() ? faults.collect(path, () -> lossOf(node)) : Optional.empty();
  }

  static ApproximateDp lossOf(JsonNode node) {
    JsonNode delta = node.path("delta");
    return new ApproximateDp(
        node.get("epsilon").decimalValue(),
        delta.isNumber() ? delta.decimalValue() : BigDecimal.ZERO);
  }

  /** The ledger adds exactly, so it takes decimals of a bounded length only. */
  private void requireDigits(String path, JsonNode node) {
    if (node.isObject()) {
      node.properties()
          .forEach(field -> requireDigits(SpecPath.key(path, field.getKey()), field.getValue()));
    } else if (node.isArray()) {
      for (int index = 0; index < node.size(); index++) {
        requireDigits(SpecPath.index(path, index), node.get(index));
      }
    } else if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      faults.require(
          (long) number.precision() - number.scale() <= MOST_DIGITS
              && number.scale() <= MOST_DIGITS,
          path,
          "has more digits than a ledger adds up",
          number,
          "at most " + MOST_DIGITS + " digits before and after the decimal point",
          "round it");
    }
  }
}
