package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Puts what the schema validator finds into Tacet's words. A path gets one fault; a field whose
 * name is misspelt is not reported as missing too; and missing nodes stand for values whose faults
 * have been reported before.
 */
final class SchemaFaults {

  private final SpecSchema schema;
  private final Map<String, Fault> byPath = new LinkedHashMap<>();
  private final Set<String> misspelt = new HashSet<>();

  SchemaFaults(SpecSchema schema) {
    this.schema = schema;
  }

  List<Fault> translate(Collection<ValidationMessage> messages) {
    List<ValidationMessage> open =
        messages.stream()
            .filter(message -> !message.getInstanceNode().isMissingNode())
            .filter(message -> !isBranch(message))
            .toList();
    // A value of the wrong type has no other fault worth a word, and misspelt keys explain others.
    open.stream().filter(message -> message.getType().equals("type")).forEach(this::translate);
    open.stream()
        .filter(message -> message.getType().equals("additionalProperties"))
        .forEach(this::translate);
    open.forEach(this::translate);
    return new ArrayList<>(byPath.values());
  }

  private void translate(ValidationMessage message) {
    switch (message.getType()) {
      case "type" -> wrongType(message);
      case "additionalProperties" -> unknownKey(message);
      case "required" -> missing(message, message.getProperty(), "is missing", "add it");
      case "dependentRequired" -> missingBeside(message);
      case "oneOf" -> notExactlyOne(message);
      case "propertyNames" -> badKey(message);
      case "pattern" -> badText(message);
      case "enum", "const" -> notListed(message);
      case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum" ->
          value(message, "is out of range", "choose a value in the range");
      case "minLength" -> value(message, "is empty", "write a value, or remove the field");
      case "minItems", "minProperties" ->
          value(message, "has too few entries", "add what is missing");
      case "maxItems" -> value(message, "has too many entries", "remove what is too much");
      default -> throw new IllegalStateException("no wording for the keyword " + message.getType());
    }
  }

  private void wrongType(ValidationMessage message) {
    JsonNode given = message.getInstanceNode();
    Set<String> types = LegalWords.types(schemaOf(message));
    String fix;
    if (given.isNull()) {
      fix = "write a value, or remove the field";
    } else if (given.isTextual() && Numbers.isNumber(given.textValue())) {
      fix = "remove the quotes, or declare its parameter as a number";
    } else if (types.contains("string") && given.isValueNode()) {
      fix = "put it in quotes, or declare its parameter as a string";
    } else if (types.contains("object")) {
      fix = "write {key: value, ...}";
    } else if (types.contains("array")) {
      fix = "write [value, ...]";
    } else {
      fix = "write a value of that type";
    }
    value(message, "has the wrong type", fix);
  }

  private void unknownKey(ValidationMessage message) {
    String key = message.getProperty();
    String parent = path(message.getInstanceLocation());
    JsonNode given = message.getInstanceNode();
    List<String> legal = keys(schemaOf(message).path("properties"));
    List<String> open = legal.stream().filter(name -> !given.has(name)).toList();
    Optional<String> meant = Nearest.to(key, open);
    meant.ifPresent(name -> misspelt.add(SpecPath.key(parent, name)));
    add(
        SpecPath.key(parent, key),
        "is not a known key",
        Given.of(key),
        legal.isEmpty() ? "no keys here, {}" : String.join(", ", legal),
        meant.map(name -> "did you mean " + name + "?").orElse("remove it"));
  }

  private void missingBeside(ValidationMessage message) {
    String missing = message.getArguments()[0].toString();
    String beside = message.getArguments()[1].toString();
    missing(message, missing, "is missing beside " + beside, "add it, or remove " + beside);
  }

  private void missing(ValidationMessage message, String key, String problem, String fix) {
    String at = SpecPath.key(path(message.getInstanceLocation()), key);
    if (!misspelt.contains(at)) {
      JsonNode field = schema.resolve(schemaOf(message).path("properties").path(key));
      add(at, problem, "", LegalWords.of(field), fix);
    }
  }

  /** Every oneOf of the schema asks for exactly one of some keys; a test holds it to that. */
  private void notExactlyOne(ValidationMessage message) {
    String at = path(message.getInstanceLocation());
    List<String> keys =
        StreamSupport.stream(message.getSchemaNode().spliterator(), false)
            .map(branch -> branch.path("required").path(0).asText())
            .toList();
    List<String> present = keys.stream().filter(message.getInstanceNode()::has).toList();
    if (present.isEmpty()
        && keys.stream().anyMatch(key -> misspelt.contains(SpecPath.key(at, key)))) {
      return;
    }
    // A map may have several such choices, each with its fault.
    byPath.putIfAbsent(
        at + keys,
        new Fault(
            SpecPath.shown(at),
            present.isEmpty() ? "lacks a key" : "has keys that exclude each other",
            present.isEmpty() ? "none of them" : String.join(", ", present),
            "exactly one of " + String.join(", ", keys),
            present.isEmpty() ? "add one" : "keep one"));
  }

  private void badKey(ValidationMessage message) {
    add(
        SpecPath.key(path(message.getInstanceLocation()), message.getProperty()),
        "is not a name",
        Given.of(message.getProperty()),
        LegalWords.pattern(message.getSchemaNode().path("pattern").asText()),
        "rename it");
  }

  private void badText(ValidationMessage message) {
    if (message.getSchemaNode().asText().equals(LegalWords.PARAMETER_PATTERN)) {
      wrongType(message);
    } else if (message.getSchemaNode().asText().equals(LegalWords.POINT_PATTERN)) {
      value(message, "is neither a number nor a date or time", "write it as one of them");
    } else {
      value(message, "is not a name", "rename it");
    }
  }

  private void notListed(ValidationMessage message) {
    List<String> legal = LegalWords.texts(message.getSchemaNode());
    String given = message.getInstanceNode().asText();
    value(message, "is not a legal value", Nearest.advice(given, legal, "choose a legal value"));
  }

  private void value(ValidationMessage message, String problem, String fix) {
    String path = path(message.getInstanceLocation());
    String given = Given.of(message.getInstanceNode());
    add(path, problem, given, LegalWords.of(schemaOf(message)), fix);
  }

  private void add(String path, String problem, String given, String legal, String fix) {
    byPath.putIfAbsent(path, new Fault(SpecPath.shown(path), problem, given, legal, fix));
  }

  /** The part of the schema that holds the keyword which failed. */
  private JsonNode schemaOf(ValidationMessage message) {
    JsonNodePath keyword = message.getSchemaLocation().getFragment();
    return schema.document().at(keyword.getParent().toString());
  }

  /** Whether this is one alternative's view of a oneOf that failed as a whole. */
  private static boolean isBranch(ValidationMessage message) {
    JsonNodePath path = message.getEvaluationPath();
    for (int i = 0; i < path.getNameCount() - 1; i++) {
      if (path.getElement(i).equals("oneOf")) {
        return true;
      }
    }
    return false;
  }

  private static String path(JsonNodePath location) {
    String path = SpecPath.ROOT;
    for (int i = 0; i < location.getNameCount(); i++) {
      Object step = location.getElement(i);
      path =
          step instanceof Integer index
              ? SpecPath.index(path, index)
              : SpecPath.key(path, step.toString());
    }
    return path;
  }

  private static List<String> keys(JsonNode properties) {
    List<String> keys = new ArrayList<>();
    properties.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
