package org.tacet.accountant.calibration;

import java.util.function.LongFunction;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/**
 * The largest number of steps within a target (epsilon, delta). The number returned was itself
 * asked about and found within, and the next one was found to be above: with an accountant whose
 * answers grow with the number it is the largest.
 */
public final class StepSearch {

  /** Numbers from here on are not looked for. */
  static final long MOST_STEPS = 1L << 40;

  private final LongFunction<PrivacyEvent> events;
  private final PrivacyTarget target;

  private StepSearch(LongFunction<PrivacyEvent> events, PrivacyTarget target) {
    this.events = events;
    this.target = target;
  }

  /** How often one event may be repeated: {@link #largest(LongFunction, PrivacyTarget)}. */
  public static long largest(PrivacyEvent step, PrivacyTarget target) {
    return largest(count -> new SelfComposed(step, count), target);
  }

  /**
   * The largest number of steps within the target; 0 if one step is too much.
   *
   * @param events the event of a number of steps, at least 1, which costs no less where there are
   *     more
   * @throws IllegalArgumentException if 2^40 steps are still within
   * @throws org.tacet.accountant.accounting.UnsupportedEventException if the accountant has no
   *     proof for the events
   */
  public static long largest(LongFunction<PrivacyEvent> events, PrivacyTarget target) {
    return new StepSearch(events, target).largest();
  }

  private double excess(long count) {
    return Math.log(target.used(events.apply(count)));
  }

  private long largest() {
    long low = 0;
    double lowExcess = Double.NEGATIVE_INFINITY;
    long high = 1;
    double highExcess = excess(high);
    while (highExcess <= 0) {
      low = high;
      lowExcess = highExcess;
      if (low >= MOST_STEPS) {
        throw new IllegalArgumentException(
            "the target must be reached by less than 2^40 steps; that many stay within epsilon %s, delta %s. Lower the target."
                .formatted(target.epsilon(), target.delta()));
      }
      // Costs grow at least like the square root of the number: about as far as that allows.
      double factor = Math.max(2, Math.min(64, Math.exp(-2 * lowExcess)));
      high = Math.min(MOST_STEPS, (long) (low * factor) + 1);
      highExcess = excess(high);
    }
    for (int round = 1; high - low > 1; round++) {
      double share = -lowExcess / (highExcess - lowExcess);
      boolean usable = round % 3 != 0 && low > 0 && share > 0 && share < 1;
      long middle =
          usable ? (long) (low * Math.pow((double) high / low, share)) : low + (high - low) / 2;
      middle = Math.max(low + 1, Math.min(high - 1, middle));
      double excess = excess(middle);
      if (excess <= 0) {
        low = middle;
        lowExcess = excess;
      } else {
        high = middle;
        highExcess = excess;
      }
    }
    return low;
  }
}
