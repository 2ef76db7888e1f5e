package org.tacet.accountant.composition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;

/**
 * The smallest answer of all accountants that support an event. Each answer is an upper bound of
 * the truth, whatever was asked before, so that the smallest is one. Who can't be better than an
 * answer that is there is not asked: the closed form of Gaussian noise is exact, and a sum of parts
 * costs no less than the composition of their losses.
 */
public final class BestAccountant implements Accountant {

  private final List<Accountant> accountants;

  /**
   * @param accountants at least one
   */
  public BestAccountant(List<Accountant> accountants) {
    if (accountants.isEmpty()) {
      throw new IllegalArgumentException(
          "accountants must have at least one entry. Provided value: [].");
    }
    this.accountants =
        accountants.stream()
            .sorted(Comparator.comparing(one -> one instanceof NaiveAccountant))
            .toList();
  }

  @Override
  public String name() {
    return "best";
  }

  @Override
  public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
    return smallest(event, relation, one -> one.epsilon(event, relation, delta));
  }

  @Override
  public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
    return smallest(event, relation, one -> one.delta(event, relation, epsilon));
  }

  private double smallest(
      PrivacyEvent event, NeighborRelation relation, ToDoubleFunction<Accountant> question) {
    double smallest = Double.POSITIVE_INFINITY;
    List<String> refusals = new ArrayList<>();
    boolean composed = false;
    for (Accountant accountant : accountants) {
      if (composed && accountant instanceof NaiveAccountant) {
        continue;
      }
      try {
        double answer = question.applyAsDouble(accountant);
        if (accountant instanceof AnalyticGaussianAccountant) {
          return answer;
        }
        composed |= accountant instanceof PldAccountant;
        smallest = answer < smallest ? answer : smallest; // what is no number says nothing
      } catch (UnsupportedEventException refused) {
        refusals.add(refused.getMessage());
      }
    }
    if (refusals.size() == accountants.size()) {
      throw new UnsupportedEventException(
          "the best accountant does not support %s under %s, as none does: %s"
              .formatted(
                  EventDocument.of(event).get("type"), relation, String.join(" ", refusals)));
    }
    return smallest;
  }
}
