package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the maps and lists of a program into the JSON that {@link YamlDocument} makes of the same
 * spec in a file, so that both have one hash.
 */
final class ProgramDocument {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Faults faults;

  private ProgramDocument(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads one document.
   *
   * @param faults takes the faults of single fields; their values are left as missing nodes
   */
  static ObjectNode read(Map<?, ?> document, Faults faults) {
    return new ProgramDocument(faults).map(SpecPath.ROOT, document);
  }

  private ObjectNode map(String path, Map<?, ?> fields) {
    ObjectNode result = JSON.objectNode();
    fields.forEach(
        (key, value) ->
            result.set(
                String.valueOf(key), convert(SpecPath.key(path, String.valueOf(key)), value)));
    return result;
  }

  private JsonNode convert(String path, Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof Map<?, ?> fields) {
      return map(path, fields);
    } else if (value instanceof Collection<?> elements) {
      ArrayNode list = JSON.arrayNode();
      elements.forEach(element -> list.add(convert(SpecPath.index(path, list.size()), element)));
      return list;
    } else if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    } else if (value instanceof Number number) {
      return number(path, number);
    }
    return text(path, value.toString());
  }

  /** A double is the decimal number that Java prints: 0.1 is a tenth, as in a file. */
  private JsonNode number(String path, Number number) {
    Optional<BigDecimal> read = Numbers.read(number.toString());
    if (read.isEmpty()) {
      return fault(
          path,
          "is not a number that Tacet reads",
          number.toString(),
          "a number of " + Numbers.LEGAL,
          "give the number itself, as a BigDecimal if it has more digits than a double");
    }
    return Numbers.node(read.get());
  }

  /** In a file such a text would stand for a parameter's value, and be one nowhere else. */
  private JsonNode text(String path, String text) {
    return text.matches(LegalWords.PARAMETER_PATTERN)
        ? fault(
            path, "names a parameter", text, "a value", "give the value: programs have variables")
        : JSON.textNode(text);
  }

  private JsonNode fault(String path, String problem, String given, String legal, String fix) {
    faults.add(SpecPath.shown(path), problem, Given.written(given), legal, fix);
    return MissingNode.getInstance();
  }
}
