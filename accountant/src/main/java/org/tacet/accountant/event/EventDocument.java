package org.tacet.accountant.event;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Events as documents, the trees of maps, lists, texts and numbers that JSON libraries read and
 * write: {@code {"type": "SelfComposed", "event": {"type": "Gaussian", "noise_multiplier": 1.5},
 * "count": 10}}. Types are named as the records (and {@code ZCDP}), fields as their components in
 * snake case. What is written is read back as an equal event.
 */
public final class EventDocument {

  private static final String TYPE = "type";

  /** Fields that may be left out, and what stands for them. */
  private static final Map<String, Object> DEFAULTS = Map.of("xi", 0.0);

  private static final Map<String, Class<?>> TYPES =
      Arrays.stream(PrivacyEvent.class.getPermittedSubclasses())
          .collect(
              Collectors.toMap(
                  EventDocument::typeName, type -> type, (one, other) -> one, TreeMap::new));

  private EventDocument() {}

  /** Writes an event. Numbers are {@code Double} and {@code Long}. */
  public static Map<String, Object> of(PrivacyEvent event) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(TYPE, typeName(event.getClass()));
    for (RecordComponent component : event.getClass().getRecordComponents()) {
      document.put(fieldName(component), written(value(component, event)));
    }
    return document;
  }

  /**
   * Reads an event.
   *
   * @param document maps with texts as keys, lists, texts, and any kind of {@code Number}
   * @throws IllegalArgumentException that names the path of the field, the value and what is legal
   */
  public static PrivacyEvent read(Object document) {
    return read(document, "event");
  }

  static String typeName(Class<?> type) {
    return type == Zcdp.class ? "ZCDP" : type.getSimpleName();
  }

  /** The name of a field in documents: {@code noiseMultiplier} is {@code noise_multiplier}. */
  private static String fieldName(RecordComponent component) {
    return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static Object written(Object value) {
    if (value instanceof PrivacyEvent event) {
      return of(event);
    }
    if (value instanceof List<?> values) {
      return values.stream().map(EventDocument::written).toList();
    }
    if (value instanceof Double number && number.isInfinite()) {
      return "Infinity"; // JSON has no such number
    }
    return value;
  }

  private static PrivacyEvent read(Object document, String path) {
    if (!(document instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException(
          path + " must be an object with a type. Provided value: " + shown(document) + ".");
    }
    if (!(fields.get(TYPE) instanceof String name) || !TYPES.containsKey(name)) {
      throw new IllegalArgumentException(
          "%s.type must be one of %s. Provided value: %s."
              .formatted(path, String.join(", ", TYPES.keySet()), shown(fields.get(TYPE))));
    }
    Class<?> type = TYPES.get(name);
    RecordComponent[] components = type.getRecordComponents();
    List<String> known = Arrays.stream(components).map(EventDocument::fieldName).toList();
    for (Object field : fields.keySet()) {
      if (!field.equals(TYPE) && !known.contains(field)) {
        throw new IllegalArgumentException(
            "%s.%s is not a field of %s; legal: %s."
                .formatted(path, field, name, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
    Object[] values = new Object[components.length];
    for (int index = 0; index < values.length; index++) {
      String field = known.get(index);
      String fieldPath = path + "." + field;
      Object given = fields.containsKey(field) ? fields.get(field) : DEFAULTS.get(field);
      if (given == null) {
        throw new IllegalArgumentException(
            fields.containsKey(field)
                ? fieldPath + " must have a value. Provided value: null."
                : fieldPath + " is missing; " + name + " needs: " + String.join(", ", known) + ".");
      }
      values[index] = read(given, components[index].getGenericType(), fieldPath);
    }
    return create(type, components, values, path);
  }

  private static Object read(Object given, Type type, String path) {
    if (type == double.class || type == Double.class) {
      return number(given, path);
    }
    if (type == long.class || type == Long.class) {
      return wholeNumber(given, path);
    }
    if (type == PrivacyEvent.class) {
      return read(given, path);
    }
    Type element = ((ParameterizedType) type).getActualTypeArguments()[0];
    if (element == Long.class && given instanceof Number) {
      return List.of(wholeNumber(given, path)); // step_counts of a single tree
    }
    if (!(given instanceof List<?> entries)) {
      throw new IllegalArgumentException(
          path + " must be a list. Provided value: " + shown(given) + ".");
    }
    List<Object> values = new ArrayList<>();
    for (Object entry : entries) {
      values.add(read(entry, element, path + "[" + values.size() + "]"));
    }
    return values;
  }

  private static double number(Object given, String path) {
    if (given instanceof Number number) {
      return number.doubleValue();
    }
    if ("Infinity".equals(given)) {
      return Double.POSITIVE_INFINITY;
    }
    throw new IllegalArgumentException(
        path + " must be a number. Provided value: " + shown(given) + ".");
  }

  private static long wholeNumber(Object given, String path) {
    if (given instanceof Number number) {
      try {
        return new BigDecimal(number.toString()).longValueExact();
      } catch (ArithmeticException | NumberFormatException notWhole) {
        throw new IllegalArgumentException(
            path + " must be a whole number below 2^63. Provided value: " + given + ".", notWhole);
      }
    }
    throw new IllegalArgumentException(
        path + " must be a whole number. Provided value: " + shown(given) + ".");
  }

  private static String shown(Object given) {
    if (given == null) {
      return "none";
    }
    String text = given instanceof String quoted ? '"' + quoted + '"' : given.toString();
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  private static Object value(RecordComponent component, PrivacyEvent event) {
    try {
      return component.getAccessor().invoke(event);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException("the accessor of a public record failed", impossible);
    }
  }

  private static PrivacyEvent create(
      Class<?> type, RecordComponent[] components, Object[] values, String path) {
    Class<?>[] signature =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return (PrivacyEvent) type.getDeclaredConstructor(signature).newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException bad) {
        throw new IllegalArgumentException(path + "." + bad.getMessage(), bad);
      }
      throw new IllegalStateException("the constructor of " + type.getSimpleName(), refused);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException("the constructor of " + type.getSimpleName(), impossible);
    }
  }
}
