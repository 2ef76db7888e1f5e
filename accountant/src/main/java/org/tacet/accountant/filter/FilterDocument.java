package org.tacet.accountant.filter;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.document.DocumentFields;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * States of filters and schedules as documents, the trees of maps, lists, texts and numbers that
 * JSON libraries read and write. Exact decimals are texts. What is written is read back as an equal
 * state; what does not fit together is refused, not repaired.
 */
public final class FilterDocument {

  private FilterDocument() {}

  /** Writes the state of a filter. */
  public static Map<String, Object> of(PrivacyFilter filter) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", filter.getClass().getSimpleName());
    document.put("neighboring_relation", filter.relation().name());
    document.put("epsilon", filter.total().epsilon().toString());
    document.put("delta", filter.total().delta().toString());
    if (filter instanceof ZcdpFilter zcdp) {
      document.put("failure_delta", zcdp.failureDelta().toString());
      document.put("rho_total", zcdp.rhoTotal().toString());
    }
    if (filter instanceof RenyiFilter renyi) {
      document.put("failure_delta", renyi.failureDelta().toString());
      document.put("order", renyi.order());
    }
    document.putAll(of(filter.measure(), filter.charged()));
    return document;
  }

  /** Writes the state of a renewing filter. */
  public static Map<String, Object> of(RenewingFilter filter) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "RenewingFilter");
    document.put("fresh", of(filter.fresh()));
    document.put("window_periods", (long) filter.windowPeriods());
    Map<String, Object> periods = new LinkedHashMap<>();
    String measure = filter.fresh().measure();
    filter
        .charges()
        .forEach((period, charge) -> periods.put(Long.toString(period), of(measure, charge)));
    document.put("periods", periods);
    if (filter.lifetimeCap().isPresent()) {
      document.put("lifetime_cap", of(filter.lifetimeCap().get()));
    } else {
      document.put("unbounded_lifetime", true);
    }
    return document;
  }

  private static Map<String, Object> of(String measure, Charge charge) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("charged_" + measure, charge.loss().toString());
    document.put("charged_delta", charge.delta().toString());
    return document;
  }

  /** Writes the state of a schedule. */
  public static Map<String, Object> of(PrivacySchedule schedule) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "PrivacySchedule");
    document.put("neighboring_relation", schedule.relation().name());
    document.put("epsilon", schedule.epsilon());
    document.put("delta", schedule.delta());
    document.put("position", schedule.position());
    document.put("events", schedule.events().stream().map(EventDocument::of).toList());
    return document;
  }

  /**
   * Reads the state of a filter.
   *
   * @throws IllegalArgumentException that names the path of the field, the value and what is legal
   */
  public static PrivacyFilter readFilter(Object document) {
    return readFilter(document, "filter");
  }

  private static PrivacyFilter readFilter(Object document, String path) {
    DocumentFields fields = new DocumentFields(document, path);
    PrivacyFilter filter =
        switch (fields.oneOf("type", List.of("BasicFilter", "ZcdpFilter", "RenyiFilter"))) {
          case "BasicFilter" ->
              fields.checked(
                  () ->
                      new BasicFilter(total(fields), fields.relation(), charge(fields, "epsilon")));
          case "ZcdpFilter" ->
              fields.checked(
                  () ->
                      new ZcdpFilter(
                          total(fields),
                          fields.decimal("failure_delta"),
                          fields.relation(),
                          fields.decimal("rho_total"),
                          charge(fields, "rho")));
          default ->
              fields.checked(
                  () ->
                      new RenyiFilter(
                          total(fields),
                          fields.decimal("failure_delta"),
                          fields.relation(),
                          fields.decimal("order").doubleValue(),
                          charge(fields, "renyi_divergence")));
        };
    fields.requireNoOthers();
    return filter;
  }

  /** Reads the state of a renewing filter, as {@link #readFilter(Object)}. */
  public static RenewingFilter readRenewing(Object document) {
    DocumentFields fields = new DocumentFields(document, "filter");
    fields.oneOf("type", List.of("RenewingFilter"));
    PrivacyFilter fresh = readFilter(fields.value("fresh"), "filter.fresh");
    SortedMap<Long, Charge> periods = new TreeMap<>();
    DocumentFields states = new DocumentFields(fields.value("periods"), "filter.periods");
    for (String name : states.names()) {
      DocumentFields state = new DocumentFields(states.value(name), "filter.periods." + name);
      periods.put(period(name), charge(state, fresh.measure()));
      state.requireNoOthers();
    }
    states.requireNoOthers();
    long window =
        DocumentFields.wholeNumber(fields.value("window_periods"), "filter.window_periods");
    boolean unbounded = fields.has("unbounded_lifetime");
    if (unbounded == fields.has("lifetime_cap")
        || (unbounded && !Boolean.TRUE.equals(fields.value("unbounded_lifetime")))) {
      throw new IllegalArgumentException(
          "filter must have either a lifetime_cap or unbounded_lifetime: true. Provided value: %s."
              .formatted(fields.names()));
    }
    Optional<PrivacyFilter> cap =
        unbounded
            ? Optional.empty()
            : Optional.of(readFilter(fields.value("lifetime_cap"), "filter.lifetime_cap"));
    fields.requireNoOthers();
    return fields.checked(() -> RenewingFilter.of(fresh, Math.toIntExact(window), periods, cap));
  }

  /**
   * Reads the state of a schedule, as {@link #readFilter(Object)}. The events are accounted anew,
   * so that no document can say that they cost less than they do; a larger epsilon is taken as it
   * is.
   */
  public static PrivacySchedule readSchedule(Object document) {
    PrivacySchedule schedule = readSealedSchedule(document);
    double cost = PrivacySchedule.cost(schedule.events(), schedule.relation(), schedule.delta());
    if (schedule.epsilon() < cost) {
      throw new IllegalArgumentException(
          "schedule.epsilon must be at least what the events cost at delta %s, %s. Provided value: %s. Create the schedule anew."
              .formatted(schedule.delta(), cost, schedule.epsilon()));
    }
    return schedule;
  }

  /**
   * Reads the state of a schedule out of a document whose seal was checked, and takes its word for
   * what the events cost.
   */
  public static PrivacySchedule readSealedSchedule(Object document) {
    DocumentFields fields = new DocumentFields(document, "schedule");
    fields.oneOf("type", List.of("PrivacySchedule"));
    List<PrivacyEvent> events = fields.list("events").stream().map(EventDocument::read).toList();
    PrivacySchedule schedule =
        fields.checked(
            () ->
                new PrivacySchedule(
                    events,
                    fields.relation(),
                    fields.decimal("delta").doubleValue(),
                    fields.decimal("epsilon").doubleValue(),
                    Math.toIntExact(
                        DocumentFields.wholeNumber(
                            fields.value("position"), "schedule.position"))));
    fields.requireNoOthers();
    return schedule;
  }

  /** Each period has one name: of two, "1" and "01", the charges of one would be lost. */
  private static long period(String name) {
    long period = DocumentFields.wholeNumber(name, "filter.periods");
    if (!Long.toString(period).equals(name)) {
      throw new IllegalArgumentException(
          "filter.periods must have whole numbers as names, without a sign of plus, leading zeros, a point or an exponent. Provided value: "
              + name
              + ".");
    }
    return period;
  }

  private static ApproximateDp total(DocumentFields fields) {
    BigDecimal epsilon = fields.decimal("epsilon");
    return new ApproximateDp(epsilon, fields.decimal("delta"));
  }

  private static Charge charge(DocumentFields fields, String measure) {
    BigDecimal loss = fields.decimal("charged_" + measure);
    BigDecimal delta = fields.decimal("charged_delta");
    Charge.requireNotNegative("charged_" + measure, loss);
    Charge.requireNotNegative("charged_delta", delta);
    return new Charge(loss, delta);
  }
}
