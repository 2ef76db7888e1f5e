package org.tacet.engine.spec;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.PrivacySchedule;
import org.tacet.accountant.ledger.AccountBudget;
import org.tacet.accountant.ledger.PlannedBudget;

/** Makes the budget of an account whose events are all fixed at creation (P16). */
final class ScheduleBuilder {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What belongs to a filter. */
  private static final List<String> OF_FILTERS =
      List.of("filter", "failure_delta", "order", "renewal", "lifetime_cap", "unbounded_lifetime");

  private ScheduleBuilder() {}

  static Optional<AccountBudget> build(JsonNode document, Faults faults) {
    OF_FILTERS.forEach(
        field ->
            faults.require(
                !document.has(field),
                field,
                "belongs to a total and not to a schedule",
                document.path(field),
                "no such field beside schedule",
                "remove it, or give a total instead of the schedule"));
    JsonNode schedule = document.get("schedule");
    List<PrivacyEvent> events = new ArrayList<>();
    boolean complete = true;
    for (JsonNode event : schedule.get("events")) {
      String path = SpecPath.index("schedule.events", events.size());
      try {
        events.add(
            EventDocument.read(
                JSON.convertValue(event, new TypeReference<Map<String, Object>>() {})));
      } catch (IllegalArgumentException wrong) {
        faults.add(
            path,
            "is no event: " + wrong.getMessage(),
            "",
            "",
            "see docs/accounting.md for its fields");
        complete = false;
        break;
      }
    }
    if (!complete) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PlannedBudget(
              PrivacySchedule.of(
                  events,
                  NeighborRelation.ADD_OR_REMOVE_ONE,
                  schedule.get("delta").doubleValue())));
    } catch (IllegalArgumentException refused) {
      faults.add(
          "schedule",
          "can't be accounted: " + refused.getMessage(),
          "",
          "events of which privacy loss distributions know something, at a delta they can keep",
          "choose other events, or a larger delta");
      return Optional.empty();
    }
  }
}
