package org.tacet.accountant.calibration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.tacet.accountant.noise.DiscreteLaplace;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * A release on two groups, outcome by outcome: a group is dropped, or published with the noisy
 * value of every aggregate. One unit is in both groups. What it costs is added up from the
 * probabilities of what is drawn, without any theory of composition.
 *
 * @param moves how far the unit moves each aggregate in a group
 */
record EnumeratedRelease(
    List<NoiseMechanism> mechanisms, Optional<Choice> choice, List<Long> moves) {

  /** How a group is chosen. */
  sealed interface Choice {}

  /** With a probability by its count of units. */
  record ByTable(TruncatedGeometricSelection table) implements Choice {}

  /**
   * By the noisy value of an aggregate that counts units; not refused if it is too low.
   *
   * @param minimum fewer units are never published
   */
  record ByThreshold(int unitCount, long threshold, long minimum) implements Choice {}

  static Optional<Choice> choice(List<? extends GroupSelection> selections) {
    return selections.stream()
        .map(
            each ->
                each instanceof NoisyThresholdSelection noisy
                    ? new ByThreshold(noisy.unitCount(), noisy.threshold(), noisy.minPrivacyUnits())
                    : new ByTable((TruncatedGeometricSelection) each))
        .map(Choice.class::cast)
        .findFirst();
  }

  /** An outcome's probabilities with the unit and without. */
  private record Outcome(double with, double without) {}

  /**
   * The larger delta at epsilon of the two orders of neighbours, for the worst counts of others.
   */
  double worstDelta(double epsilon) {
    double worst = 0;
    for (long first : others()) {
      List<Outcome> one = group(Math.max(0, first));
      for (long second : others()) {
        worst = Math.max(worst, delta(one, group(Math.max(0, second)), epsilon));
      }
    }
    return worst;
  }

  private long[] others() {
    if (choice.isEmpty()) {
      return new long[] {0};
    }
    if (choice.get() instanceof ByThreshold noisy) {
      long far = 2 * noisy.threshold() + 10;
      return new long[] {noisy.minimum() - 1, noisy.minimum(), noisy.threshold(), far};
    }
    long always = ((ByTable) choice.get()).table().alwaysKeptFrom();
    return new long[] {0, 1, always / 3, always / 2, always - 2, always - 1, always};
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
    double with = 1;
    double without = 1;
    if (choice.isPresent() && choice.get() instanceof ByTable rule) {
      with = rule.table().keepProbability(others + 1);
      without = rule.table().keepProbability(others);
    }
    ByThreshold noisy = choice.isPresent() && choice.get() instanceof ByThreshold it ? it : null;
    if (noisy != null) {
      with = others + 1 >= noisy.minimum() ? 1 : 0;
      without = others >= noisy.minimum() ? 1 : 0;
    }
    List<Outcome> published = List.of(new Outcome(with, without));
    for (int index = 0; index < moves.size(); index++) {
      List<Outcome> longer = new ArrayList<>();
      LongPredicate passes =
          noisy != null && noisy.unitCount() == index
              ? value -> others + value >= noisy.threshold()
              : value -> true;
      List<Outcome> values = values(mechanisms.get(index), moves.get(index), passes);
      for (Outcome before : published) {
        for (Outcome value : values) {
          longer.add(new Outcome(before.with() * value.with(), before.without() * value.without()));
        }
      }
      published = longer;
    }
    List<Outcome> all = new ArrayList<>(published);
    all.add(
        new Outcome(
            Math.max(0, 1 - published.stream().mapToDouble(Outcome::with).sum()),
            Math.max(0, 1 - published.stream().mapToDouble(Outcome::without).sum())));
    return all;
  }

  /**
   * The values of one aggregate above that of the others, of those that pass; those of equal ratio
   * are one outcome, which changes no hockey stick. Beyond the range lies less than 1e-12.
   */
  private static List<Outcome> values(NoiseMechanism mechanism, long move, LongPredicate passes) {
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
      if (!passes.test(x)) {
        continue;
      }
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
