package org.tacet.jobs.account;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.composition.Accountants;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/** The picture of one event's epsilon, by one accountant or several. */
public final class EpsilonPlot {

  private final List<Accountant> accountants;
  private final NeighborRelation relation;
  private final PrivacyEvent event;

  /**
   * A plot of an event.
   *
   * @param event as JSON
   * @param accountants by name; none for the default
   * @param relation by name
   * @param grid as for queries
   * @throws IllegalArgumentException that says what of the event, the names or the grid is wrong
   */
  public EpsilonPlot(String event, List<String> accountants, String relation, OptionalDouble grid) {
    this.event =
        EventDocument.read(QueryText.read(new ArraySlices.Slice(event, 1, 1, null)).document());
    this.accountants =
        (accountants.isEmpty() ? List.of(Query.DEFAULT_ACCOUNTANT) : accountants)
            .stream().map(name -> Accountants.named(name, grid)).toList();
    if (!Query.relations().contains(relation)) {
      throw new IllegalArgumentException(
          "neighboring_relation must be one of %s. Provided value: %s."
              .formatted(String.join(", ", Query.relations()), relation));
    }
    this.relation = NeighborRelation.valueOf(relation);
  }

  /** Whether the event is a repetition, so that steps can be counted without being told. */
  public boolean isRepetition() {
    return event instanceof SelfComposed;
  }

  /**
   * Epsilon at one delta over the number of steps.
   *
   * @param steps how far; empty for the count of an event that is a repetition, and its step is
   *     what one of that is
   * @return SVG
   */
  public String overSteps(double delta, OptionalLong steps) {
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta must be at least 0 and below 1. Provided value: " + delta + ".");
    }
    PrivacyEvent step = event instanceof SelfComposed repeated ? repeated.event() : event;
    long count =
        steps.orElseGet(() -> event instanceof SelfComposed repeated ? repeated.count() : 100);
    if (count < 2) {
      throw new IllegalArgumentException(
          "steps must be at least 2 for a picture. Provided value: " + count + ".");
    }
    return picture(
        "Epsilon over steps, at delta " + delta,
        "steps",
        false,
        accountant -> EpsilonCurve.overSteps(accountant, step, count, relation, delta));
  }

  /** Epsilon over delta, as SVG. */
  public String overDelta() {
    return picture(
        "Epsilon over delta",
        "delta",
        true,
        accountant -> EpsilonCurve.overDelta(accountant, event, relation));
  }

  private String picture(
      String title, String across, boolean powersOfTen, Function<Accountant, EpsilonCurve> curve) {
    List<EpsilonCurve> curves = accountants.stream().map(curve).toList();
    if (curves.stream().allMatch(one -> one.points().isEmpty())) {
      throw new IllegalArgumentException(
          "epsilon is infinite everywhere, so that there is nothing to show. Give a larger delta.");
    }
    return CurvePicture.svg(title, across, powersOfTen, curves);
  }
}
