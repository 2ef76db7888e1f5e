package org.tacet.accountant.distribution;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * Privacy loss distributions: the whole law of log(P / Q) of each event's dominating pair, composed
 * by Fourier transforms (Sommer, Meiser, Mohammadi 2019; Koskela, Jalko, Honkela 2020; Gopi, Lee,
 * Wutschitz 2021). Bounds from above: masses move to the grid as {@link LossCells#pessimistic}
 * says, and what truncation and rounding may lack is added ({@link TiltedComposition}). Exponential
 * tilting keeps small deltas as accurate as large ones.
 *
 * <p>For events whose parameters are all fixed beforehand (P16).
 */
public final class PldAccountant implements Accountant {

  private static final double LARGEST_INTERVAL = 100;

  private final double interval;
  private final double sign;

  /** On a grid that suits the events. */
  public PldAccountant() {
    this(0, 1);
  }

  /**
   * On a grid of a given interval; a coarser one is taken where it would need too many entries.
   *
   * @param interval of losses, above 0
   */
  public PldAccountant(double interval) {
    this(requirePositive(interval), 1);
  }

  private PldAccountant(double interval, double sign) {
    this.interval = interval;
    this.sign = sign;
  }

  /**
   * The same accountant with bounds from below: no guarantee, but a measure of how far the bounds
   * from above may be from the truth.
   */
  public PldAccountant optimistic() {
    return new PldAccountant(interval, -1);
  }

  private static double requirePositive(double interval) {
    if (!(interval > 0 && interval <= LARGEST_INTERVAL)) {
      throw new IllegalArgumentException(
          "grid must be above 0 and at most 100. Provided value: " + interval + ".");
    }
    return interval;
  }

  @Override
  public String name() {
    return "pld";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    List<CountedPair> pairs = DominatingPairs.of(event, relation);
    if (revealAll(pairs)) {
      return Double.POSITIVE_INFINITY;
    }
    OptionalDouble gaussian = gaussianMu(pairs);
    if (gaussian.isPresent()) {
      return GaussianTradeOff.epsilon(gaussian.getAsDouble(), delta);
    }
    boolean revealing = infiniteMassRoundedUp(pairs) > delta;
    double[] found = {0};
    return worst(
        pairs,
        loss -> {
          double largest = revealing ? Double.POSITIVE_INFINITY : loss.largestLoss();
          if (delta == 0 || largest <= found[0]) {
            return largest; // no more than the other order of neighbours asks for
          }
          found[0] = Math.min(largest, number(loss.epsilon(delta), Double.POSITIVE_INFINITY));
          return found[0];
        });
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    List<CountedPair> pairs = DominatingPairs.of(event, relation);
    if (revealAll(pairs)) {
      return 1;
    }
    OptionalDouble gaussian = gaussianMu(pairs);
    if (gaussian.isPresent()) {
      return GaussianTradeOff.delta(gaussian.getAsDouble(), epsilon);
    }
    return worst(
        pairs,
        loss ->
            epsilon >= loss.largestLoss()
                ? infiniteMassRoundedUp(pairs)
                : number(loss.delta(epsilon), 1));
  }

  /** A computation that ends in no number says nothing: all, or for a bound from below, 0. */
  private double number(double answer, double all) {
    if (Double.isNaN(answer)) {
      return sign > 0 ? all : 0;
    }
    return Math.max(0, answer);
  }

  /** Gaussian noise alone has a closed form; bounds from below go by the grid. */
  private OptionalDouble gaussianMu(List<CountedPair> pairs) {
    return sign > 0 && pairs.size() == 1 && pairs.get(0).pair() instanceof GaussianMixturePair pair
        ? pair.gaussianMu(pairs.get(0).count())
        : OptionalDouble.empty();
  }

  private static boolean revealAll(List<CountedPair> pairs) {
    return pairs.stream().anyMatch(one -> one.pair().infiniteMass() >= 1);
  }

  /**
   * 1 minus the product of (1 - m)^count over the pairs; what is left for finite losses costs no
   * more than their sum. Each logarithm is within a unit in the last place, and what their sum and
   * expm1 lose is below 1e-13 of the result for up to a hundred pairs; a pair adds 2^-52 at most.
   */
  private static double infiniteMassRoundedUp(List<CountedPair> pairs) {
    double logFinite = 0;
    for (CountedPair one : pairs) {
      logFinite += one.count() * Math.log1p(-one.pair().infiniteMass());
    }
    double error = 1e-13 + pairs.size() * 0x1p-51;
    return logFinite == 0 ? 0 : -Math.expm1(logFinite * (1 + error)) * (1 + error);
  }

  private double worst(List<CountedPair> pairs, ToDoubleFunction<ComposedLoss> question) {
    if (pairs.isEmpty()) {
      return 0;
    }
    try {
      double forward = question.applyAsDouble(new ComposedLoss(pairs, false, interval, sign));
      if (pairs.stream().allMatch(one -> one.pair().symmetric())) {
        return forward;
      }
      ComposedLoss reversed = new ComposedLoss(pairs, true, interval, sign);
      return Math.max(forward, question.applyAsDouble(reversed));
    } catch (ArithmeticException tooFar) {
      throw new UnsupportedEventException(
          "the pld accountant does not support losses that add up to 2^63 steps of its grid: ask"
              + " with a coarser grid, a smaller count or fewer max_groups, or the rdp accountant.");
    }
  }
}
