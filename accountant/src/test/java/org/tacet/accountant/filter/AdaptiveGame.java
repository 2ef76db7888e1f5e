package org.tacet.accountant.filter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tacet.accountant.filter.FiniteMechanism.Answer;

/**
 * The most that any adversary gets out of an account: who asks sees each answer, and chooses what
 * comes next, whether it runs, and whether a reservation is given back. The value is the largest
 * delta at epsilon, that is the sum of (P - e^epsilon Q)+ over everything that may be seen, by
 * backward induction: all that matters of the past is the account's state, the reservations that
 * are open, and the likelihood ratio of what was seen. So the maximum is over all strategies, with
 * no sampling; what is computed differs from it by rounding alone, some 1e-14.
 *
 * <p>Log ratios that are multiples of a power of two add up exactly, so that histories meet again,
 * and games of many rounds stay small. Others are told apart, one by one.
 */
final class AdaptiveGame {

  private final List<FiniteMechanism> mechanisms;
  private final double epsilon;
  private final int mostOpen;
  private final Map<Node, Double> values = new HashMap<>();
  private final Map<Step, Optional<Spending>> reservations = new HashMap<>();

  /**
   * A game.
   *
   * @param mechanisms that the adversary may ask for, each as often as it is granted
   * @param epsilon at which the distance of the two neighbours' views is measured
   * @param mostOpen how many reservations may wait at a time
   */
  AdaptiveGame(List<FiniteMechanism> mechanisms, double epsilon, int mostOpen) {
    this.mechanisms = mechanisms;
    this.epsilon = epsilon;
    this.mostOpen = mostOpen;
  }

  private record Node(Object state, List<Integer> open, double logRatio, int rounds) {}

  private record Step(Object state, int mechanism) {}

  /**
   * The largest delta.
   *
   * @param rounds how often something may be reserved or asked
   */
  double delta(Spending account, int rounds) {
    return value(account, List.of(), 0, rounds);
  }

  /** Of the second neighbour's probability 1 and the first's e^logRatio. */
  private double value(Spending account, List<Integer> open, double logRatio, int rounds) {
    double stop = Math.max(0, Math.exp(logRatio) - Math.exp(epsilon));
    if (rounds == 0) {
      return stop;
    }
    Node node = new Node(account.state(), open, logRatio, rounds);
    Double known = values.get(node);
    if (known != null) {
      return known;
    }
    double best = stop;
    for (int index = 0; index < mechanisms.size(); index++) {
      Optional<Spending> granted = reserved(account, index);
      if (granted.isPresent()) {
        best = Math.max(best, asked(granted.get(), index, open, logRatio, rounds));
        if (open.size() < mostOpen) {
          best = Math.max(best, value(granted.get(), with(open, index), logRatio, rounds - 1));
        }
      }
    }
    for (int index : open.stream().distinct().toList()) {
      List<Integer> others = without(open, index);
      best = Math.max(best, asked(account, index, others, logRatio, rounds));
      Spending abandoned = account.abandoned(mechanisms.get(index));
      best = Math.max(best, value(abandoned, others, logRatio, rounds));
    }
    values.put(node, best);
    return best;
  }

  private double asked(
      Spending account, int index, List<Integer> open, double logRatio, int rounds) {
    FiniteMechanism mechanism = account.heard(mechanisms.get(index));
    double sum = mechanism.onlyFirst() * Math.exp(logRatio); // told apart with certainty
    for (Answer answer : mechanism.answers()) {
      if (answer.logRatio() > Double.NEGATIVE_INFINITY) {
        double best = 0;
        for (Spending after : account.answered(mechanisms.get(index))) {
          best = Math.max(best, value(after, open, logRatio + answer.logRatio(), rounds - 1));
        }
        sum += answer.underSecond() * best;
      }
    }
    return sum;
  }

  private Optional<Spending> reserved(Spending account, int index) {
    Step step = new Step(account.state(), index);
    Optional<Spending> known = reservations.get(step);
    if (known == null) {
      known = account.reserved(mechanisms.get(index));
      reservations.put(step, known);
    }
    return known;
  }

  private static List<Integer> with(List<Integer> open, int index) {
    List<Integer> more = new ArrayList<>(open);
    more.add(index);
    more.sort(null);
    return List.copyOf(more);
  }

  private static List<Integer> without(List<Integer> open, int index) {
    List<Integer> others = new ArrayList<>(open);
    others.remove((Object) index);
    return List.copyOf(others);
  }
}
