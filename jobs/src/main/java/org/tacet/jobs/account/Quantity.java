package org.tacet.jobs.account;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tacet.accountant.accounting.TradeOffCurve;
import org.tacet.accountant.calibration.NoiseMultiplierSearch;
import org.tacet.accountant.calibration.PrivacyTarget;
import org.tacet.accountant.calibration.StepSearch;
import org.tacet.accountant.event.EventTemplate;
import org.tacet.accountant.selection.GroupSelections;

/** What a query may ask for, and the fields of its target beside {@code quantity}. */
enum Quantity {
  /** The smallest epsilon at a delta. */
  EPSILON("delta") {
    @Override
    Number value(Query query, Fields target) {
      double delta = target.number("delta", "epsilon is asked at a delta, such as 1e-5");
      if (!(delta >= 0 && delta < 1)) {
        throw outside("delta", "at least 0 and below 1", delta);
      }
      double epsilon = query.accountant().epsilon(query.event(), query.relation(), delta);
      if (epsilon == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            delta == 0
                ? "epsilon is infinite at delta 0: the event has no pure epsilon, as Gaussian noise has none. Give target.delta above 0."
                : "epsilon is infinite at delta %s: the event fails with a larger probability. Give a larger target.delta."
                    .formatted(delta));
      }
      return epsilon;
    }
  },
  /** The smallest delta at an epsilon. */
  DELTA("epsilon") {
    @Override
    Number value(Query query, Fields target) {
      double epsilon = target.number("epsilon", "delta is asked at an epsilon, such as 1");
      if (!(epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY)) {
        throw outside("epsilon", "a finite number of at least 0", epsilon);
      }
      return query.accountant().delta(query.event(), query.relation(), epsilon);
    }
  },
  /** The value of the field that is null with the least noise within (epsilon, delta). */
  NOISE_MULTIPLIER("epsilon", "delta") {
    @Override
    Number value(Query query, Fields target) {
      PrivacyTarget within = within(query, target);
      EventTemplate template = EventTemplate.ofNoise(query.eventDocument());
      return template.value(NoiseMultiplierSearch.smallest(template::event, within));
    }
  },
  /** The largest count within (epsilon, delta), where the event has {@code "count": null}. */
  STEPS("epsilon", "delta") {
    @Override
    Number value(Query query, Fields target) {
      PrivacyTarget within = within(query, target);
      EventTemplate template = EventTemplate.ofCount(query.eventDocument());
      return StepSearch.largest(template::repeated, within);
    }
  },
  /** How often a test recognises a data set, at most, that errs at a rate. */
  TRUE_POSITIVE_RATE("false_positive_rate") {
    @Override
    Number value(Query query, Fields target) {
      double rate =
          target.number("false_positive_rate", "a rate is asked at another, such as 0.01");
      if (!(rate >= 0 && rate <= 1)) {
        throw outside("false_positive_rate", "in [0, 1]", rate);
      }
      return curve(query).truePositiveRate(rate);
    }
  },
  /** Delta at epsilon 0. */
  TOTAL_VARIATION() {
    @Override
    Number value(Query query, Fields target) {
      return curve(query).totalVariation();
    }
  },
  /** An estimate of the mu of a Gaussian mechanism that tells as much. */
  GDP_MU() {
    @Override
    Number value(Query query, Fields target) {
      double mu = curve(query).estimateGdpMu();
      if (mu == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException(
            "gdp_mu is infinite: the event fails with some probability, as no Gaussian noise does. Ask for epsilon at a delta.");
      }
      return mu;
    }
  },
  /** The probability that a selection keeps a group of so many units. */
  KEEP_PROBABILITY("privacy_units", "min_privacy_units_per_group") {
    @Override
    Number value(Query query, Fields target) {
      long units =
          target.wholeNumber("privacy_units", 0, "say how many privacy units are in the group");
      return GroupSelections.keepProbability(query.event(), minimum(target), units);
    }
  },
  /** The (noisy) count from which a selection keeps a group. */
  THRESHOLD("min_privacy_units_per_group") {
    @Override
    Number value(Query query, Fields target) {
      return GroupSelections.threshold(query.event(), minimum(target));
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that can't be changed
  private final List<String> fields;

  Quantity(String... fields) {
    this.fields = List.of(fields);
  }

  /**
   * The answer.
   *
   * @throws IllegalArgumentException that says what of the query is wrong, or why there is none
   */
  abstract Number value(Query query, Fields target);

  /** The name in queries. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The fields of its target, beside {@code quantity}. */
  List<String> fields() {
    return fields;
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Quantity::word).toList();
  }

  private static long minimum(Fields target) {
    String field = "min_privacy_units_per_group";
    return target.has(field) ? target.wholeNumber(field, 1, "") : 1;
  }

  private static PrivacyTarget within(Query query, Fields target) {
    String fix = "a calibration stays within target.epsilon and target.delta";
    double epsilon = target.number("epsilon", fix);
    double delta = target.number("delta", fix);
    try {
      return new PrivacyTarget(query.accountant(), query.relation(), epsilon, delta);
    } catch (IllegalArgumentException bad) {
      throw new IllegalArgumentException("target." + bad.getMessage(), bad);
    }
  }

  private static TradeOffCurve curve(Query query) {
    return new TradeOffCurve(query.accountant(), query.event(), query.relation());
  }

  private static IllegalArgumentException outside(String field, String legal, double value) {
    return new IllegalArgumentException(
        "target." + field + " must be " + legal + ". Provided value: " + value + ".");
  }
}
