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
import org.tacet.accountant.event.MixtureOfGaussians;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.RandomizedResponse;
import org.tacet.accountant.event.RepeatAndSelect;
import org.tacet.accountant.event.SampledWithoutReplacement;
import org.tacet.accountant.event.SelectionEvents;
import org.tacet.accountant.event.SingleEpochTreeAggregation;
import org.tacet.accountant.event.TruncatedSubsampledGaussian;
import org.tacet.accountant.event.Zcdp;

/**
 * From events to bounds of their Renyi divergences. A replaced unit moves a sum twice as far as an
 * added one, so that noise counts half there.
 */
final class RenyiCurves {

  /** What costs nothing. */
  static final RenyiCurve FREE = new LinearCurve(0, 0);

  private final NeighborRelation relation;
  private final List<ComposedCurve.Part> parts = new ArrayList<>();
  private double squaredMu;
  private double additiveDelta;

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

  /** The probability that any of the (epsilon, delta) mechanisms fails, rounded up. */
  double additiveDelta() {
    return additiveDelta;
  }

  private void addAll(PrivacyEvent event, long count) {
    for (Map.Entry<PrivacyEvent, Long> entry : EventCounts.of(event).entrySet()) {
      add(entry.getKey(), Math.multiplyExact(count, entry.getValue()));
    }
  }

  private void add(PrivacyEvent event, long count) {
    OptionalDouble gaussian = GaussianCompositions.squaredMu(event);
    if (gaussian.isPresent()) {
      // Not 0 even where that underflows: NoOp is not among the events.
      addGaussian(Math.max(Double.MIN_NORMAL, gaussian.getAsDouble() * moves() * moves()), count);
    } else if (event instanceof EpsilonDelta parameters) {
      addPure(parameters.epsilon(), parameters.delta(), count);
    } else if (event instanceof PoissonSampled sampled
        && SamplingCurves.probability(sampled) == 1) {
      addAll(SamplingCurves.inside(sampled), count);
    } else if (relation != NeighborRelation.REPLACE_ONE
        && event instanceof PoissonSampled sampled
        && SamplingCurves.inside(sampled) instanceof EpsilonDelta parameters) {
      // Amplified to (log(1 + q (e^epsilon - 1)), q delta) (Balle, Barthe, Gaboardi 2018, Theorem
      // 8), and exactly computed where delta is 0.
      double q = SamplingCurves.probability(sampled);
      if (parameters.delta() == 0) {
        addCurve(SamplingCurves.sampledPure(parameters.epsilon(), q), count);
      } else {
        double epsilon = AtomCurve.sampledLoss(parameters.epsilon(), q) * (1 + 0x1p-49);
        addPure(epsilon, Math.min(1, Math.nextUp(parameters.delta() * q)), count);
      }
    } else if (SelectionEvents.expand(event, relation) != event) {
      addAll(SelectionEvents.expand(event, relation), count);
    } else {
      addCurve(curve(event), count);
    }
  }

  private void addPure(double epsilon, double delta, long count) {
    double failing = FailureProbability.ofAny(delta, count);
    additiveDelta = FailureProbability.ofEither(additiveDelta, failing);
    addCurve(AtomCurve.pure(epsilon), count);
  }

  private void addCurve(RenyiCurve curve, long count) {
    if (curve != FREE) {
      parts.add(new ComposedCurve.Part(curve, count));
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
    if (event instanceof ExponentialMechanism mechanism) {
      return new BoundedRangeCurve(mechanism.epsilon());
    }
    if (event instanceof RandomizedResponse response) {
      return new NoiseCurves(relation).randomizedResponse(response);
    }
    if (event instanceof SingleEpochTreeAggregation tree) {
      return new LinearCurve(0, TreeNoise.squaredMu(tree, relation, "rdp") / 2);
    }
    if (event instanceof MixtureOfGaussians mixture) {
      return new NoiseCurves(relation).mixture(mixture);
    }
    if (event instanceof PoissonSampled sampled) {
      return new SamplingCurves(relation).poissonSampled(sampled);
    }
    if (event instanceof SampledWithoutReplacement sampled) {
      return new SamplingCurves(relation).withoutReplacement(sampled);
    }
    if (event instanceof TruncatedSubsampledGaussian sampled) {
      return new SamplingCurves(relation).truncated(sampled);
    }
    if (event instanceof RepeatAndSelect repeated) {
      return repeated(repeated);
    }
    RenyiCurve additive = new NoiseCurves(relation).symmetric(event);
    if (additive == null) {
      throw refused(event, relation, "use the pld accountant");
    }
    return additive;
  }

  private RenyiCurve repeated(RepeatAndSelect event) {
    RenyiCurves run = of(event.event(), relation);
    if (run.additiveDelta() > 0) {
      throw refused(event, relation, "a repeated mechanism must have no delta of its own");
    }
    boolean once = event.mean() == 1 && event.shape() < Double.POSITIVE_INFINITY;
    return once ? run.curve() : new RepeatedCurve(run.curve(), event.mean(), event.shape());
  }

  static UnsupportedEventException refused(
      PrivacyEvent event, NeighborRelation relation, String instead) {
    return new UnsupportedEventException(
        "the rdp accountant does not support %s under %s: %s."
            .formatted(EventDocument.of(event).get("type"), relation, instead));
  }
}
