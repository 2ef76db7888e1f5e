package org.tacet.jobs.account;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.composition.Accountants;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * A question to an accountant.
 *
 * @param accountant which theory answers
 * @param relation which data sets are neighbours
 * @param eventDocument the event, of which a field may be null if it is asked for
 * @param quantity what is asked for
 * @param target the fields that go with it
 */
record Query(
    Accountant accountant,
    NeighborRelation relation,
    Object eventDocument,
    Quantity quantity,
    Fields target) {

  static final List<String> FIELDS =
      List.of("id", "accountant", "neighboring_relation", "event", "target");

  static final String DEFAULT_ACCOUNTANT = "best";

  static final NeighborRelation DEFAULT_RELATION = NeighborRelation.ADD_OR_REMOVE_ONE;

  private static final String QUANTITY = "quantity";

  /**
   * Reads a query.
   *
   * @param grid the interval of privacy losses, for accountants that have a grid
   * @throws IllegalArgumentException that names the field, the value and what is legal
   */
  static Query read(Object document, OptionalDouble grid) {
    Fields fields = Fields.of(document, "", "a query");
    fields.requireOnly(FIELDS, "a query");
    String accountant = fields.text("accountant", DEFAULT_ACCOUNTANT, Accountants.names());
    String relation = fields.text("neighboring_relation", DEFAULT_RELATION.name(), relations());
    Object event = fields.required("event", "say what was done to the data");
    Fields target =
        Fields.of(
            fields.required(
                "target",
                "say what is asked, such as {\"quantity\": \"epsilon\", \"delta\": 1e-5}"),
            "target",
            "target");
    Quantity quantity = quantity(target);
    return new Query(
        Accountants.named(accountant, grid),
        NeighborRelation.valueOf(relation),
        event,
        quantity,
        target);
  }

  private static Quantity quantity(Fields target) {
    target.required(QUANTITY, "legal: " + String.join(", ", Quantity.words()));
    String word = target.text(QUANTITY, null, Quantity.words());
    Quantity quantity = Quantity.valueOf(word.toUpperCase(Locale.ROOT));
    List<String> known = new ArrayList<>(List.of(QUANTITY));
    known.addAll(quantity.fields());
    target.requireOnly(known, "a target of quantity " + word);
    return quantity;
  }

  static List<String> relations() {
    return Arrays.stream(NeighborRelation.values()).map(Enum::name).toList();
  }

  /** The event, nothing of which is open. */
  PrivacyEvent event() {
    return EventDocument.read(eventDocument);
  }

  /** The answer: see {@link Quantity#value}. */
  Number answer() {
    return quantity.value(this, target);
  }
}
