package org.tacet.accountant.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An event with one parameter left open: a document ({@link EventDocument}) in which a field is
 * {@code null}, as {@code "noise_multiplier": null}. Where several are null they are one parameter:
 * of one name, and they get the same value.
 */
public final class EventTemplate {

  /** How the value of a field follows from an amount of noise, any finite number above 0. */
  private enum Direction {
    /** The field is the amount. */
    NOISE {
      @Override
      double value(double noise) {
        return noise;
      }
    },
    /** A larger value is less noise. */
    LOSS {
      @Override
      double value(double noise) {
        return 1 / noise;
      }
    },
    /** The probability of an answer that is nothing but noise. */
    PROBABILITY_OF_NOISE {
      @Override
      double value(double noise) {
        return noise / (1 + noise);
      }
    };

    abstract double value(double noise);
  }

  /** What may be left open, by type and field. */
  private static final Map<String, Direction> OPEN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("Gaussian.noise_multiplier", Direction.NOISE),
              Map.entry("Laplace.noise_multiplier", Direction.NOISE),
              Map.entry("TruncatedSubsampledGaussian.noise_multiplier", Direction.NOISE),
              Map.entry("SingleEpochTreeAggregation.noise_multiplier", Direction.NOISE),
              Map.entry("DiscreteGaussian.sigma", Direction.NOISE),
              Map.entry("MixtureOfGaussians.standard_deviation", Direction.NOISE),
              Map.entry("Skellam.mu", Direction.NOISE),
              Map.entry("RandomizedResponse.noise_parameter", Direction.PROBABILITY_OF_NOISE),
              Map.entry("DiscreteLaplace.noise_parameter", Direction.LOSS),
              Map.entry("ExponentialMechanism.epsilon", Direction.LOSS),
              Map.entry("PermuteAndFlip.epsilon", Direction.LOSS),
              Map.entry("EpsilonDelta.epsilon", Direction.LOSS),
              Map.entry("ZCDP.rho", Direction.LOSS)));

  private static final String COUNT = "SelfComposed.count";

  private final Object document;
  private final String open;

  private EventTemplate(Object document, String open) {
    this.document = document;
    this.open = open;
  }

  /**
   * Reads an event whose noise is open.
   *
   * @throws IllegalArgumentException if none of the fields that may be is null, if others are, if
   *     they are of several types or names, or if the document has another fault
   */
  public static EventTemplate ofNoise(Object document) {
    List<String> found = found(document);
    if (found.isEmpty() || found.contains(COUNT)) {
      throw new IllegalArgumentException(
          "event must have its noise as null, for example \"noise_multiplier\": null. Fields that may be: %s. Provided value: %s."
              .formatted(String.join(", ", OPEN.keySet()), found.isEmpty() ? "no null" : COUNT));
    }
    EventTemplate template = new EventTemplate(document, found.get(0));
    if (found.size() > 1) {
      requireOneDirection(found);
    }
    template.event(1);
    return template;
  }

  /**
   * Reads a composition whose count is open.
   *
   * @throws IllegalArgumentException if no count is null, or another field is, or the document has
   *     another fault
   */
  public static EventTemplate ofCount(Object document) {
    List<String> found = found(document);
    if (!found.equals(List.of(COUNT))) {
      throw new IllegalArgumentException(
          "event must have a SelfComposed with \"count\": null, and no other null. Provided value: %s."
              .formatted(found.isEmpty() ? "no null" : String.join(", ", found)));
    }
    EventTemplate template = new EventTemplate(document, COUNT);
    template.repeated(1);
    return template;
  }

  private static void requireOneDirection(List<String> found) {
    TreeSet<String> meanings = new TreeSet<>();
    for (String one : found) {
      meanings.add(one.substring(one.indexOf('.') + 1) + " as " + OPEN.get(one));
    }
    if (meanings.size() > 1) {
      throw new IllegalArgumentException(
          "event must have null in fields of one name, which get the same value. Provided value: null in %s."
              .formatted(String.join(", ", found)));
    }
  }

  /** The event at an amount of noise: a finite number above 0. */
  public PrivacyEvent event(double noise) {
    return EventDocument.read(filled(document, value(noise)));
  }

  /** The event with its open count at {@code count}. */
  public PrivacyEvent repeated(long count) {
    return EventDocument.read(filled(document, count));
  }

  /**
   * The value of the field at an amount of noise. More noise is a larger value, but for fields that
   * count the other way: {@code DiscreteLaplace.noise_parameter}, and epsilon or rho of a mechanism
   * that is known by them alone.
   */
  public double value(double noise) {
    return OPEN.get(open).value(noise);
  }

  /** Types and fields that are null, each once, in the order of the document. */
  private static List<String> found(Object document) {
    List<String> found = new ArrayList<>();
    walk(document, found);
    return found;
  }

  private static void walk(Object document, List<String> found) {
    if (document instanceof List<?> entries) {
      entries.forEach(entry -> walk(entry, found));
    }
    if (document instanceof Map<?, ?> fields) {
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        String name = fields.get("type") + "." + field.getKey();
        boolean mayBeOpen = OPEN.containsKey(name) || name.equals(COUNT);
        if (field.getValue() == null && mayBeOpen && !found.contains(name)) {
          found.add(name);
        }
        walk(field.getValue(), found);
      }
    }
  }

  /** A copy with every open field filled; a null elsewhere stays, for the reader to refuse. */
  private Object filled(Object part, Object value) {
    if (part instanceof List<?> entries) {
      List<Object> copy = new ArrayList<>();
      entries.forEach(entry -> copy.add(filled(entry, value)));
      return copy;
    }
    if (part instanceof Map<?, ?> fields) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      fields.forEach(
          (name, given) -> {
            String field = fields.get("type") + "." + name;
            boolean here = given == null && isOpen(field);
            copy.put(name, here ? value : filled(given, value));
          });
      return copy;
    }
    return part;
  }

  private boolean isOpen(String field) {
    return open.equals(COUNT) ? field.equals(COUNT) : OPEN.containsKey(field);
  }
}
