package org.tacet.accountant.renyi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.EventCounts;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.ExponentialMechanism;
import org.tacet.accountant.event.GaussianCompositions;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PermuteAndFlip;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.Zcdp;

/**
 * From events to bounds of their Renyi divergences. A replaced unit moves a sum twice as far as an
 * added one, so that noise counts half there.
 */
final class RenyiCurves {

  private final NeighborRelation relation;
  private final List<ComposedCurve.Part> parts = new ArrayList<>();
  private double squaredMu;
  private double logKept;

  private RenyiCurves(NeighborRelation relation) {
    this.relation = relation;
  }

  /**
   * @throws UnsupportedEventException if nothing is proved of an event under the relation
   */
  static RenyiCurves of(PrivacyEvent event, NeighborRelation relation) {
    RenyiCurves found = new RenyiCurves(relation);
    found.addAll(event, 1);
    if (found.squaredMu > 0) {
      found.parts.add(new ComposedCurve.Part(new LinearCurve(0, found.squaredMu / 2), 1));
    }
    return found;
  }

  /** The curve of all, given that no failure of {@link #additiveDelta} happens. */
  RenyiCurve curve() {
    return parts.size() == 1 && parts.get(0).count() == 1
        ? parts.get(0).curve()
        : new ComposedCurve(parts);
  }

  /**
   * The probability that any of the (epsilon, delta) mechanisms fails, 1 - (1 - delta_1) (1 -
   * delta_2) ..., rounded up: each is pure epsilon-DP otherwise (Kairouz, Oh, Viswanath 2015,
   * section 3.1).
   */
  double additiveDelta() {
    return Math.min(1, -Math.expm1(logKept) * (1 + 0x1p-48));
  }

  private void addAll(PrivacyEvent event, long count) {
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      add(entry.getKey(), Math.multiplyExact(count, entry.getValue()));
    }
  }

  private void add(PrivacyEvent event, long count) {
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      addGaussian(gaussian.getAsDouble() * moves() * moves(), count);
    } else if (event instanceof EpsilonDelta parameters) {
      if (parameters.delta() > 0) {
        logKept += (double) count * Math.log1p(-parameters.delta());
      }
      parts.add(new ComposedCurve.Part(AtomCurve.pure(parameters.epsilon()), count));
    } else {
      RenyiCurve curve = curve(event);
      if (curve != null) {
        parts.add(new ComposedCurve.Part(curve, count));
      }
    }
  }

  private void addGaussian(double more, long count) {
    squaredMu = (squaredMu + more * count * (1 + 0x1p-51)) * (1 + 0x1p-52);
  }

  private double moves() {
    return relation == NeighborRelation.REPLACE_ONE ? 2 : 1;
  }

  private RenyiCurve curve(PrivacyEvent event) {
    if (event instanceof NonPrivate) {
      return new LinearCurve(Double.POSITIVE_INFINITY, 0);
    }
    if (event instanceof Zcdp concentrated) {
      return new LinearCurve(concentrated.xi(), concentrated.rho());
    }
    if (event instanceof Laplace laplace) {
      return new LaplaceCurve(moves() / laplace.noiseMultiplier());
    }
    if (event instanceof PermuteAndFlip mechanism) {
      return new LaplaceCurve(mechanism.epsilon());
    }
    if (event instanceof ExponentialMechanism mechanism) {
      return new BoundedRangeCurve(mechanism.epsilon());
    }
    if (event instanceof PoissonSampled sampled) {
      double mu = Math.sqrt(GaussianCompositions.squaredMu(sampled.event()).orElseThrow());
      return GaussianMixtureCurve.poissonSampled(mu, sampled.samplingProbability());
    }
    throw refused(event, "use the pld accountant");
  }

  private UnsupportedEventException refused(PrivacyEvent event, String instead) {
    return new UnsupportedEventException(
        "the rdp accountant does not support %s under %s: %s."
            .formatted(EventDocument.of(event).get("type"), relation, instead));
  }
}
