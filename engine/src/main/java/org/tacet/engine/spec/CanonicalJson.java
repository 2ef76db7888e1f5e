package org.tacet.engine.spec;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.tacet.engine.digest.Sha256;

/**
 * One text for every way of writing the same JSON: keys sorted by UTF-16 code unit, no spaces,
 * numbers as {@link java.math.BigDecimal#toString} writes them without trailing zeros (1.0 and 1
 * are one number).
 */
final class CanonicalJson {

  private CanonicalJson() {}

  static String write(JsonNode node) {
    StringBuilder text = new StringBuilder();
    write(node, text);
    return text.toString();
  }

  /** SHA-256 of the canonical text in UTF-8, as 64 lower-case hex digits. */
  static String sha256(JsonNode node) {
    return Sha256.hex(write(node).getBytes(StandardCharsets.UTF_8));
  }

  private static void write(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      String separator = "{";
      for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
        text.append(separator);
        quote(entry.getKey(), text);
        text.append(':');
        write(entry.getValue(), text);
        separator = ",";
      }
      text.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      String separator = "[";
      for (JsonNode element : node) {
        text.append(separator);
        write(element, text);
        separator = ",";
      }
      text.append(node.isEmpty() ? "[]" : "]");
    } else if (node.isNumber()) {
      text.append(node.decimalValue().stripTrailingZeros());
    } else if (node.isTextual()) {
      quote(node.textValue(), text);
    } else {
      text.append(node.asText());
    }
  }

  private static void quote(String value, StringBuilder text) {
    text.append('"').append(JsonStringEncoder.getInstance().quoteAsString(value)).append('"');
  }
}
