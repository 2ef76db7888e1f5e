package org.tacet.accountant.calibration;

import java.util.function.DoubleFunction;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * The smallest noise for a target (epsilon, delta): any mechanism, any composition, any accountant.
 *
 * <p>What is returned was itself asked about and found within the target, so that the search can
 * err on the side of too much noise only. It takes for granted that more noise costs no more; by
 * how much the accountant's answers break that, from grid to grid, the noise may be too large. A
 * search takes some eight questions: cost over noise is close to a power law, so that the secant of
 * the logarithms meets it quickly, and a bisection comes in where that fails.
 */
public final class NoiseMultiplierSearch {

  /** How far above the smallest noise, or below the target, the result may be. */
  private static final double TOLERANCE = 1e-7;

  static final double LARGEST_NOISE = 1e12;
  static final double SMALLEST_NOISE = 1e-6;

  private final DoubleFunction<PrivacyEvent> events;
  private final PrivacyTarget target;
  private Point low;
  private Point high;

  /** A noise and the logarithm of what share of the target it uses: at most 0 is within. */
  private record Point(double noise, double excess) {

    boolean within() {
      return excess <= 0;
    }

    boolean finite() {
      return Math.abs(excess) < Double.POSITIVE_INFINITY;
    }
  }

  private NoiseMultiplierSearch(DoubleFunction<PrivacyEvent> events, PrivacyTarget target) {
    this.events = events;
    this.target = target;
  }

  /**
   * The smallest noise within the target, at most 1e-7 of itself too large where the accountant's
   * answers are smooth.
   *
   * @param events the event at a noise, which costs no more where the noise is larger; asked about
   *     finite numbers above 0
   * @throws IllegalArgumentException if no noise up to 1e12 is enough, or one of 1e-6 is too much
   * @throws org.tacet.accountant.accounting.UnsupportedEventException if the accountant has no
   *     proof for the events
   */
  public static double smallest(DoubleFunction<PrivacyEvent> events, PrivacyTarget target) {
    NoiseMultiplierSearch search = new NoiseMultiplierSearch(events, target);
    search.bracket(1);
    search.refine();
    return search.high.noise;
  }

  private Point ask(double noise) {
    return new Point(noise, Math.log(target.used(events.apply(noise))));
  }

  private void bracket(double start) {
    Point point = ask(start);
    if (point.within() && !point.finite()) {
      requireNoiseMatters(start);
    }
    // Down in small steps: where there is little noise, answers are slow and epsilons huge.
    double step = point.within() ? 2 : 1.5;
    while (low == null || high == null) {
      if (point.within()) {
        high = point;
        step = low == null && !point.finite() ? step * 2 : step;
        requireNeeded(low == null);
      } else {
        low = point;
        requireReachable(high == null);
      }
      if (low == null) {
        point = ask(Math.max(SMALLEST_NOISE, point.noise / step));
      } else if (high == null) {
        double guess = 1.05 * Math.exp(Math.min(point.excess, Math.log(64)));
        point = ask(Math.min(LARGEST_NOISE, point.noise * Math.max(step, guess)));
        step *= 2;
      }
    }
  }

  /**
   * Where nothing is spent at all, it may be that no noise is needed: a sample that is so small.
   */
  private void requireNoiseMatters(double noise) {
    PrivacyEvent noiseless = NoiselessEvent.of(events.apply(noise), events.apply(2 * noise));
    boolean needed;
    try {
      needed = target.used(noiseless) > 1;
    } catch (UnsupportedEventException unknown) {
      return;
    }
    if (!needed) {
      throw new IllegalArgumentException(
          "the target must need noise: without any the event stays within epsilon %s, delta %s. Lower the target."
              .formatted(target.epsilon(), target.delta()));
    }
  }

  private void requireNeeded(boolean stillDown) {
    if (stillDown && high.noise <= SMALLEST_NOISE) {
      throw new IllegalArgumentException(
          "the target must need noise: already noise of %s stays within epsilon %s, delta %s. Lower the target."
              .formatted(SMALLEST_NOISE, target.epsilon(), target.delta()));
    }
  }

  private void requireReachable(boolean stillUp) {
    if (stillUp && low.noise >= LARGEST_NOISE) {
      throw new IllegalArgumentException(
          "no noise reaches epsilon %s, delta %s: noise of %s still costs %s. Raise %s, or lower what the other events cost."
              .formatted(
                  target.epsilon(),
                  target.delta(),
                  LARGEST_NOISE,
                  target.costOf(events.apply(LARGEST_NOISE)),
                  target.delta() == 0 ? "delta above 0" : "epsilon or delta"));
    }
  }

  private void refine() {
    double width = Math.log(high.noise / low.noise);
    for (int round = 1; width > TOLERANCE && high.excess < -TOLERANCE; round++) {
      double share = round % 3 == 0 || !low.finite() || !high.finite() ? 0.5 : secant();
      double noise = low.noise * Math.exp(width * share);
      if (!(noise > low.noise && noise < high.noise)) {
        return;
      }
      Point point = ask(noise);
      if (point.within()) {
        high = point;
      } else {
        low = point;
      }
      width = Math.log(high.noise / low.noise);
    }
  }

  /** Where between low and high the secant is a little below the target. */
  private double secant() {
    double share = (low.excess + TOLERANCE / 2) / (low.excess - high.excess);
    return Math.max(0.01, Math.min(0.99, share));
  }
}
