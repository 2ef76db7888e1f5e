package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chooses, by draws of their own, the events that promise the largest bounds on the draws to come.
 * What is chosen never sees the draws that it is tested on, so that it takes nothing from their
 * confidence.
 */
final class EventSearch {

  private static final int THRESHOLDS = 32;
  private static final int ATOMS = 3;

  /** Deviations that a bound of the confidence of an audit stays off by, about. */
  private static final double DEVIATIONS = 6;

  private record Promise(Event event, double epsilon) {}

  private final Draws with;
  private final Draws without;
  private final double delta;
  private final int testedDraws;

  /**
   * @param delta of the claim
   * @param testedDraws how many a side there will be
   */
  EventSearch(Draws with, Draws without, double delta, int testedDraws) {
    this.with = with;
    this.without = without;
    this.delta = delta;
    this.testedDraws = testedDraws;
  }

  /** The most promising events, of different features; at most so many. */
  List<Event> best(int most) {
    Features features = new Features(List.of(with, without));
    int half = with.size() / 2;
    LikelihoodRatio ratio =
        new LikelihoodRatio(features.cells(), with.part(0, half), without.part(0, half));
    WeightedSum sum = new WeightedSum(features.cells(), with.part(0, half), without.part(0, half));
    // By the half that they have not seen.
    Draws lastWith = with.part(half, with.size());
    Draws lastWithout = without.part(half, with.size());
    List<Promise> learned = new ArrayList<>(promises(ratio.feature(), lastWith, lastWithout));
    learned.addAll(promises(sum.feature(), lastWith, lastWithout));
    learned.sort(Comparator.comparingDouble(Promise::epsilon).reversed());
    List<Promise> promises = new ArrayList<>();
    features.all().forEach(feature -> promises.addAll(promises(feature, with, without)));
    promises.sort(Comparator.comparingDouble(Promise::epsilon).reversed());
    List<Event> best = new ArrayList<>(learned.stream().limit(1).map(Promise::event).toList());
    Set<String> chosen = new HashSet<>();
    for (Promise promise : promises) {
      if (best.size() < most && chosen.add(promise.event().feature().name())) {
        best.add(promise.event());
      }
    }
    return best;
  }

  /** Of one feature, the largest first. */
  private List<Promise> promises(Feature feature, Draws ofWith, Draws ofWithout) {
    double[] one = feature.values().apply(ofWith);
    double[] other = feature.values().apply(ofWithout);
    List<Promise> promises = new ArrayList<>();
    for (double threshold : thresholds(one, other)) {
      add(promises, feature, one, other, Event.Relation.AT_MOST, threshold);
      add(promises, feature, one, other, Event.Relation.ABOVE, threshold);
    }
    for (double atom : atoms(one, other)) {
      add(promises, feature, one, other, Event.Relation.EQUAL, atom);
    }
    promises.sort(Comparator.comparingDouble(Promise::epsilon).reversed());
    return promises.subList(0, Math.min(2, promises.size()));
  }

  private void add(
      List<Promise> promises,
      Feature feature,
      double[] one,
      double[] other,
      Event.Relation relation,
      double number) {
    double ofOne = (Event.seen(one, relation, number) + 0.5) / (one.length + 1.0);
    double ofOther = (Event.seen(other, relation, number) + 0.5) / (other.length + 1.0);
    promises.add(new Promise(new Event(feature, relation, number, true), promised(ofOne, ofOther)));
    promises.add(
        new Promise(new Event(feature, relation, number, false), promised(ofOther, ofOne)));
  }

  private double promised(double likely, double unlikely) {
    double lower = likely - DEVIATIONS * Math.sqrt(likely * (1 - likely) / testedDraws) - delta;
    double upper =
        unlikely
            + DEVIATIONS * Math.sqrt(unlikely * (1 - unlikely) / testedDraws)
            + DEVIATIONS * DEVIATIONS / 2 / testedDraws;
    return lower <= 0 ? Double.NEGATIVE_INFINITY : Math.log(lower / upper);
  }

  private static Set<Double> thresholds(double[] one, double[] other) {
    double[] all = sorted(one, other);
    Set<Double> thresholds = new TreeSet<>();
    for (int index = 0; index < THRESHOLDS && all.length > 0; index++) {
      thresholds.add(all[(int) ((long) index * all.length / THRESHOLDS)]);
    }
    if (all.length > 0) {
      thresholds.add(Math.nextDown(all[0])); // above it is every value there is
    }
    return thresholds;
  }

  private static List<Double> atoms(double[] one, double[] other) {
    Map<Double, Integer> counts = new HashMap<>();
    for (double value : sorted(one, other)) {
      counts.merge(value, 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<Double, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(ATOMS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static double[] sorted(double[] one, double[] other) {
    return Arrays.stream(new double[][] {one, other})
        .flatMapToDouble(Arrays::stream)
        .filter(value -> !Double.isNaN(value))
        .sorted()
        .toArray();
  }
}
