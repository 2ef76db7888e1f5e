package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The declared parameters of a spec with the values they have in this run. */
final class Parameters {

  private static final String SECTION = "parameters";

  private final Map<String, Optional<JsonNode>> values = new LinkedHashMap<>();
  private final Faults faults;

  private Parameters(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads the declarations and sets the values.
   *
   * @param spec the spec as written; declarations of the wrong shape are the schema's to report
   * @param set values by name, as on the command line
   */
  static Parameters declared(JsonNode spec, Map<String, String> set, Faults faults) {
    Parameters parameters = new Parameters(faults);
    spec.path(SECTION)
        .properties()
        .forEach(entry -> parameters.declare(entry.getKey(), entry.getValue(), set));
    List<String> names = new ArrayList<>(parameters.values.keySet());
    for (Map.Entry<String, String> value : set.entrySet()) {
      faults.require(
          names.contains(value.getKey()),
          "--set " + value.getKey(),
          "sets a parameter that the spec does not declare",
          value.getValue(),
          names.isEmpty() ? "the spec declares none" : String.join(", ", names),
          Nearest.advice(value.getKey(), names, "declare it under parameters, or leave it out"));
    }
    return parameters;
  }

  private void declare(String name, JsonNode declaration, Map<String, String> set) {
    if (!Names.isColumn(name)) {
      return;
    }
    values.put(name, Optional.empty());
    Optional<ParameterType> type = ParameterType.of(declaration.path("type").asText());
    if (type.isEmpty()) {
      return;
    }
    String path = SpecPath.key(SECTION, name);
    JsonNode standard = declaration.path("default");
    if (standard.isValueNode() && !standard.isNull() && !type.get().accepts(standard)) {
      faults.add(
          SpecPath.key(path, "default"),
          "does not have the type of the parameter",
          Given.of(standard),
          type.get().legal(),
          standard.isNumber() && type.get() == ParameterType.STRING
              ? "put it in quotes"
              : "correct the default, or the type");
    }
    if (set.containsKey(name)) {
      setValue(name, type.get(), set.get(name));
    } else if (standard.isMissingNode()) {
      faults.add(
          path, "has no value", "", type.get().legal(), "add --set " + name + "=..., or a default");
    } else {
      values.put(name, Optional.of(standard).filter(type.get()::accepts));
    }
  }

  private void setValue(String name, ParameterType type, String text) {
    Optional<JsonNode> value = type.parse(text);
    values.put(name, value);
    faults.require(
        value.isPresent(),
        "--set " + name,
        "does not have the type of the parameter, " + type.word(),
        text,
        type.legal(),
        "correct the value, or the type under parameters." + name);
  }

  List<String> names() {
    return new ArrayList<>(values.keySet());
  }

  boolean isDeclared(String name) {
    return values.containsKey(name);
  }

  /** The value; empty when a fault has been reported in its place. */
  Optional<JsonNode> value(String name) {
    return values.getOrDefault(name, Optional.empty());
  }

  /** Name to value, as they enter the hash of the spec. */
  ObjectNode resolved() {
    ObjectNode resolved = JsonNodeFactory.instance.objectNode();
    values.forEach((name, value) -> value.ifPresent(node -> resolved.set(name, node)));
    return resolved;
  }
}
