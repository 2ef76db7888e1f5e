package org.tacet.accountant.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tacet.accountant.arithmetic.NormalLaw;
import org.tacet.accountant.event.DiscreteGaussian;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.TruncatedGeometricSelection;

/**
 * A mechanism with few answers, each with its exact probability under two neighbours, and the event
 * that an account is charged for it. Answers of equal likelihood ratio are one: whoever decides by
 * ratios can't use the difference. Probabilities are computed without the code under test.
 *
 * @param name for messages
 * @param event what is charged
 * @param answers those of positive probability under the second neighbour
 * @param onlyFirst the probability under the first neighbour of answers that the second never gives
 */
record FiniteMechanism(String name, PrivacyEvent event, List<Answer> answers, double onlyFirst) {

  /**
   * An answer.
   *
   * @param underSecond its probability under the second neighbour, above 0
   * @param logRatio the log of its probability under the first over that; negative infinity where
   *     the first never gives it
   */
  record Answer(double underSecond, double logRatio) {}

  /** Randomized response, which no pure epsilon exceeds. */
  static FiniteMechanism response(double epsilon) {
    return failing(epsilon, 0);
  }

  /** Randomized response that gives all away with probability delta. */
  static FiniteMechanism failing(double epsilon, double delta) {
    List<Answer> answers = new ArrayList<>();
    double truthful = 1 / (1 + Math.exp(-epsilon));
    if (epsilon == 0) {
      answers.add(new Answer(1 - delta, 0));
    } else {
      answers.add(new Answer((1 - delta) * truthful, -epsilon));
      answers.add(new Answer((1 - delta) * (1 - truthful), epsilon));
    }
    if (delta > 0) {
      answers.add(new Answer(delta, Double.NEGATIVE_INFINITY));
    }
    return new FiniteMechanism(
        "response of (%s, %s)".formatted(epsilon, delta),
        new EpsilonDelta(epsilon, delta),
        List.copyOf(answers),
        delta);
  }

  /** A count of 0 or {@code sensitivity} with discrete Laplace noise, whole law. */
  static FiniteMechanism discreteLaplace(double noiseParameter, int sensitivity) {
    // Beyond both counts the ratio stays: the two tails are an answer each.
    double tail = 1 / (1 + Math.exp(noiseParameter)); // P(x >= 1)
    List<Answer> answers = new ArrayList<>();
    answers.add(new Answer(1 - tail, -noiseParameter * sensitivity)); // x <= 0
    for (int x = 1; x < sensitivity; x++) {
      double mass = Math.tanh(noiseParameter / 2) * Math.exp(-noiseParameter * x);
      answers.add(new Answer(mass, noiseParameter * (2 * x - sensitivity)));
    }
    double beyond = tail * Math.exp(-noiseParameter * (sensitivity - 1)); // x >= sensitivity
    answers.add(new Answer(beyond, noiseParameter * sensitivity));
    return new FiniteMechanism(
        "discrete Laplace noise of " + noiseParameter,
        new DiscreteLaplace(noiseParameter, sensitivity),
        merged(answers),
        0);
  }

  /**
   * A count of 0 or 1 with discrete Gaussian noise, rounded to -1 .. 2: no worse than unrounded.
   */
  static FiniteMechanism discreteGaussian(double sigma) {
    double[] under = new double[4];
    double[] shifted = new double[4];
    double whole = 0;
    int far = (int) Math.ceil(12 * sigma) + 2;
    for (int x = -far; x <= far; x++) {
      double mass = Math.exp(-x * x / (2 * sigma * sigma));
      whole += mass;
      under[cell(x)] += mass;
      shifted[cell(x + 1)] += mass;
    }
    List<Answer> answers = new ArrayList<>();
    for (int cell = 0; cell < under.length; cell++) {
      answers.add(new Answer(under[cell] / whole, Math.log(shifted[cell] / under[cell])));
    }
    return new FiniteMechanism(
        "discrete Gaussian noise of " + sigma,
        new DiscreteGaussian(sigma, 1),
        List.copyOf(answers),
        0);
  }

  private static int cell(int x) {
    return Math.max(-1, Math.min(2, x)) + 1;
  }

  /** A sum of 0 or 1 with Gaussian noise, of which only the cell between the cuts is told. */
  static FiniteMechanism gaussian(double noiseMultiplier, double... cuts) {
    List<Answer> answers = new ArrayList<>();
    double above = 1;
    double shiftedAbove = 1;
    for (int index = 0; index <= cuts.length; index++) {
      boolean last = index == cuts.length;
      double next = last ? 0 : NormalLaw.upperTail(cuts[index] / noiseMultiplier);
      double shiftedNext = last ? 0 : NormalLaw.upperTail((cuts[index] - 1) / noiseMultiplier);
      double mass = above - next;
      answers.add(new Answer(mass, Math.log((shiftedAbove - shiftedNext) / mass)));
      above = next;
      shiftedAbove = shiftedNext;
    }
    return new FiniteMechanism(
        "Gaussian noise of " + noiseMultiplier,
        new Gaussian(noiseMultiplier),
        List.copyOf(answers),
        0);
  }

  /** Whether a group of {@code units}, or of one more, is kept (Desfontaines et al., Theorem 1). */
  static FiniteMechanism selection(double epsilon, double delta, int units) {
    double kept = 0;
    double keptWithOneMore = delta;
    for (int count = 0; count < units; count++) {
      kept = keptWithOneMore;
      keptWithOneMore =
          Math.min(
              Math.min(1, Math.exp(epsilon) * kept + delta),
              1 - Math.exp(-epsilon) * (1 - kept - delta));
    }
    List<Answer> answers = new ArrayList<>();
    answers.add(new Answer(1 - kept, Math.log((1 - keptWithOneMore) / (1 - kept))));
    if (kept > 0) {
      answers.add(new Answer(kept, Math.log(keptWithOneMore / kept)));
    }
    return new FiniteMechanism(
        "selection at %d units".formatted(units),
        new TruncatedGeometricSelection(epsilon, delta, 1),
        List.copyOf(answers),
        kept > 0 ? 0 : keptWithOneMore);
  }

  /** The same mechanism on the neighbours the other way round. */
  FiniteMechanism reversed() {
    List<Answer> answersOfFirst = new ArrayList<>();
    double onlySecond = 0;
    for (Answer answer : answers) {
      if (answer.logRatio() == Double.NEGATIVE_INFINITY) {
        onlySecond += answer.underSecond();
      } else {
        double underFirst = answer.underSecond() * Math.exp(answer.logRatio());
        answersOfFirst.add(new Answer(underFirst, -answer.logRatio()));
      }
    }
    if (onlyFirst > 0) {
      answersOfFirst.add(new Answer(onlyFirst, Double.NEGATIVE_INFINITY));
    }
    return new FiniteMechanism(name + ", reversed", event, List.copyOf(answersOfFirst), onlySecond);
  }

  private static List<Answer> merged(List<Answer> answers) {
    Map<Double, Double> masses = new TreeMap<>();
    answers.forEach(answer -> masses.merge(answer.logRatio(), answer.underSecond(), Double::sum));
    return masses.entrySet().stream()
        .map(entry -> new Answer(entry.getValue(), entry.getKey()))
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
