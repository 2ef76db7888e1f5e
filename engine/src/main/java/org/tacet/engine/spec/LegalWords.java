package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Says in words which values a part of the schema accepts. */
final class LegalWords {

  /** In the place of a number or a boolean, the schema also lets editors accept a reference. */
  static final String PARAMETER_PATTERN = "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$";

  /** In the place of a bound or an edge, which may be a date or a time too. */
  static final String POINT_PATTERN =
      "^(?:\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
          + "(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,6})?)?)?)$";

  private static final Map<String, String> TYPES =
      Map.of(
          "string", "text",
          "number", "a number",
          "integer", "a whole number",
          "boolean", "true or false",
          "array", "a list",
          "object", "a map",
          "null", "null");
  private static final Map<String, String> PATTERNS =
      Map.of(
          "^[A-Za-z_][A-Za-z0-9_]*$",
          Names.COLUMN_LEGAL,
          "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$",
          Names.ID_LEGAL);

  private LegalWords() {}

  static String of(JsonNode schema) {
    if (schema.has("title")) {
      return schema.get("title").textValue();
    }
    if (schema.has("const")) {
      return schema.get("const").asText();
    }
    if (schema.has("enum")) {
      return texts(schema.get("enum")).stream().collect(Collectors.joining(", "));
    }
    if (isText(schema) && schema.has("pattern")) {
      return pattern(schema.get("pattern").textValue());
    }
    return types(schema).stream().map(TYPES::get).collect(Collectors.joining(" or "))
        + entries(schema)
        + range(schema);
  }

  static String pattern(String pattern) {
    return PATTERNS.getOrDefault(pattern, "text that matches " + pattern);
  }

  /** The types that a value may have once parameters have been filled in. */
  static Set<String> types(JsonNode schema) {
    JsonNode type = schema.path("type");
    Set<String> types = new LinkedHashSet<>(type.isArray() ? texts(type) : List.of(type.asText()));
    if (schema.path("pattern").asText().equals(PARAMETER_PATTERN)) {
      types.remove("string");
    }
    return types;
  }

  static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static boolean isText(JsonNode schema) {
    return types(schema).equals(Set.of("string"));
  }

  private static String entries(JsonNode schema) {
    if (schema.has("minItems") && schema.get("minItems").equals(schema.get("maxItems"))) {
      return " of " + schema.get("minItems");
    }
    boolean someItems = schema.path("minItems").asInt() == 1;
    boolean someProperties = schema.path("minProperties").asInt() == 1;
    return someItems || someProperties ? " with at least one entry" : "";
  }

  private static String range(JsonNode schema) {
    List<String> limits = new ArrayList<>();
    limit(limits, schema, "minimum", ">= ");
    limit(limits, schema, "exclusiveMinimum", "> ");
    limit(limits, schema, "maximum", "<= ");
    limit(limits, schema, "exclusiveMaximum", "< ");
    return limits.isEmpty() ? "" : " " + String.join(" and ", limits);
  }

  private static void limit(List<String> limits, JsonNode schema, String keyword, String sign) {
    if (schema.has(keyword)) {
      limits.add(sign + schema.get(keyword).asText());
    }
  }
}
