package org.tacet.jobs.account;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The fields of one object of a query, by the path that messages name them with. */
final class Fields {

  private static final BigDecimal LIMIT = BigDecimal.valueOf(2).pow(63);

  private final String path;
  private final Map<?, ?> values;

  private Fields(String path, Map<?, ?> values) {
    this.path = path;
    this.values = values;
  }

  /**
   * Takes a document for an object.
   *
   * @param path in front of the names of fields in messages; may be empty
   * @param what the document is
   */
  static Fields of(Object document, String path, String what) {
    if (document instanceof Map<?, ?> values) {
      return new Fields(path, values);
    }
    throw new IllegalArgumentException(
        what + " must be an object. Provided value: " + shown(document) + ".");
  }

  void requireOnly(List<String> known, String owner) {
    for (Object name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s is not a field of %s; legal: %s."
                .formatted(path(name.toString()), owner, String.join(", ", known)));
      }
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  Object required(String name, String fix) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException(path(name) + " is missing; " + fix + ".");
    }
    return values.get(name);
  }

  String text(String name, String otherwise, List<String> legal) {
    Object value = values.containsKey(name) ? values.get(name) : otherwise;
    if (value instanceof String text && legal.contains(text)) {
      return text;
    }
    throw new IllegalArgumentException(
        "%s must be one of %s. Provided value: %s."
            .formatted(path(name), String.join(", ", legal), shown(value)));
  }

  double number(String name, String fix) {
    Object value = required(name, fix);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException(
        path(name) + " must be a number. Provided value: " + shown(value) + ".");
  }

  /** A whole number; decimals that are whole count as such. */
  long wholeNumber(String name, long smallest, String fix) {
    double value = number(name, fix);
    if (Double.isFinite(value)) {
      // As a double, 2^63 - 1 would be 2^63.
      BigDecimal exact = new BigDecimal(values.get(name).toString());
      boolean whole = exact.stripTrailingZeros().scale() <= 0;
      if (whole
          && exact.compareTo(BigDecimal.valueOf(smallest)) >= 0
          && exact.compareTo(LIMIT) < 0) {
        return exact.longValueExact();
      }
    }
    throw new IllegalArgumentException(
        "%s must be a whole number of at least %d and below 2^63. Provided value: %s."
            .formatted(path(name), smallest, values.get(name)));
  }

  private String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  static String shown(Object value) {
    return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
  }
}
