package org.tacet.accountant.composition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.arithmetic.GaussianTradeOff;
import org.tacet.accountant.arithmetic.UpwardRounding;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.Zcdp;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.ZeroConcentratedDp;

/**
 * Basic composition: epsilons and deltas add (Dwork, Roth 2014, Theorem 3.16). An event with an
 * (epsilon, delta) of its own ({@link OwnLoss}) counts with that. What is left of the target's
 * delta is split evenly over all occurrences of the other events, and each counts with its best
 * epsilon at its share: Gaussian noise by Balle, Wang 2018, ZCDP by Canonne, Kamath, Steinke 2020,
 * the rest by its own privacy loss distribution. Sums are exact, and rounded up.
 *
 * <p>Deltas are compared as the decimals that documents hold: ten times 1e-7 is within 1e-6.
 */
public final class NaiveAccountant implements Accountant {

  private static final MathContext DOWN = new MathContext(16, RoundingMode.FLOOR);

  /** A sum of doubles is at most 1 + 2^-51 times that of the decimals they are written as. */
  private static final BigDecimal DECIMALS = new BigDecimal("1.0000000000000005");

  private static final double SMALLEST_DELTA = 1e-300;

  private final PldAccountant distributions = new PldAccountant();

  /** What has a loss of its own, in sum, and what depends on delta. */
  private record Parts(
      ApproximateDp own, SortedMap<PrivacyEvent, Long> others, boolean revealing) {}

  @Override
  public String name() {
    return "naive";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    if (!(delta >= 0 && delta < 1)) {
      throw new IllegalArgumentException(
          "delta must be at least 0 and below 1. Provided value: " + delta + ".");
    }
    return epsilon(parts(event, relation), relation, delta);
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "epsilon must be a finite number of at least 0. Provided value: " + epsilon + ".");
    }
    Parts parts = parts(event, relation);
    if (parts.revealing || parts.own.epsilon().compareTo(decimal(epsilon)) > 0) {
      return 1;
    }
    if (parts.others.isEmpty()) {
      return UpwardRounding.toDouble(parts.own.delta());
    }
    double low = Math.log(SMALLEST_DELTA);
    double high = 0;
    while (high - low > 1e-12) {
      double middle = (low + high) / 2;
      if (epsilon(parts, relation, Math.exp(middle)) <= epsilon) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.exp(high); // 1, or a delta that was found to suffice
  }

  private Parts parts(PrivacyEvent event, NeighborRelation relation) {
    BigDecimal epsilon = BigDecimal.ZERO;
    BigDecimal delta = BigDecimal.ZERO;
    SortedMap<PrivacyEvent, Long> others = new TreeMap<>(Comparator.comparing(Object::toString));
    boolean revealing = false;
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      PrivacyEvent part = entry.getKey();
      Optional<ApproximateDp> own = OwnLoss.of(part, relation);
      if (own.isPresent()) {
        BigDecimal count = BigDecimal.valueOf(entry.getValue());
        epsilon = epsilon.add(own.get().epsilon().multiply(count));
        delta = delta.add(own.get().delta().multiply(count));
      } else if (part instanceof NonPrivate || part instanceof EpsilonDelta) {
        revealing = true;
      } else {
        others.put(part, entry.getValue());
        bestEpsilon(part, relation, 0.5); // refuses now what it has to refuse
      }
    }
    revealing |= delta.compareTo(BigDecimal.ONE) >= 0;
    BigDecimal kept = revealing ? BigDecimal.ZERO : delta;
    return new Parts(new ApproximateDp(epsilon, kept), others, revealing);
  }

  private double epsilon(Parts parts, NeighborRelation relation, double delta) {
    BigDecimal left = decimal(delta).subtract(parts.own.delta());
    if (parts.revealing || left.signum() < 0) {
      return Double.POSITIVE_INFINITY;
    }
    BigDecimal sum = parts.own.epsilon().multiply(DECIMALS);
    long occurrences = 0;
    for (long count : parts.others.values()) {
      occurrences = Math.addExact(occurrences, count);
    }
    if (occurrences > 0) {
      double share =
          Math.nextDown(left.divide(BigDecimal.valueOf(occurrences), DOWN).doubleValue());
      for (Map.Entry<PrivacyEvent, Long> entry : parts.others.entrySet()) {
        double epsilon = bestEpsilon(entry.getKey(), relation, Math.max(0, share));
        if (epsilon == Double.POSITIVE_INFINITY) {
          return epsilon;
        }
        BigDecimal count = BigDecimal.valueOf(entry.getValue());
        sum = sum.add(new BigDecimal(epsilon).multiply(count));
      }
    }
    return UpwardRounding.toDouble(sum);
  }

  private double bestEpsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    OptionalDouble mu = GaussianCompositions.mu(event, relation);
    if (mu.isPresent()) {
      return GaussianTradeOff.epsilon(mu.getAsDouble(), delta);
    }
    if (event instanceof Zcdp loss) {
      return concentrated(loss, delta);
    }
    try {
      return distributions.epsilon(event, relation, delta);
    } catch (UnsupportedEventException refused) {
      throw new UnsupportedEventException(
          "the naive accountant does not support %s under %s: it has no (epsilon, delta) of its own, and %s"
              .formatted(EventDocument.of(event).get("type"), relation, refused.getMessage()));
    }
  }

  private static double concentrated(Zcdp loss, double delta) {
    if (loss.rho() == 0) {
      return loss.xi(); // a Renyi divergence of at most xi at every order
    }
    if (delta < SMALLEST_DELTA || loss.rho() > 1e300) {
      return Double.POSITIVE_INFINITY;
    }
    return UpwardRounding.toDouble(
        new ZeroConcentratedDp(new BigDecimal(loss.rho()))
            .toApproximateDp(new BigDecimal(delta))
            .epsilon()
            .add(new BigDecimal(loss.xi())));
  }

  private static BigDecimal decimal(double value) {
    return new BigDecimal(Double.toString(value));
  }
}
