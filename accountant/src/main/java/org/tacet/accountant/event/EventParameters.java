package org.tacet.accountant.event;

import java.util.List;

/** The legal ranges of parameters. Fields are named as in documents. */
final class EventParameters {

  private EventParameters() {}

  static void requirePositive(String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw refused(field, "a finite number above 0", value);
    }
  }

  static void requireNotNegative(String field, double value) {
    requireAtLeast(field, value, 0);
  }

  static void requireAtLeast(String field, double value, int smallest) {
    if (!(value >= smallest && value < Double.POSITIVE_INFINITY)) {
      throw refused(field, "a finite number of at least " + smallest, value);
    }
  }

  static void requireProbability(String field, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw refused(field, "in [0, 1]", value);
    }
  }

  static void requireOpenProbability(String field, double value) {
    if (!(value > 0 && value < 1)) {
      throw refused(field, "above 0 and below 1", value);
    }
  }

  static void requireShape(String field, double value) {
    if (!(value >= 0)) {
      throw refused(field, "at least 0, or infinity", value);
    }
  }

  static void requireNotNegative(String field, long value) {
    if (value < 0) {
      throw refused(field, "a whole number of at least 0", value);
    }
  }

  static void requireAtLeastOne(String field, long value) {
    if (value < 1) {
      throw refused(field, "a whole number of at least 1", value);
    }
  }

  static void requireBetween(String field, long value, long smallest, long largest) {
    if (value < smallest || value > largest) {
      throw refused(field, "a whole number from " + smallest + " to " + largest, value);
    }
  }

  static void requireNotEmpty(String field, List<?> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          field
              + " must have at least one entry. Provided value: []. For nothing at all use NoOp.");
    }
  }

  static void requireMixture(List<Double> sensitivities, List<Double> samplingProbs) {
    requireNotEmpty("sensitivities", sensitivities);
    if (sensitivities.size() != samplingProbs.size()) {
      throw new IllegalArgumentException(
          "sampling_probs must have one entry for each of the %d sensitivities. Provided value: %d entries."
              .formatted(sensitivities.size(), samplingProbs.size()));
    }
    sensitivities.forEach(sensitivity -> requireNotNegative("sensitivities", sensitivity));
    samplingProbs.forEach(probability -> requireProbability("sampling_probs", probability));
    double sum = samplingProbs.stream().mapToDouble(Double::doubleValue).sum();
    if (Math.abs(sum - 1) > 1e-9) {
      throw refused("sampling_probs", "probabilities that add up to 1", sum);
    }
  }

  /** The L2 norm of whole numbers is at most their L1 norm, and at least its square root. */
  static void requireNorms(long l1Sensitivity, double l2Sensitivity) {
    double smallest = Math.sqrt((double) l1Sensitivity) * (1 - 1e-12);
    if (l2Sensitivity > l1Sensitivity || l2Sensitivity < smallest) {
      throw refused(
          "l2_sensitivity",
          "from the square root of l1_sensitivity to l1_sensitivity itself, %d"
              .formatted(l1Sensitivity),
          l2Sensitivity);
    }
  }

  private static IllegalArgumentException refused(String field, String legal, Object value) {
    return new IllegalArgumentException(
        field + " must be " + legal + ". Provided value: " + value + ".");
  }
}
