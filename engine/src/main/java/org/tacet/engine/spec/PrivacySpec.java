package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.tacet.accountant.calibration.NoiseKind;

/**
 * The guarantee asked for: (epsilon, delta) differential privacy of the whole release under
 * add-or-remove of all rows of one privacy unit (P1).
 *
 * @param epsilon above 0; above 10 warns, above 100 needs {@code allowLargeEpsilon} (P22)
 * @param delta in (0, 1); needed by gaussian noise and by private groups; above 10^-6 needs a
 *     {@code population} of at most 1/(10 delta), or {@code allowLargeDelta} (P22)
 * @param noise the family of noise
 * @param population how many privacy units there are, a public figure, at least 1
 * @param allowLargeEpsilon accepts an epsilon above 100
 * @param allowLargeDelta accepts any delta below 1
 * @param automaticBoundsShare the share of epsilon that goes to choosing bounds from the data
 *     (P15), in (0, 0.5]; empty for {@link #DEFAULT_BOUNDS_SHARE}
 * @param noiseSource who draws the noise
 */
public record PrivacySpec(
    BigDecimal epsilon,
    Optional<BigDecimal> delta,
    NoiseKind noise,
    OptionalLong population,
    boolean allowLargeEpsilon,
    boolean allowLargeDelta,
    Optional<BigDecimal> automaticBoundsShare,
    NoiseSource noiseSource) {

  /** The share of epsilon that bounds are chosen with where the spec gives none. */
  public static final BigDecimal DEFAULT_BOUNDS_SHARE = new BigDecimal("0.1");

  private static final BigDecimal LARGEST_BOUNDS_SHARE = new BigDecimal("0.5");

  private static final BigDecimal WARN_EPSILON = BigDecimal.TEN;
  private static final BigDecimal LARGE_EPSILON = new BigDecimal("100");
  private static final BigDecimal LARGEST_EPSILON_OF_GOOGLE = BigDecimal.TEN;
  private static final BigDecimal SMALLEST_DELTA_OF_GOOGLE = new BigDecimal("1e-12");
  private static final int MOST_DIGITS = 64;
  private static final BigDecimal LARGE_DELTA = new BigDecimal("1e-6");

  /** One that says nothing of automatic bounds, and draws its noise by Tacet. */
  public PrivacySpec(
      BigDecimal epsilon,
      Optional<BigDecimal> delta,
      NoiseKind noise,
      OptionalLong population,
      boolean allowLargeEpsilon,
      boolean allowLargeDelta) {
    this(
        epsilon,
        delta,
        noise,
        population,
        allowLargeEpsilon,
        allowLargeDelta,
        Optional.empty(),
        NoiseSource.TACET);
  }

  public PrivacySpec {
    Objects.requireNonNull(noise, "noise");
    Objects.requireNonNull(noiseSource, "noiseSource");
    Faults faults = new Faults();
    checkDigits(faults, "privacy.epsilon", epsilon);
    delta.ifPresent(given -> checkDigits(faults, "privacy.delta", given));
    checkEpsilon(faults, epsilon, allowLargeEpsilon);
    faults.require(
        population.orElse(1) >= 1,
        "privacy.population",
        "must be at least 1",
        population.orElse(1),
        "1 to " + Long.MAX_VALUE,
        "give a public figure for the number of privacy units, or remove the field");
    automaticBoundsShare.ifPresent(share -> checkBoundsShare(faults, share));
    if (noiseSource == NoiseSource.GOOGLE) {
      checkGoogle(faults, epsilon, delta, noise);
    }
    if (delta.isPresent()) {
      checkDelta(faults, delta.get(), population, allowLargeDelta);
    } else {
      faults.require(
          noise != NoiseKind.GAUSSIAN,
          "privacy.delta",
          "is missing, and gaussian noise needs it",
          null,
          "a number > 0 and < 1, at most 1e-6 as a rule",
          "add delta, such as 1e-9, or use laplace noise");
    }
    faults.throwIfAny();
  }

  /** What the author should know, one sentence each; empty as a rule (P22). */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (epsilon.compareTo(WARN_EPSILON) > 0) {
      warnings.add(
          "privacy.epsilon is "
              + epsilon
              + ": above 10 the guarantee says little about what an attacker can learn of one"
              + " privacy unit");
    }
    if (delta.isPresent() && delta.get().compareTo(LARGE_DELTA) > 0 && allowLargeDelta) {
      warnings.add(
          "privacy.delta is "
              + delta.get()
              + ": up to this share of releases may give the guarantee no hold at all, and"
              + " allow_large_delta waives the check against the population");
    }
    return List.copyOf(warnings);
  }

  /** The ledger adds charges up exactly, so it takes decimals of a bounded length only. */
  private static void checkDigits(Faults faults, String path, BigDecimal value) {
    long digitsBefore = (long) value.precision() - value.scale();
    faults.require(
        digitsBefore <= MOST_DIGITS && value.scale() <= MOST_DIGITS,
        path,
        "has more digits than a ledger adds up",
        value,
        "at most " + MOST_DIGITS + " digits before and after the decimal point",
        "round it");
  }

  private static void checkBoundsShare(Faults faults, BigDecimal share) {
    checkDigits(faults, "privacy.automatic_bounds_share", share);
    faults.require(
        share.signum() > 0 && share.compareTo(LARGEST_BOUNDS_SHARE) <= 0,
        "privacy.automatic_bounds_share",
        "must be above 0 and at most 0.5",
        share,
        "0 < share <= 0.5",
        "remove it for 0.1; more finds bounds in fewer rows, and leaves less for the values");
  }

  /** Beyond these, what its samplers round is no longer small beside what is promised. */
  private static void checkGoogle(
      Faults faults, BigDecimal epsilon, Optional<BigDecimal> delta, NoiseKind noise) {
    faults.require(
        epsilon.compareTo(LARGEST_EPSILON_OF_GOOGLE) <= 0,
        "privacy.epsilon",
        "is more than noise of Google's library is drawn for",
        epsilon,
        "0 < epsilon <= 10 beside noise_source: google",
        "lower it, or remove noise_source, whose default draws exact noise for any epsilon");
    faults.require(
        delta.isEmpty() || delta.get().compareTo(SMALLEST_DELTA_OF_GOOGLE) >= 0,
        "privacy.delta",
        "is less than noise of Google's library is drawn for",
        delta.orElse(null),
        "1e-12 <= delta < 1 beside noise_source: google",
        "raise it, or remove noise_source, whose default draws exact noise for any delta");
    faults.require(
        noise == NoiseKind.LAPLACE,
        "privacy.noise",
        "is not drawn by Google's library here: its Gaussian sampler cuts noise off at 8.8 standard"
            + " deviations",
        noise.word(),
        "laplace beside noise_source: google",
        "write laplace, or remove noise_source, whose default draws exact gaussian noise");
  }

  private static void checkEpsilon(Faults faults, BigDecimal epsilon, boolean allowLarge) {
    faults.require(
        epsilon.signum() > 0,
        "privacy.epsilon",
        "must be above 0",
        epsilon,
        "0 < epsilon <= 100",
        "1 is a common choice; smaller is more private");
    faults.require(
        allowLarge || epsilon.compareTo(LARGE_EPSILON) <= 0,
        "privacy.epsilon",
        "is so large that it protects next to nothing",
        epsilon,
        "0 < epsilon <= 100",
        "lower it; or, for tests only, add allow_large_epsilon: true");
  }

  private static void checkDelta(
      Faults faults, BigDecimal delta, OptionalLong population, boolean allowLarge) {
    boolean inRange = delta.signum() > 0 && delta.compareTo(BigDecimal.ONE) < 0;
    faults.require(
        inRange,
        "privacy.delta",
        "must be above 0 and below 1",
        delta,
        "0 < delta < 1, at most 1e-6 as a rule",
        "1e-9 is a common choice; remove the field where nothing needs it");
    if (!inRange || allowLarge || delta.compareTo(LARGE_DELTA) <= 0) {
      return;
    }
    // A delta near 1/population lets a mechanism publish one unit at random and keep its promise.
    boolean smallBesidePopulation =
        population.isPresent()
            && delta
                    .multiply(BigDecimal.TEN)
                    .multiply(BigDecimal.valueOf(population.getAsLong()))
                    .compareTo(BigDecimal.ONE)
                <= 0;
    faults.require(
        smallBesidePopulation,
        "privacy.delta",
        population.isPresent()
            ? "is above 1/(10 population) for a population of " + population.getAsLong()
            : "is above 1e-6 without a population to compare it with",
        delta,
        "0 < delta <= 1e-6, or delta <= 1/(10 population)",
        population.isPresent()
            ? "lower delta; or accept it with allow_large_delta: true"
            : "lower delta; or add population, a public figure; or accept it with"
                + " allow_large_delta: true");
  }
}
