package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.PrivacyFilter;
import org.tacet.accountant.filter.Renewal;
import org.tacet.accountant.filter.RenewingFilter;
import org.tacet.accountant.filter.RenyiFilter;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.accountant.loss.ApproximateDp;

/** Makes the budget of an account that has a total: its filter, and when it renews. */
final class BudgetBuilder {

  private static final NeighborRelation RELATION = NeighborRelation.ADD_OR_REMOVE_ONE;
  private static final BigDecimal HALF = new BigDecimal("0.5");

  private final JsonNode document;
  private final Faults faults;
  private final ApproximateDp total;

  private BudgetBuilder(JsonNode document, Faults faults) {
    this.document = document;
    this.faults = faults;
    this.total = AccountBuilder.lossOf(document.get("total"));
  }

  /** The budget with nothing charged; none when there were faults, which are gathered. */
  static Optional<AccountBudget> build(JsonNode document, Faults faults) {
    return new BudgetBuilder(document, faults).build();
  }

  private Optional<AccountBudget> build() {
    checkLifetime();
    Optional<PrivacyFilter> filter = filter();
    Optional<Renewal> renewal = document.has("renewal") ? renewal() : Optional.empty();
    if (filter.isEmpty() || !document.has("renewal")) {
      return filter.map(TotalBudget::new);
    }
    if (renewal.isEmpty()) {
      return Optional.empty();
    }
    return renewing(filter.get(), renewal.get().windowPeriods())
        .map(renewing -> new RenewedBudget(renewing, renewal.get()));
  }

  private Optional<PrivacyFilter> filter() {
    boolean pure = total.delta().signum() == 0;
    String kind = document.path("filter").asText(pure ? "basic" : "zcdp");
    boolean basic = kind.equals("basic");
    if (!basic && pure) {
      faults.add(
          "total.delta",
          "is 0, and the filter " + kind + " needs one",
          Given.of(total.delta()),
          "above 0 and below 1",
          "add one, such as 1e-6, or choose filter basic");
    }
    requireOnlyOf("failure_delta", !basic, "zcdp and rdp");
    requireOnlyOf("order", kind.equals("rdp"), "rdp");
    BigDecimal failure = failureDelta();
    boolean isPart = basic || pure || failure.compareTo(total.delta()) < 0;
    if (document.has("failure_delta") && !isPart) {
      faults.add(
          "failure_delta",
          "leaves nothing of the total's delta",
          Given.of(failure),
          "0 to below " + total.delta(),
          "lower it, or remove it for half of the total's delta");
    }
    if ((!basic && pure) || !isPart) {
      return Optional.empty();
    }
    String field = kind.equals("rdp") && document.has("order") ? "order" : "total";
    try {
      return Optional.of(filterOf(kind, failure));
    } catch (IllegalArgumentException refused) {
      faults.add(
          field,
          "makes no filter: " + refused.getMessage(),
          Given.of(document.get(field)),
          "",
          "correct it");
      return Optional.empty();
    }
  }

  private PrivacyFilter filterOf(String kind, BigDecimal failure) {
    return switch (kind) {
      case "basic" -> BasicFilter.within(total, RELATION);
      case "zcdp" -> ZcdpFilter.within(total, failure, RELATION);
      default -> RenyiFilter.within(total, failure, RELATION, order(failure));
    };
  }

  private double order(BigDecimal failure) {
    return document.has("order")
        ? document.get("order").doubleValue()
        : RenyiFilter.orderForGaussianNoise(total, failure);
  }

  private BigDecimal failureDelta() {
    return document.has("failure_delta")
        ? document.get("failure_delta").decimalValue()
        : total.delta().multiply(HALF);
  }

  private void requireOnlyOf(String field, boolean belongs, String filters) {
    faults.require(
        belongs || !document.has(field),
        field,
        "belongs to other filters",
        document.path(field),
        "a field of " + filters,
        "remove it, or choose such a filter");
  }

  /** Renewal is a rate and no guarantee; what becomes of the lifetime has to be said (P17). */
  private void checkLifetime() {
    boolean capped = document.has("lifetime_cap");
    boolean unbounded = document.has("unbounded_lifetime");
    if (document.has("renewal")) {
      faults.require(
          capped != unbounded,
          "renewal",
          capped
              ? "has both a lifetime_cap and unbounded_lifetime beside it"
              : "lacks what bounds the lifetime",
          capped ? "both" : "none of them",
          "exactly one of lifetime_cap, unbounded_lifetime: true",
          capped ? "keep one" : "add one: each window's loss adds to those before");
    } else {
      faults.require(
          !capped && !unbounded,
          capped ? "lifetime_cap" : "unbounded_lifetime",
          "has no renewal beside it: the total already holds for all time",
          document.path(capped ? "lifetime_cap" : "unbounded_lifetime"),
          "a renewal, or no such field",
          "add renewal, or remove it");
    }
  }

  private Optional<Renewal> renewal() {
    JsonNode node = document.get("renewal");
    String zone = node.path("zone").asText("UTC");
    if (!Names.isTimeZone(zone)) {
      faults.add(
          "renewal.zone",
          "is not a time zone",
          Given.of(zone),
          "a zone of the tz database, such as Europe/Berlin, or an offset",
          "correct it");
      return Optional.empty();
    }
    Renewal.Period period =
        node.has("every")
            ? Renewal.Period.valueOf(node.get("every").textValue().toUpperCase(Locale.ROOT))
            : Renewal.Period.DAY;
    return Optional.of(new Renewal(period, node.path("rolling_days").asInt(1), ZoneId.of(zone)));
  }

  private Optional<RenewingFilter> renewing(PrivacyFilter fresh, int windowPeriods) {
    if (!document.has("lifetime_cap")) {
      return Optional.of(RenewingFilter.unboundedLifetime(fresh, windowPeriods));
    }
    ApproximateDp cap = AccountBuilder.lossOf(document.get("lifetime_cap"));
    boolean above = total.isWithin(cap);
    faults.require(
        above,
        "lifetime_cap",
        "is below the total of one window",
        cap,
        "at least " + total,
        "raise it, or lower the total");
    if (!above) {
      return Optional.empty();
    }
    PrivacyFilter lifetime = new TotalBudget(fresh).part(cap).filter();
    return Optional.of(RenewingFilter.capped(fresh, windowPeriods, lifetime));
  }
}
