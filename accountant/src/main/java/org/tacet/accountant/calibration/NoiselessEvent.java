package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/** What is left of an event when the noise that is searched for is none at all. */
final class NoiselessEvent {

  private NoiselessEvent() {}

  /**
   * The event with {@link NonPrivate} for each part that depends on the noise, which costs at least
   * what the event does at any noise.
   *
   * @param one the event at one noise
   * @param other the event at another
   */
  static PrivacyEvent of(PrivacyEvent one, PrivacyEvent other) {
    if (one.equals(other)) {
      return one;
    }
    if (one instanceof SelfComposed first
        && other instanceof SelfComposed second
        && first.count() == second.count()) {
      return new SelfComposed(of(first.event(), second.event()), first.count());
    }
    if (one instanceof PoissonSampled first
        && other instanceof PoissonSampled second
        && first.samplingProbability() == second.samplingProbability()) {
      return new PoissonSampled(first.samplingProbability(), of(first.event(), second.event()));
    }
    if (one instanceof Composed first
        && other instanceof Composed second
        && first.events().size() == second.events().size()) {
      List<PrivacyEvent> parts = new ArrayList<>();
      for (int index = 0; index < first.events().size(); index++) {
        parts.add(of(first.events().get(index), second.events().get(index)));
      }
      return new Composed(parts);
    }
    return new NonPrivate();
  }
}
