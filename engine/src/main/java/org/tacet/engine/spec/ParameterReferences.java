package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${name}} in the values of a spec. What is put in is never looked at again, so a
 * value cannot name another parameter.
 */
final class ParameterReferences {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");
  private static final Pattern EXPRESSION_FIELD =
      Pattern.compile(
          "where|group_by\\[[0-9]+\\](?:\\.expression)?|aggregates\\[[0-9]+\\]\\.[a-z_]+\\.value");

  /** What the guarantee rests on: it stands in the spec, where it is reviewed, and nowhere else. */
  private static final Pattern PRIVACY_FIELD =
      Pattern.compile(
          "(?:account|purpose|privacy|bounds|groupings)(?:[.\\[].*)?"
              + "|sources\\..*\\.(?:sql|schema|header|delimiter|(?:public|private|owned_by)(?:[.\\[].*)?)"
              + "|aggregates\\[[0-9]+\\]\\.[a-z_]+\\.(?:contribution_bounds_per_group"
              + "|contribution_bounds_per_row|max_rows_per_group|grid|length|max_norm|norm|max_distinct_per_group)(?:[.\\[].*)?");

  // No quote, no backslash, no parenthesis, no semicolon: a value stays inside the quotes it is put
  // in, and calls nothing.
  private static final Pattern SAFE_IN_EXPRESSION = Pattern.compile("[A-Za-z0-9_ .:/-]*");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Parameters parameters;
  private final Faults faults;
  private final Set<String> used = new HashSet<>();

  private ParameterReferences(Parameters parameters, Faults faults) {
    this.parameters = parameters;
    this.faults = faults;
  }

  /**
   * The spec with every reference replaced. A value that could not be is left as a missing node,
   * with a fault in its place. The declarations themselves stay as written.
   */
  static JsonNode replace(JsonNode spec, Parameters parameters, Faults faults) {
    ParameterReferences references = new ParameterReferences(parameters, faults);
    JsonNode replaced = references.convert(SpecPath.ROOT, spec);
    for (String name : parameters.names()) {
      faults.require(
          references.used.contains(name),
          SpecPath.key("parameters", name),
          "is declared and never used",
          null,
          "",
          "use it as ${" + name + "}, or remove it");
    }
    return replaced;
  }

  private JsonNode convert(String path, JsonNode node) {
    if (node.isTextual()) {
      return text(path, node.textValue());
    }
    if (node instanceof ArrayNode list) {
      ArrayNode result = JSON.arrayNode();
      list.forEach(element -> result.add(convert(SpecPath.index(path, result.size()), element)));
      return result;
    }
    if (node instanceof ObjectNode map) {
      ObjectNode result = JSON.objectNode();
      for (Map.Entry<String, JsonNode> entry : map.properties()) {
        String at = SpecPath.key(path, entry.getKey());
        faults.require(
            !entry.getKey().contains("${"),
            at,
            "is a key, and parameters stand in values only",
            entry.getKey(),
            "",
            "write the key out");
        boolean declarations = path.isEmpty() && entry.getKey().equals("parameters");
        result.set(entry.getKey(), declarations ? entry.getValue() : convert(at, entry.getValue()));
      }
      return result;
    }
    return node;
  }

  private JsonNode text(String path, String template) {
    Matcher reference = REFERENCE.matcher(template);
    if (PRIVACY_FIELD.matcher(path).matches() && reference.find()) {
      used.add(reference.group(1));
      faults.add(
          path,
          "takes a parameter, and what the guarantee rests on comes from the spec alone",
          template,
          "a value written out",
          "write the value here; another guarantee is another spec");
      return MissingNode.getInstance();
    }
    boolean expression = EXPRESSION_FIELD.matcher(path).matches();
    if (!expression && reference.matches()) {
      return value(path, reference.group(1)).orElse(MissingNode.getInstance());
    }
    StringBuilder text = new StringBuilder();
    boolean complete = true;
    int after = 0;
    reference.reset();
    while (reference.find()) {
      text.append(literal(path, template, after, reference.start()));
      after = reference.end();
      Optional<String> value = value(path, reference.group(1)).map(ParameterType::inText);
      complete &= value.isPresent();
      if (value.isPresent()) {
        if (expression && !isSafe(text, value.get(), template.substring(after))) {
          unsafe(path, reference.group(), value.get());
        }
        text.append(value.get());
      }
    }
    text.append(literal(path, template, after, template.length()));
    return complete ? JSON.textNode(text.toString()) : MissingNode.getInstance();
  }

  private String literal(String path, String template, int start, int end) {
    String literal = template.substring(start, end);
    faults.require(
        !literal.contains("${"),
        path,
        "has a ${ that begins no reference",
        template,
        "${name}, with a name of " + Names.COLUMN_LEGAL,
        "complete the reference, or remove the ${");
    return literal;
  }

  private Optional<JsonNode> value(String path, String name) {
    used.add(name);
    faults.require(
        parameters.isDeclared(name),
        path,
        "uses ${" + name + "}, which is not declared",
        null,
        parameters.names().isEmpty()
            ? "the spec declares no parameters"
            : String.join(", ", parameters.names()),
        Nearest.advice(name, parameters.names(), "declare it under parameters"));
    return parameters.value(name);
  }

  private void unsafe(String path, String reference, String value) {
    faults.add(
        path,
        "takes from " + reference + " what could change the meaning of an expression",
        Given.of(value),
        "letters, digits, spaces and _ . : / - in a value, and no -- (a comment) where it is put in",
        "choose another value, or write it into the expression itself");
  }

  private static boolean isSafe(CharSequence before, String value, String after) {
    String joined = before + value;
    return SAFE_IN_EXPRESSION.matcher(value).matches()
        && !value.contains("--")
        && !(value.startsWith("-") && before.toString().endsWith("-"))
        && !(joined.endsWith("-") && after.startsWith("-"))
        && !(joined.endsWith("/") && after.startsWith("*"));
  }
}
