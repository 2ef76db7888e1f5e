package org.tacet.engine.audit;

/**
 * A lower bound of epsilon that an event shows: ln((p - delta) / q) for p a lower bound of its
 * probability on one side and q an upper bound on the other.
 *
 * @param event in words
 * @param likelierSide {@code with} or {@code without} the unit
 * @param seenLikelier of the draws of that side, in how many it was seen
 * @param seenOther of those of the other side
 * @param draws of each side
 * @param epsilon at least 0
 */
public record EpsilonBound(
    String event,
    String likelierSide,
    long seenLikelier,
    long seenOther,
    int draws,
    double epsilon) {

  /**
   * @param failure with which chance the bound may be above the truth
   */
  static EpsilonBound of(Event event, Draws with, Draws without, double delta, double failure) {
    long ofWith = event.seen(with);
    long ofWithout = event.seen(without);
    long likelier = event.withIsLikelier() ? ofWith : ofWithout;
    long other = event.withIsLikelier() ? ofWithout : ofWith;
    double lower = ClopperPearson.lower(likelier, with.size(), failure / 2) - delta;
    double upper = ClopperPearson.upper(other, without.size(), failure / 2);
    return new EpsilonBound(
        event.text(),
        event.withIsLikelier() ? "with" : "without",
        likelier,
        other,
        with.size(),
        lower <= 0 ? 0 : Math.max(0, Math.log(lower / upper)));
  }
}
