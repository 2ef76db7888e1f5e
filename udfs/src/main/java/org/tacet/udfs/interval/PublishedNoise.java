package org.tacet.udfs.interval;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.engine.noise.GoogleLaplace;

/**
 * The noise of a published column, from what its manifest says of it. The law lives on whole steps
 * of the column's grid, and so does everything computed here; nothing is approximated by a
 * continuous law.
 *
 * @param steps the mechanism, in steps of the grid
 * @param grid what one step is worth
 */
record PublishedNoise(NoiseMechanism steps, BigDecimal grid) {

  /** The registry: the names that manifests use. A new mechanism adds its line here. */
  private static final Map<String, BiFunction<Long, Long, NoiseMechanism>> MECHANISMS =
      Map.of(
          "discrete_laplace", DiscreteLaplace::new,
          "discrete_gaussian", DiscreteGaussian::new,
          "rounded_laplace", PublishedNoise::roundedLaplace);

  /** For the largest move: the scale that was published is the one that was drawn with. */
  private static NoiseMechanism roundedLaplace(long numerator, long denominator) {
    return new GoogleLaplace(new DiscreteLaplace(numerator, denominator), 1L << 62);
  }

  private static final double LARGEST_GRID = 0x1p300;
  private static final double SMALLEST_GRID = 0x1p-300;
  private static final double LARGEST_SCALE = 0x1p52;
  private static final double SMALLEST_SCALE = 0x1p-30;

  /** Scales are calibrated with 32 significant bits, or in whole steps where those are more. */
  private static final int SCALE_BITS = 31;

  private static final MathContext PRECISE = new MathContext(40, RoundingMode.HALF_EVEN);

  /**
   * Reads back the mechanism of a column.
   *
   * @param noise the manifest's {@code noise}
   * @param noiseScale its {@code noise_scale}, in the column's own unit
   * @param grid its {@code grid}, in the column's own unit
   * @throws IllegalArgumentException naming the argument, what was given, what is legal and the fix
   */
  static PublishedNoise of(String noise, double noiseScale, double grid) {
    BiFunction<Long, Long, NoiseMechanism> mechanism = MECHANISMS.get(noise);
    if (mechanism == null) {
      throw refuse(
          "noise",
          "is not a noise that Tacet adds",
          "'" + noise + "'",
          String.join(", ", new TreeSet<>(MECHANISMS.keySet())),
          "take it from the aggregate's entry in the manifest");
    }
    // Written so that NaN fails it too.
    if (!(grid >= SMALLEST_GRID && grid <= LARGEST_GRID)) {
      throw refuse(
          "grid",
          "is not a grid",
          grid,
          "a number from 2^-300 to 2^300",
          "take it from the aggregate's entry in the manifest; it is 1 for counts");
    }
    double scale = noiseScale / grid;
    if (!(scale > SMALLEST_SCALE && scale <= LARGEST_SCALE)) {
      throw refuse(
          "noise_scale",
          "is not a scale that noise on a grid of " + grid + " can have",
          noiseScale,
          "above 2^-30 and at most 2^52 times the grid",
          "take both from the same aggregate's entry in the manifest");
    }
    // The exact quotient of the two decimals that were published, not of their binary neighbours.
    BigDecimal exactGrid = BigDecimal.valueOf(grid);
    BigDecimal exactScale = BigDecimal.valueOf(noiseScale).divide(exactGrid, PRECISE);
    long denominator = 1L << Math.max(0, SCALE_BITS - Math.getExponent(scale));
    long numerator =
        exactScale
            .multiply(BigDecimal.valueOf(denominator))
            .setScale(0, RoundingMode.HALF_EVEN)
            .longValueExact();
    return new PublishedNoise(mechanism.apply(numerator, denominator), exactGrid);
  }

  /**
   * Returns the smallest h with P(|noise| <= h) >= confidence, in the column's own unit.
   *
   * @throws IllegalArgumentException if the confidence is not above 0 and below 1
   */
  double halfWidth(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw refuse(
          "confidence",
          "is no probability that an interval can have",
          confidence,
          "above 0 and below 1",
          "give 0.95 for a 95 % interval");
    }
    return BigDecimal.valueOf(steps.halfWidth(confidence)).multiply(grid).doubleValue();
  }

  private static IllegalArgumentException refuse(
      String argument, String problem, Object given, String legal, String fix) {
    return new IllegalArgumentException(
        "%s: %s; given %s; legal: %s; fix: %s".formatted(argument, problem, given, legal, fix));
  }
}
