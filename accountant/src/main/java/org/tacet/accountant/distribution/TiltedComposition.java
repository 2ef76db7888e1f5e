package org.tacet.accountant.distribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sums of independent losses, each of a tilted distribution, by Fourier transform: the transform of
 * a composition is the product of powers of transforms.
 *
 * <p>The sum is computed modulo the transform's length N, so that losses outside of a window of N
 * entries appear inside it. That adds mass, which only raises delta; what lies above the window is
 * missing above epsilon, and at most {@link #TAIL} of the tilted mass does (Chernoff's bound at an
 * order chosen well). Below the window nothing is needed. For a bound from below all that lies
 * outside may have been added, on either side.
 *
 * <p>Rounding: with e the bound of an input's transform ({@link FourierTransform}), a product of
 * powers z_i^c_i is off by at most prod (|z_i| + e_i)^c_i - prod |z_i|^c_i, and by (sum of c_i)
 * sqrt(5) 2^-53 of itself for the multiplications (Brent, Percival, Zimmermann 2007). All that, and
 * the error of the inverse transform, divided by N, bounds the error of each output.
 */
final class TiltedComposition {

  /** -log of how much tilted mass may lie above the window. */
  private static final double TAIL = 36;

  private static final double PRODUCT = 2.3 * 0x1p-53;

  /** log of a magnitude that is taken for 0. */
  private static final double VANISHED = -90;

  private final LossDistribution[] untilted;
  private final long[] counts;
  private final double tilt;
  private final CumulantEstimate cumulants;
  private final double sign;

  /**
   * @param sign 1 for bounds from above, -1 for bounds from below
   */
  TiltedComposition(
      LossDistribution[] untilted,
      long[] counts,
      double tilt,
      CumulantEstimate cumulants,
      double sign) {
    this.untilted = untilted;
    this.counts = counts;
    this.tilt = tilt;
    this.cumulants = cumulants;
    this.sign = sign;
  }

  /** The ends of the window, and by how much tilted mass what lies outside may mislead. */
  record Window(double lower, double upper, double outside) {

    long entries(double interval) {
      return (long) Math.ceil((upper - lower) / interval) + 2;
    }
  }

  Window window() {
    double smallest = 0;
    double largest = 0;
    for (int term = 0; term < untilted.length; term++) {
      smallest += counts[term] * untilted[term].loss(0);
      largest += counts[term] * untilted[term].largestLoss();
    }
    double up = cumulants.upperTailOrder(tilt, TAIL);
    double upper = (logMomentRatio(up) + TAIL) / up;
    double down = cumulants.lowerTailOrder(tilt, TAIL);
    double lower = -(logMomentRatio(-down) + TAIL) / down;
    boolean whole = !(upper < largest);
    double above = whole ? 0 : Math.exp(-TAIL);
    double below = sign < 0 && lower > smallest ? Math.exp(-TAIL) : 0;
    return new Window(Math.max(smallest, lower), whole ? largest : upper, above + below);
  }

  /** log E[e^(s L)] under the tilt, rounded up: K(tilt + s) - K(tilt). */
  private double logMomentRatio(double s) {
    double sum = 0;
    double error = 0;
    for (int term = 0; term < untilted.length; term++) {
      double with = untilted[term].logMoment(tilt + s);
      double without = untilted[term].logMoment(tilt);
      double reach =
          Math.max(Math.abs(untilted[term].loss(0)), Math.abs(untilted[term].largestLoss()));
      sum += counts[term] * (with - without);
      error += counts[term] * 0x1p-46 * (1 + (tilt + Math.abs(s)) * reach * 0x1p-4);
    }
    return sum + error;
  }

  /**
   * The composed distribution, on the entries of the window.
   *
   * @param length of the transform, a power of two of at least the window's entries
   */
  LossDistribution compose(Window window, int length) {
    List<LossDistribution> terms = new ArrayList<>();
    List<Long> powers = new ArrayList<>();
    PriorityQueue<LossDistribution> single =
        new PriorityQueue<>(
            Comparator.comparingInt((LossDistribution one) -> one.mass.length)
                .thenComparingLong(one -> one.first)
                .thenComparingDouble(one -> one.logScale));
    for (int term = 0; term < untilted.length; term++) {
      LossDistribution tilted = untilted[term].tilted(tilt);
      if (counts[term] == 1) {
        single.add(tilted);
      } else {
        terms.add(tilted);
        powers.add(counts[term]);
      }
    }
    // Short ones first: joining them costs less than transforming each at full length.
    while (single.size() > 1) {
      LossDistribution one = single.poll();
      LossDistribution other = single.poll();
      if (one.mass.length + other.mass.length > length / 2) {
        single.add(one);
        single.add(other);
        break;
      }
      single.add(joined(one, other));
    }
    while (!single.isEmpty()) {
      terms.add(single.poll());
      powers.add(1L);
    }
    if (terms.size() == 1 && powers.get(0) == 1) {
      return terms.get(0);
    }
    double interval = terms.get(0).interval;
    long start = (long) Math.floor(window.lower() / interval);
    return product(terms, powers, new FourierTransform(length), start, window.outside(), true);
  }

  /** The sum of two losses of one tilt on one grid, whole. */
  static LossDistribution joined(LossDistribution one, LossDistribution other) {
    int entries = one.mass.length + other.mass.length - 1;
    return product(
            List.of(one, other),
            List.of(1L, 1L),
            new FourierTransform(ComposedLoss.powerOfTwo(entries)),
            one.first + other.first,
            0,
            false)
        .cut(entries);
  }

  private static LossDistribution product(
      List<LossDistribution> terms,
      List<Long> powers,
      FourierTransform transform,
      long start,
      double outside,
      boolean last) {
    int length = transform.length();
    int frequencies = transform.frequencies();
    double[] productReal = new double[frequencies];
    double[] productImaginary = new double[frequencies];
    double[] magnitude = new double[frequencies]; // log of the product of |z|^c
    double[] excess = new double[frequencies]; // log of the product of (1 + e / |z|)^c
    double[] real = new double[frequencies];
    double[] imaginary = new double[frequencies];
    double operations = 0;
    double logScale = 0;
    double relativeError = 0;
    double logLacking = 0;
    double logNorm = 0;
    double keptInfinite = 0; // log of the probability that no loss is infinite
    long first = 0;
    for (int term = 0; term < terms.size(); term++) {
      LossDistribution one = terms.get(term);
      long count = powers.get(term);
      double[] wrapped = new double[length];
      for (int entry = 0; entry < one.mass.length; entry++) {
        wrapped[entry & (length - 1)] += one.mass[entry];
      }
      double norm = one.tiltedMass();
      double error = norm * (transform.relativeError() + 0x1p-53 * one.mass.length / length);
      logLacking += count * Math.log1p(one.missing / norm);
      logNorm += count * Math.log(norm);
      transform.forward(wrapped, real, imaginary);
      for (int k = 0; k < frequencies; k++) {
        double square = real[k] * real[k] + imaginary[k] * imaginary[k];
        double logMagnitude = 0.5 * Math.log(square + 1e-300);
        magnitude[k] += count * logMagnitude;
        excess[k] += count * Math.log1p(error / Math.sqrt(square + 1e-300));
      }
      multiply(productReal, productImaginary, real, imaginary, count, magnitude, term == 0);
      operations += count;
      logScale += count * one.logScale;
      relativeError += count * one.relativeError + 0x1p-52 * Math.abs(count * one.logScale);
      keptInfinite += count * Math.log1p(-one.infiniteMass);
      first = Math.addExact(first, Math.multiplyExact(count, one.first));
    }
    Rounding rounding = new Rounding();
    for (int k = 0; k < frequencies; k++) {
      double size = Math.exp(magnitude[k]);
      double larger = Math.exp(Math.min(magnitude[k] + excess[k], 700));
      double error = excess[k] < 1 ? size * Math.expm1(excess[k]) : larger;
      error += larger * operations * PRODUCT + (magnitude[k] < VANISHED ? size : 0);
      rounding.add(size, error, k == 0 || k == frequencies - 1 ? 1 : 2);
    }
    double[] cyclic = transform.inverse(productReal, productImaginary);
    double[] mass = new double[length];
    for (int entry = 0; entry < length; entry++) {
      mass[entry] = Math.max(0, cyclic[(int) Math.floorMod(start - first + entry, (long) length)]);
    }
    double interval = terms.get(0).interval;
    double tilt = terms.get(0).tilt;
    double lacking = Math.exp(logNorm) * Math.expm1(logLacking) * (1 + 0x1p-40);
    double infinite = -Math.expm1(keptInfinite) * (1 + 0x1p-48);
    return new LossDistribution(
        interval,
        start,
        mass,
        tilt,
        logScale,
        infinite,
        outside
            + lacking
            + rounding.total(transform, last ? weights(interval, tilt, length) : length),
        relativeError,
        0);
  }

  /**
   * The rounding errors of an inverse transform's outputs, in sum: by the largest of any output
   * times how much all outputs count, or by Parseval's identity, the sum over N entries being at
   * most sqrt(N) times their L2 norm. The transform's own error is in L2 at most sqrt(2) times
   * {@link FourierTransform#relativeError} of its input's (Higham 2002, "Accuracy and stability of
   * numerical algorithms", Theorem 24.2).
   */
  private static final class Rounding {

    private double magnitudes;
    private double squaredMagnitudes;
    private double errors;
    private double squaredErrors;

    void add(double magnitude, double error, int times) {
      magnitudes += times * (magnitude + error);
      squaredMagnitudes += times * (magnitude + error) * (magnitude + error);
      errors += times * error;
      squaredErrors += times * error * error;
    }

    double total(FourierTransform transform, double weights) {
      double relative = transform.relativeError();
      double largest = (errors + relative * magnitudes) / transform.length();
      double inSum = Math.sqrt(squaredErrors) + 1.5 * relative * Math.sqrt(squaredMagnitudes);
      return Math.min(largest * weights, inSum) * (1 + 0x1p-30);
    }
  }

  /**
   * How much an error of 1 in every entry can change the tilted delta: the sum of e^(-tilt x) (1 -
   * e^-x) over x in steps of the interval, at most its integral and its largest term.
   */
  private static double weights(double interval, double tilt, int length) {
    return Math.min(length, 1 + 1 / (interval * Math.max(tilt, 1e-300) * (tilt + 1)));
  }

  /** Multiplies by z^count, where it does not vanish next to 1. */
  private static void multiply(
      double[] productReal,
      double[] productImaginary,
      double[] real,
      double[] imaginary,
      long count,
      double[] magnitude,
      boolean start) {
    for (int k = 0; k < real.length; k++) {
      if (magnitude[k] < VANISHED) {
        productReal[k] = 0;
        productImaginary[k] = 0;
        continue;
      }
      double powerReal = start ? 1 : productReal[k];
      double powerImaginary = start ? 0 : productImaginary[k];
      double baseReal = real[k];
      double baseImaginary = imaginary[k];
      for (long rest = count; rest > 0; rest >>= 1) {
        if ((rest & 1) == 1) {
          double product = powerReal * baseReal - powerImaginary * baseImaginary;
          powerImaginary = powerReal * baseImaginary + powerImaginary * baseReal;
          powerReal = product;
        }
        double square = baseReal * baseReal - baseImaginary * baseImaginary;
        baseImaginary = 2 * baseReal * baseImaginary;
        baseReal = square;
      }
      productReal[k] = powerReal;
      productImaginary[k] = powerImaginary;
    }
  }
}
