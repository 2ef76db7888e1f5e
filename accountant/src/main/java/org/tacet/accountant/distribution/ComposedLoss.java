package org.tacet.accountant.distribution;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The composed losses of dominating pairs, in one order of the neighbours, and what they say: each
 * question is answered on a grid, a truncation and a tilt of its own.
 */
final class ComposedLoss {

  /** The interval of the grid where nothing asks for a finer one. */
  static final double USUAL_INTERVAL = 1e-4;

  /** How much of the composed variance the grid may add: less than 1e-4 of epsilon. */
  private static final double SPREAD_SHARE = 1e-4;

  private static final int LARGEST_USUAL_LENGTH = 1 << 20;
  private static final int LARGEST_LENGTH = 1 << 23;

  /** Losses spread wider than so many usual intervals are first cut into fewer cells. */
  private static final int WIDE = 1 << 18;

  /** Of an epsilon, by how much a coarse grid may raise it. */
  private static final double COARSENESS = 2e-4;

  /** Unless a grid is given, in so many cells. */
  private static final int LARGEST_USUAL_CELLS = 1 << 19;

  /** The largest number of cells that a pair is cut into. */
  private static final int LARGEST_CELLS = 1 << 22;

  private final List<CountedPair> pairs;
  private final boolean reversed;
  private final double givenInterval;
  private final double sign;

  /**
   * @param reversed whether Q over P is asked about
   * @param givenInterval the grid's, or 0 for one that suits
   * @param sign 1 for bounds from above, -1 for bounds from below
   */
  ComposedLoss(List<CountedPair> pairs, boolean reversed, double givenInterval, double sign) {
    this.pairs = pairs;
    this.reversed = reversed;
    this.givenInterval = givenInterval;
    this.sign = sign;
  }

  /** The sum of the largest losses, infinite where there is none. */
  double largestLoss() {
    double sum = 0;
    for (CountedPair one : pairs) {
      double largest = reversed ? one.pair().largestReversedLoss() : one.pair().largestLoss();
      sum += one.count() * largest;
    }
    return sum * (1 + 0x1p-50);
  }

  /** The smallest epsilon, at least 0; delta is above 0. */
  double epsilon(double delta) {
    double tail = Math.max(1e-290, Math.min(1e-4, delta * 1e-7 / operations()));
    if (isWide(tail)) {
      // A loss moves by an interval at most, and on average, keeping that of e^-l, by its square.
      double coarse = widest(tail) / (WIDE / 2);
      double epsilon = onGrid(coarse).epsilon(delta);
      double shift = Math.max(coarse, operations() * coarse * coarse / 8);
      if (shift <= COARSENESS * epsilon) {
        return epsilon;
      }
    }
    LossDistribution composed = composed(tail, estimate -> estimate.tiltForDelta(delta));
    double epsilon = composed.epsilon(delta, sign);
    return Math.max(0, epsilon + sign * latticeSlack());
  }

  /** The smallest delta; epsilon is at least 0. */
  double delta(double epsilon) {
    double smallest = 1e-20;
    while (true) {
      double tail = Math.max(1e-290, smallest * 1e-7 / operations());
      ComposedLoss grid = isWide(tail) ? onGrid(widest(tail) / WIDE) : this;
      LossDistribution composed = grid.composed(tail, estimate -> estimate.tiltForEpsilon(epsilon));
      double delta = composed.delta(Math.max(0, epsilon - sign * latticeSlack()), sign);
      if (delta >= smallest * 1e-2 || smallest <= 1e-280) {
        return delta;
      }
      smallest = smallest > 1e-60 ? 1e-60 : 1e-282;
    }
  }

  private boolean isWide(double tail) {
    return givenInterval == 0 && widest(tail) > WIDE * USUAL_INTERVAL;
  }

  private ComposedLoss onGrid(double interval) {
    return new ComposedLoss(pairs, reversed, interval, sign);
  }

  /**
   * Multiples of the interval stand for losses that are such multiples only up to rounding: each is
   * off by less than 2^-51 of itself.
   */
  private double latticeSlack() {
    double largest = 0;
    for (CountedPair one : pairs) {
      largest += one.count() * 0x1p-51 * Math.min(one.pair().width(1e-20), 1e6);
    }
    return largest;
  }

  private double operations() {
    double sum = 0;
    for (CountedPair one : pairs) {
      sum += one.count();
    }
    return sum;
  }

  /** Composes on a grid that is fine enough, and not finer than needed. */
  LossDistribution composed(double tail, ToDoubleFunction<CumulantEstimate> chooseTilt) {
    double interval = firstInterval(tail);
    boolean lattice = interval != usualInterval(tail);
    for (int attempt = 0; ; attempt++) {
      LossDistribution[] distributions = distributions(interval, tail);
      CumulantEstimate cumulants = new CumulantEstimate(distributions, counts());
      if (givenInterval == 0 && attempt < 6) {
        double finer = finerInterval(interval, distributions, cumulants.variance());
        if (finer < interval) {
          interval = finer;
          continue;
        }
      }
      double tilt = chooseTilt.applyAsDouble(cumulants);
      if (pairs.size() == 1 && pairs.get(0).count() == 1) {
        return distributions[0].tilted(tilt);
      }
      TiltedComposition composition =
          new TiltedComposition(distributions, counts(), tilt, cumulants, sign);
      TiltedComposition.Window window = composition.window();
      long entries = window.entries(interval);
      int longest = givenInterval > 0 || lattice ? LARGEST_LENGTH : LARGEST_USUAL_LENGTH;
      if (entries > longest) {
        interval *= Math.ceil(1.05 * entries / longest);
        lattice = false;
        if (attempt < 12) {
          attempt = Math.max(attempt, 6); // not finer again
          continue;
        }
      }
      return composition.compose(window, powerOfTwo(entries));
    }
  }

  /** The shortest length of a transform that holds so many entries. */
  static int powerOfTwo(long entries) {
    return Math.max(8, Math.toIntExact(Long.highestOneBit(Math.max(1, entries - 1)) * 2));
  }

  private long[] counts() {
    return pairs.stream().mapToLong(CountedPair::count).toArray();
  }

  private LossDistribution[] distributions(double interval, double tail) {
    LossDistribution[] distributions = new LossDistribution[pairs.size()];
    for (int term = 0; term < distributions.length; term++) {
      LossCells cells = pairs.get(term).pair().cells(interval, tail);
      if (reversed) {
        cells = cells.reversed();
      }
      distributions[term] = sign > 0 ? cells.pessimistic() : cells.optimistic();
    }
    return distributions;
  }

  /**
   * The usual interval, made finer where single losses are small next to it, and coarser where they
   * spread so wide that the cells would not fit.
   */
  private double usualInterval(double tail) {
    if (givenInterval > 0) {
      return Math.max(givenInterval, widest(tail) / LARGEST_CELLS);
    }
    double variance = 0;
    for (CountedPair one : pairs) {
      variance += one.count() * Math.pow(one.pair().deviation(), 2);
    }
    double fine = 2 * Math.sqrt(SPREAD_SHARE * variance / operations());
    double interval = fine > 0 ? Math.min(USUAL_INTERVAL, fine) : USUAL_INTERVAL;
    return Math.max(interval, widest(tail) / LARGEST_USUAL_CELLS);
  }

  /** Losses that are multiples of one number stay where they are if the interval divides it. */
  private double firstInterval(double tail) {
    double usual = usualInterval(tail);
    double step = pairs.get(0).pair().latticeStep();
    for (CountedPair one : pairs) {
      if (one.pair().latticeStep() != step) {
        return usual;
      }
    }
    if (step <= 0 || step < widest(tail) / LARGEST_USUAL_CELLS) {
      return usual;
    }
    return step / Math.ceil(step / usual);
  }

  private double widest(double tail) {
    double widest = 0;
    for (CountedPair one : pairs) {
      widest = Math.max(widest, one.pair().width(tail));
    }
    return widest;
  }

  private double finerInterval(double interval, LossDistribution[] distributions, double variance) {
    double spread = 0;
    for (int term = 0; term < distributions.length; term++) {
      spread += pairs.get(term).count() * distributions[term].spread;
    }
    double genuine = Math.max(variance - spread, variance / 100);
    if (spread <= 1.5 * SPREAD_SHARE * genuine) {
      return interval;
    }
    double finer = interval * Math.max(0.01, Math.sqrt(SPREAD_SHARE * genuine / spread));
    return Math.max(finer, widest(1e-20) / LARGEST_CELLS);
  }
}
