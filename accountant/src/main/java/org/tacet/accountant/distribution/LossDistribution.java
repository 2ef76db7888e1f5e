package org.tacet.accountant.distribution;

import java.util.Arrays;

/**
 * The law of a privacy loss on the grid of multiples of an interval h, exponentially tilted: entry
 * j stands for the loss l = (first + j) h and the probability mass[j] e^(logScale - tilt l). Tilted
 * so that losses near the epsilon in question carry the mass, what is small next to delta stays
 * accurate: a delta of 1e-20 is computed with as many digits as one of 1e-2.
 *
 * <p>{@code missing} bounds what the entries may lack in sum, in tilted mass, by rounding and by
 * losses cut off above; {@code relativeError} bounds by what factor each may be off. Losses are
 * bounded from above where the distribution is pessimistic, from below where it is optimistic, and
 * the same fields then bound what the entries may have too much.
 */
final class LossDistribution {

  /** Products of so many factors are computed before the exponential is computed anew. */
  private static final int RESTART = 32;

  final double interval;
  final long first;
  final double[] mass;
  final double tilt;
  final double logScale;
  final double infiniteMass;
  final double missing;
  final double relativeError;

  /** The variance that moving masses to the grid has added at most; of untilted ones. */
  final double spread;

  LossDistribution(
      double interval,
      long first,
      double[] mass,
      double tilt,
      double logScale,
      double infiniteMass,
      double missing,
      double relativeError,
      double spread) {
    this.interval = interval;
    this.first = first;
    this.mass = mass;
    this.tilt = tilt;
    this.logScale = logScale;
    this.infiniteMass = infiniteMass;
    this.missing = missing;
    this.relativeError = relativeError;
    this.spread = spread;
  }

  static LossDistribution untilted(
      double interval, long first, double[] mass, double infiniteMass, double spread) {
    int start = 0;
    int end = mass.length;
    while (end > start + 1 && mass[end - 1] == 0) {
      end--;
    }
    while (start < end - 1 && mass[start] == 0) {
      start++;
    }
    double[] kept = Arrays.copyOfRange(mass, start, end);
    return new LossDistribution(interval, first + start, kept, 0, 0, infiniteMass, 0, 0, spread);
  }

  double loss(int entry) {
    return (first + entry) * interval;
  }

  double largestLoss() {
    return loss(mass.length - 1);
  }

  /** So few that products started below the range of doubles stay negligible. */
  private int restart(double s) {
    return (int) Math.max(1, Math.min(RESTART, 20 / Math.abs(s * interval)));
  }

  /** log of the sum of mass[j] e^(s l): the cumulant function of an untilted distribution. */
  double logMoment(double s) {
    double reference = s >= 0 ? largestLoss() : loss(0);
    double sum = 0;
    double factor = 0;
    double step = Math.exp(s * interval);
    int restart = restart(s);
    for (int entry = 0; entry < mass.length; entry++) {
      factor = entry % restart == 0 ? Math.exp(s * (loss(entry) - reference)) : factor * step;
      sum += mass[entry] * factor;
    }
    return s * reference + Math.log(sum);
  }

  /**
   * Tilts an untilted distribution, to a total tilted mass of 1 up to rounding.
   *
   * @param by the tilt, at least 0
   */
  LossDistribution tilted(double by) {
    if (tilt != 0) {
      throw new IllegalStateException("the distribution is tilted already");
    }
    double logMoment = logMoment(by);
    double[] tilted = new double[mass.length];
    double factor = 0;
    double step = Math.exp(by * interval);
    double largest = 0;
    int restart = restart(by);
    for (int entry = 0; entry < mass.length; entry++) {
      double exponent = by * loss(entry) - logMoment;
      if (entry % restart == 0) {
        factor = Math.exp(exponent);
      } else {
        factor *= step;
      }
      tilted[entry] = mass[entry] * factor;
      if (tilted[entry] > 0) {
        largest = Math.max(largest, Math.abs(by * loss(entry)));
      }
    }
    // An exponent is off by a few roundings of its terms, a product by one a factor.
    double error = 0x1p-52 * (4 * (largest + Math.abs(logMoment)) + 2 * RESTART);
    return new LossDistribution(
        interval, first, tilted, by, logMoment, infiniteMass, missing, error, spread);
  }

  /** The first entries alone; the others hold nothing but rounding. */
  LossDistribution cut(int entries) {
    return new LossDistribution(
        interval,
        first,
        Arrays.copyOf(mass, entries),
        tilt,
        logScale,
        infiniteMass,
        missing,
        relativeError,
        spread);
  }

  /** Leaves out both ends as far as they hold less than so much tilted mass, and says so. */
  LossDistribution trimmed(double negligible) {
    int start = 0;
    double below = 0;
    while (start < mass.length - 1 && below + mass[start] < negligible) {
      below += mass[start];
      start++;
    }
    int end = mass.length;
    double above = 0;
    while (end > start + 1 && above + mass[end - 1] < negligible) {
      above += mass[end - 1];
      end--;
    }
    return new LossDistribution(
        interval,
        first + start,
        Arrays.copyOfRange(mass, start, end),
        tilt,
        logScale,
        infiniteMass,
        missing + (below + above) * (1 + 0x1p-30),
        relativeError,
        spread);
  }

  double tiltedMass() {
    double sum = 0;
    for (double entry : mass) {
      sum += entry;
    }
    return sum;
  }

  /** What the losses would be were nothing missing, to see how much that matters; no bound. */
  LossDistribution withoutAllowance() {
    return new LossDistribution(
        interval, first, mass, tilt, logScale, infiniteMass, 0, relativeError, spread);
  }

  /** What {@link #missing} may add to delta at epsilon, over e^(logScale - tilt epsilon). */
  private double allowance(double sign) {
    return sign * missing;
  }

  /**
   * delta(epsilon) = sum over l above epsilon of P(l) (1 - e^(epsilon - l)), plus the mass at
   * infinity. In tilted terms an entry's weight is e^(-tilt x) (1 - e^-x), x = l - epsilon, at most
   * 1.
   *
   * @param sign 1 for a bound from above, -1 for one from below
   */
  double delta(double epsilon, double sign) {
    int entry = mass.length - 1;
    double tail = 0; // sum of mass e^(-tilt x) of entries above, x from the current entry
    double excess = 0; // the same with the factor 1 - e^-x
    double decay = Math.exp(-tilt * interval);
    double drop = Math.exp(-interval);
    double rise = -Math.expm1(-interval);
    while (entry >= 0 && loss(entry) > epsilon) {
      excess = decay * (drop * excess + rise * tail);
      tail = decay * tail + mass[entry];
      entry--;
    }
    int lowest = entry + 1;
    double sum = 0;
    if (lowest < mass.length) {
      // tail and excess are relative to the lowest entry; its distance to epsilon is left.
      double x = loss(lowest) - epsilon;
      double discounted = tail - excess; // with the factor e^-x
      sum = Math.exp(-tilt * x) * (excess + -Math.expm1(-x) * discounted);
    }
    double scaled = Math.max(0, sum + allowance(sign)) * margin(sign, epsilon);
    double delta =
        infiniteMass + (scaled == 0 ? 0 : Math.exp(logScale - tilt * epsilon + Math.log(scaled)));
    return Math.min(1, Math.max(0, delta));
  }

  /**
   * The factor by which relative errors raise or lower a sum: those of the entries, those of sums
   * over them, and those of the exponent logScale - tilt epsilon.
   */
  private double margin(double sign, double epsilon) {
    double exponent = 0x1p-50 * (Math.abs(logScale) + Math.abs(tilt * epsilon));
    double sums = 0x1p-51 * Math.min(mass.length, 2e3 + 4 / (interval * (tilt + 1e-300)));
    double error = relativeError + exponent + sums + 0x1p-48;
    return sign > 0 ? Math.exp(error) : Math.exp(-error);
  }

  /**
   * The smallest epsilon from the lowest loss on at which delta(epsilon) is at most the given one;
   * infinity where there is none.
   *
   * @param delta above 0
   * @param sign as in {@link #delta}
   */
  double epsilon(double delta, double sign) {
    double target = delta - infiniteMass;
    if (target <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double logTarget = Math.log(target) - logScale;
    double extra = allowance(sign);
    int top = mass.length - 1;
    if (scaledTarget(logTarget, loss(top), sign) < extra) {
      // Beyond the largest loss only the allowance is left, which falls as e^(-tilt epsilon).
      return tilt == 0
          ? Double.POSITIVE_INFINITY
          : (Math.log(extra * margin(sign, loss(top))) - logTarget) / tilt;
    }
    double decay = Math.exp(-tilt * interval);
    double drop = Math.exp(-interval);
    double rise = -Math.expm1(-interval);
    double tail = 0;
    double excess = 0;
    for (int entry = top; entry >= 0; entry--) {
      double above = decay * tail;
      // Of the entries above, at epsilon = loss(entry): with weight 1 - e^-x, and with e^-x.
      excess = decay * (drop * excess + rise * tail);
      double discounted = above - excess + mass[entry];
      tail = decay * tail + mass[entry];
      double excessBelow = decay * (drop * excess + rise * tail);
      if (entry > 0 && excessBelow + extra <= scaledTarget(logTarget, loss(entry - 1), sign)) {
        continue;
      }
      // Between two entries delta is linear in e^epsilon. The allowance is taken at the lower one.
      double room = scaledTarget(logTarget, loss(entry), sign) - extra / decay;
      double inside = (excess - room) / discounted;
      double lower = loss(entry) - interval;
      if (entry == 0) {
        return loss(0);
      }
      return inside <= -1 ? lower : Math.max(lower, loss(entry) + Math.log1p(inside));
    }
    throw new IllegalStateException("a loss distribution has no entries");
  }

  private double scaledTarget(double logTarget, double epsilon, double sign) {
    return Math.exp(logTarget + tilt * epsilon) / margin(sign, epsilon);
  }
}
