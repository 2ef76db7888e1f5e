package org.tacet.accountant.distribution;

/**
 * A pair of laws (P, Q) cut into cells of equal width of the privacy loss l = log(dP / dQ): cell k
 * holds what has a loss in [k h, (k + 1) h]. Both laws are kept, so that one set of cells gives the
 * losses of P over Q and of Q over P.
 *
 * <p>Of each law a cell knows its mass, and its lean: the integral of 1 - e^-(l - k h) over P, of 1
 * - e^-((k + 1) h - l) over Q. That is all that moving the mass to the two ends of the cell needs,
 * with relative accuracy however large losses are.
 */
final class LossCells {

  /** Roundings of one contribution: weights, densities and the lean, a few units of 2^-53 each. */
  private static final double ROUNDING = 0x1p-47;

  private final double interval;
  private final long first;
  private final double[] massP;
  private final double[] leanP;
  private final double[] massQ;
  private final double[] leanQ;
  private double infiniteP;
  private double infiniteQ;
  private double truncated;

  /** Of P what lies below an end, of Q what lies above one, at most; and these ends. */
  private double belowP;

  private long belowEnd = Long.MIN_VALUE / 2;
  private double aboveQ;
  private long aboveEnd = Long.MAX_VALUE / 2;
  private double uncertainty;

  /**
   * @param interval h, above 0
   * @param smallestLoss of all that will be added
   * @param largestLoss of all that will be added
   */
  LossCells(double interval, double smallestLoss, double largestLoss) {
    this(
        interval,
        (long) Math.floor(smallestLoss / interval) - 1,
        (long) Math.floor(largestLoss / interval) + 1);
  }

  private LossCells(double interval, long first, long last) {
    this.interval = interval;
    this.first = first;
    int cells = Math.toIntExact(last - first + 1);
    massP = new double[cells];
    leanP = new double[cells];
    massQ = new double[cells];
    leanQ = new double[cells];
  }

  /** Adds masses of both laws whose loss is {@code loss}. */
  void add(double loss, double p, double q) {
    int cell = (int) (Math.floor(loss / interval) - first);
    add(cell, loss, p, q);
  }

  /** Adds masses whose loss lies in the given cell, up to the rounding of {@code loss}. */
  void add(int cell, double loss, double p, double q) {
    double lower = (first + cell) * interval;
    // Beyond an end lies only what rounding, or the middle of a whole number's step, puts there.
    double fraction = Math.min(Math.max(loss - lower, -interval), 2 * interval);
    // The loss, an end of the cell and their difference are each off by at most 2^-52 of the loss.
    double slack = ROUNDING + uncertainty + 0x1p-50 * Math.abs(loss);
    massP[cell] += p;
    leanP[cell] += p * (slack - Math.expm1(-fraction));
    massQ[cell] += q;
    leanQ[cell] += q * (slack - Math.expm1(fraction - interval));
  }

  /**
   * Adds a run of outcomes in the given cell, of which only the masses are known, as logarithms.
   */
  void addBlock(int cell, double logP, double logQ) {
    double lower = (first + cell) * interval;
    double slack =
        ROUNDING + uncertainty + 0x1p-50 * (Math.abs(lower) + Math.abs(logP) + Math.abs(logQ));
    double p = Math.exp(logP);
    double q = Math.exp(logQ);
    // The integral of e^-l over P is the mass of Q.
    double belowLower = Math.min(0, Math.max(-interval, lower + logQ - logP));
    double belowUpper = Math.min(0, Math.max(-interval, logP - logQ - lower - interval));
    massP[cell] += p;
    leanP[cell] += p * (slack - Math.expm1(belowLower));
    massQ[cell] += q;
    leanQ[cell] += q * (slack - Math.expm1(belowUpper));
  }

  /**
   * Says that all masses of the next contributions may be off by such a factor, plus or minus 1.
   */
  void uncertain(double factor) {
    uncertainty = 2 * factor;
  }

  /** Adds mass of P where Q has none, and of Q where P has none. */
  void addInfinite(double p, double q) {
    infiniteP += p;
    infiniteQ += q;
  }

  /**
   * Says that beyond the smallest and the largest loss up to so much mass of either law was left
   * out. Where losses are at most l, P has at most e^l times what Q has, and where they are at
   * least l, Q has at most e^-l times what P has: more would make a law that a sample then weighs
   * by e^-l.
   */
  void truncate(double mass) {
    truncated += mass;
    belowEnd = Math.max(belowEnd, first + 2);
    belowP += mass * Math.min(1, Math.exp((first + 2) * interval) * (1 + 0x1p-30));
    long above = first + massP.length - 2;
    aboveEnd = Math.min(aboveEnd, above);
    aboveQ += mass * Math.min(1, Math.exp(-above * interval) * (1 + 0x1p-30));
  }

  /** Adds the cells of another pair, of which the published one is drawn with that probability. */
  void addMixed(LossCells other, double probability) {
    for (int cell = 0; cell < other.massP.length; cell++) {
      int target = (int) (other.first + cell - first);
      if (other.massP[cell] > 0 || other.massQ[cell] > 0) {
        massP[target] += probability * other.massP[cell];
        leanP[target] += probability * other.leanP[cell];
        massQ[target] += probability * other.massQ[cell];
        leanQ[target] += probability * other.leanQ[cell];
      }
    }
    infiniteP += probability * other.infiniteP;
    infiniteQ += probability * other.infiniteQ;
    truncated += probability * other.truncated;
    belowP += probability * other.belowP;
    belowEnd = Math.max(belowEnd, other.belowEnd);
    aboveQ += probability * other.aboveQ;
    aboveEnd = Math.min(aboveEnd, other.aboveEnd);
    uncertainty = Math.max(uncertainty, other.uncertainty);
  }

  long first() {
    return first;
  }

  double smallestLoss() {
    return first * interval;
  }

  double largestLoss() {
    return (first + massP.length) * interval;
  }

  /** The pair (Q, P). */
  LossCells reversed() {
    int cells = massP.length;
    LossCells reversed = new LossCells(interval, -(first + cells), -(first + 1));
    for (int cell = 0; cell < cells; cell++) {
      int mirror = cells - 1 - cell;
      reversed.massP[mirror] = massQ[cell];
      reversed.leanP[mirror] = leanQ[cell];
      reversed.massQ[mirror] = massP[cell];
      reversed.leanQ[mirror] = leanP[cell];
    }
    reversed.infiniteP = infiniteQ;
    reversed.infiniteQ = infiniteP;
    reversed.truncated = truncated;
    reversed.belowP = aboveQ;
    reversed.belowEnd = -aboveEnd;
    reversed.aboveQ = belowP;
    reversed.aboveEnd = -belowEnd;
    reversed.uncertainty = uncertainty;
    return reversed;
  }

  /**
   * The losses of P, moved to the ends of their cells so that both laws keep their masses:
   * "connecting the dots" of the curve delta(epsilon) (Doroshenko, Ghazi, Kamath, Kumar, Manurangsi
   * 2022, arXiv 2207.04380, section 3). Between its ends a cell's mass is spread, in e^-l, around
   * its mean, and delta(epsilon) = E[(1 - e^epsilon e^-l)+] is convex in e^-l: the result dominates
   * the pair. Roundings move mass to the upper end, and what was left out goes to the first end
   * above it and, where nothing is above, to infinity, both of which only raise delta.
   */
  LossDistribution pessimistic() {
    double[] mass = new double[massP.length + 1];
    double share = -Math.expm1(-interval) * (1 - 0x1p-52);
    double spread = 0;
    for (int cell = 0; cell < massP.length; cell++) {
      double whole = massP[cell] * (1 + ROUNDING + uncertainty);
      if (whole == 0) {
        continue;
      }
      double upper = Math.min(whole, Math.max(0, leanP[cell] / share));
      mass[cell] += whole - upper;
      mass[cell + 1] += upper;
      spread += upper * (1 - upper / whole);
    }
    if (belowP > 0) {
      mass[(int) Math.min(belowEnd - first, mass.length - 1L)] += belowP;
    }
    return LossDistribution.untilted(
        interval, first, mass, infiniteP + truncated, spread * interval * interval);
  }

  /**
   * Losses that the pair dominates: of each cell a part is joined with a part of the next one so
   * that their common mean, in e^-l, is the end between them. Joining is post-processing, which
   * never raises delta. What finds no partner goes down to the cell's lower end.
   */
  LossDistribution optimistic() {
    double[] mass = new double[massP.length + 1];
    double share = -Math.expm1(-interval);
    double waiting = 0; // of the cell before, for the end that it shares with this one
    double waitingDistance = 0; // from that end, in units of the cell before
    for (int cell = 0; cell < massP.length; cell++) {
      double whole = massP[cell] * (1 - ROUNDING - uncertainty);
      double position =
          whole == 0
              ? 0
              : Math.max(0, (leanP[cell] / massP[cell] - 2 * (ROUNDING + uncertainty)) / share);
      double joined = 0;
      if (whole > 0 && position < ON_GRID) {
        joined = whole;
        mass[cell] += whole;
      } else if (whole > 0 && waiting > 0) {
        double wanted = waiting * waitingDistance * Math.exp(interval) / position;
        joined = Math.min(wanted, whole);
        double partner = joined == wanted ? waiting : waiting * joined / wanted;
        mass[cell] += joined + partner;
        waiting -= partner;
      } else if (whole > 0) {
        joined = whole / 2;
        mass[cell] += joined;
      }
      if (cell > 0) {
        mass[cell - 1] += waiting;
      }
      waiting = whole - joined;
      waitingDistance = Math.max(0, 1 - position);
    }
    mass[massP.length - 1] += waiting;
    return LossDistribution.untilted(interval, first, mass, infiniteP, 0);
  }

  /** A loss so close above the lower end of its cell, in cells, counts as the end. */
  private static final double ON_GRID = 1e-9;
}
