package org.tacet.accountant.document;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.tacet.accountant.event.NeighborRelation;

/** The fields of an object in a document, each to be read, none unknown. */
public final class DocumentFields {

  private final String path;
  private final Map<?, ?> fields;
  private final Set<Object> read = new LinkedHashSet<>();

  public DocumentFields(Object document, String path) {
    if (!(document instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException(
          path + " must be an object. Provided value: " + document + ".");
    }
    this.fields = object;
    this.path = path;
  }

  public List<String> names() {
    return fields.keySet().stream().map(String::valueOf).toList();
  }

  public boolean has(String field) {
    return fields.containsKey(field);
  }

  public Object value(String field) {
    read.add(field);
    Object value = fields.get(field);
    if (value == null) {
      throw new IllegalArgumentException(path + "." + field + " is missing.");
    }
    return value;
  }

  public String oneOf(String field, List<String> legal) {
    Object value = value(field);
    if (!(value instanceof String text) || !legal.contains(text)) {
      throw new IllegalArgumentException(
          "%s.%s must be one of %s. Provided value: %s."
              .formatted(path, field, String.join(", ", legal), value));
    }
    return text;
  }

  public NeighborRelation relation() {
    List<String> names = Arrays.stream(NeighborRelation.values()).map(Enum::name).toList();
    return NeighborRelation.valueOf(oneOf("neighboring_relation", names));
  }

  public List<?> list(String field) {
    if (value(field) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(
        "%s.%s must be a list. Provided value: %s.".formatted(path, field, value(field)));
  }

  /** A text or a number; a number only if it is one that doubles or whole numbers hold. */
  public BigDecimal decimal(String field) {
    try {
      return new BigDecimal(value(field).toString());
    } catch (NumberFormatException bad) {
      throw new IllegalArgumentException(
          "%s.%s must be a decimal number. Provided value: %s."
              .formatted(path, field, value(field)),
          bad);
    }
  }

  public static long wholeNumber(Object value, String path) {
    try {
      return new BigDecimal(value.toString()).longValueExact();
    } catch (ArithmeticException | NumberFormatException bad) {
      throw new IllegalArgumentException(
          path + " must be a whole number. Provided value: " + value + ".", bad);
    }
  }

  /** Creates what the fields say, with the path before the field that a constructor refuses. */
  public <T> T checked(Supplier<T> creation) {
    try {
      return creation.get();
    } catch (ArithmeticException | IllegalArgumentException refused) {
      String message = refused.getMessage();
      throw new IllegalArgumentException(
          message.startsWith(path) ? message : path + "." + message, refused);
    }
  }

  public void requireNoOthers() {
    for (Object field : fields.keySet()) {
      if (!read.contains(field)) {
        throw new IllegalArgumentException(path + "." + field + " is not a field.");
      }
    }
  }
}
