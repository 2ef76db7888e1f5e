package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * A release on two groups, outcome by outcome: a group is dropped, or published with the noisy
 * value of every aggregate. One unit is in both groups. What it costs is added up from the
 * probabilities of what is drawn, without any theory of composition.
 *
 * @param moves how far the unit moves each aggregate in a group
 */
record EnumeratedRelease(
    List<NoiseMechanism> mechanisms,
    Optional<TruncatedGeometricSelection> selection,
    List<Long> moves) {

  /** An outcome's probabilities with the unit and without. */
  private record Outcome(double with, double without) {}

  /**
   * The larger delta at epsilon of the two orders of neighbours, for the worst counts of others.
   */
  double worstDelta(double epsilon) {
    double worst = 0;
    long always = selection.map(TruncatedGeometricSelection::alwaysKeptFrom).orElse(0L);
    long[] others =
        selection.isPresent()
            ? new long[] {0, 1, always / 3, always / 2, always - 2, always - 1, always}
            : new long[] {0};
    for (long first : others) {
      List<Outcome> one = group(Math.max(0, first));
      for (long second : others) {
        worst = Math.max(worst, delta(one, group(Math.max(0, second)), epsilon));
      }
    }
    return worst;
  }

  private static double delta(List<Outcome> first, List<Outcome> second, double epsilon) {
    double factor = Math.exp(epsilon);
    double added = 0;
    double removed = 0;
    for (Outcome one : first) {
      for (Outcome two : second) {
        double with = one.with() * two.with();
        double without = one.without() * two.without();
        added += Math.max(0, with - factor * without);
        removed += Math.max(0, without - factor * with);
      }
    }
    return Math.max(added, removed);
  }

  /** One group with a count of others. */
  private List<Outcome> group(long others) {
    double with = selection.map(rule -> rule.keepProbability(others + 1)).orElse(1.0);
    double without = selection.map(rule -> rule.keepProbability(others)).orElse(1.0);
    List<Outcome> published = List.of(new Outcome(with, without));
    for (int index = 0; index < moves.size(); index++) {
      List<Outcome> longer = new ArrayList<>();
      List<Outcome> values = values(mechanisms.get(index), moves.get(index));
      for (Outcome before : published) {
        for (Outcome value : values) {
          longer.add(new Outcome(before.with() * value.with(), before.without() * value.without()));
        }
      }
      published = longer;
    }
    List<Outcome> all = new ArrayList<>(published);
    all.add(new Outcome(1 - with, 1 - without));
    return all;
  }

  /**
   * The values of one aggregate; those of equal ratio are one outcome, which changes no hockey
   * stick. Beyond the range lies less than 1e-12.
   */
  private static List<Outcome> values(NoiseMechanism mechanism, long move) {
    boolean laplace = mechanism instanceof DiscreteLaplace;
    double scale = mechanism.scale();
    long reach = (long) Math.ceil(scale * (laplace ? 28 : 7.2)) + Math.abs(move);
    double norm = 0;
    for (long x = -2 * reach; x <= 2 * reach; x++) {
      norm += weight(x, scale, laplace);
    }
    List<Outcome> values = new ArrayList<>();
    Outcome last = null;
    for (long x = -reach; x <= reach; x++) {
      double with = weight(x - move, scale, laplace) / norm;
      double without = weight(x, scale, laplace) / norm;
      if (last != null && Math.abs(with * last.without() / (without * last.with()) - 1) < 1e-13) {
        with += last.with();
        without += last.without();
        values.remove(values.size() - 1);
      }
      last = new Outcome(with, without);
      values.add(last);
    }
    return values;
  }

  private static double weight(long x, double scale, boolean laplace) {
    double distance = Math.abs(x) / scale;
    return Math.exp(laplace ? -distance : -distance * distance / 2);
  }
}
