package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns YAML into JSON without losing anything on the way: numbers stay exact, a key written twice
 * is a fault, aliases stand for what they name, and dates stay the text they are.
 */
final class YamlDocument {

  /** An alias of an alias of an alias could stand for more than memory holds. */
  private static final int MOST_ALIASED_NODES = 100_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Faults faults;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private int aliasedNodes;

  private YamlDocument(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads one document.
   *
   * @param origin what to call the text in a message
   * @param faults takes the faults of single fields; their values are left as missing nodes
   * @throws InvalidSpecException when the text is not one YAML document, with line and column
   */
  static JsonNode read(String origin, String text, Faults faults) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    try {
      ParserImpl parser = new ParserImpl(new StreamReader(body), options);
      Node root = new Composer(parser, new CoreSchemaResolver(), options).getSingleNode();
      if (root == null) {
        throw notYaml(origin, "holds no spec", "write the fields of a release", null);
      }
      return new YamlDocument(faults).convert(SpecPath.ROOT, root);
    } catch (MarkedYAMLException invalid) {
      Mark mark = invalid.getProblemMark();
      String at = mark == null ? origin : origin + ", " + place(mark);
      throw notYaml(at, "is not one YAML document: " + reason(invalid), "correct it", invalid);
    } catch (ReaderException invalid) {
      String at = origin + ", " + place(body, invalid.getPosition());
      String problem =
          String.format(Locale.ROOT, "holds the control character U+%04X", invalid.getCodePoint());
      throw notYaml(at, problem, "remove it", invalid);
    } catch (YAMLException invalid) {
      throw notYaml(origin, "is not YAML: " + invalid.getMessage(), "correct it", invalid);
    }
  }

  private static InvalidSpecException notYaml(
      String at, String problem, String fix, YAMLException cause) {
    return new InvalidSpecException(List.of(new Fault(at, problem, "", "", fix)), cause);
  }

  private static String reason(MarkedYAMLException invalid) {
    String context = invalid.getContext() == null ? "" : invalid.getContext() + ", ";
    return (context + invalid.getProblem()).replaceAll("\\s+", " ");
  }

  private static String place(Mark mark) {
    return "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
  }

  private static String place(String text, int position) {
    String before = text.substring(0, Math.min(position, text.length()));
    long line = before.chars().filter(character -> character == '\n').count() + 1;
    return "line " + line + ", column " + (before.length() - before.lastIndexOf('\n'));
  }

  private JsonNode convert(String path, Node node) {
    if (!seen.add(node) && ++aliasedNodes > MOST_ALIASED_NODES) {
      throw new InvalidSpecException(
          new Fault(
              path,
              "repeats more of the spec by aliases than any release needs",
              "",
              "at most " + MOST_ALIASED_NODES + " repeated values",
              "write out what is meant"));
    }
    if (!open.add(node)) {
      return fault(path, "is an alias of a value that holds it", "*alias", "write out the value");
    }
    try {
      return switch (node.getNodeId()) {
        case mapping -> map(path, (MappingNode) node);
        case sequence -> list(path, (SequenceNode) node);
        case scalar -> scalar(path, (ScalarNode) node);
        case anchor -> throw new IllegalStateException("composing resolves anchors");
      };
    } finally {
      open.remove(node);
    }
  }

  private JsonNode map(String path, MappingNode node) {
    if (!node.getTag().equals(Tag.MAP)) {
      return unsupported(path, node);
    }
    ObjectNode result = JSON.objectNode();
    Map<String, Mark> lines = new HashMap<>();
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        fault(path, "has a key that is a list or a map", "", "write a plain key");
        continue;
      }
      String at = SpecPath.key(path, key.getValue());
      Mark first = lines.putIfAbsent(key.getValue(), key.getStartMark());
      if (first != null) {
        fault(
            at,
            "is written twice, at " + place(first) + " and " + place(key.getStartMark()),
            "",
            "remove one of the two");
      } else if (key.isPlain() && key.getValue().equals("<<")) {
        fault(at, "is a merge key, which YAML 1.2 does not have", "", "write out the fields");
      } else {
        result.set(key.getValue(), convert(at, entry.getValueNode()));
      }
    }
    return result;
  }

  private JsonNode list(String path, SequenceNode node) {
    if (!node.getTag().equals(Tag.SEQ)) {
      return unsupported(path, node);
    }
    ArrayNode result = JSON.arrayNode();
    for (Node element : node.getValue()) {
      result.add(convert(SpecPath.index(path, result.size()), element));
    }
    return result;
  }

  private JsonNode scalar(String path, ScalarNode node) {
    Tag tag = node.getTag();
    String text = node.getValue();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
    }
    boolean number = tag.equals(Tag.FLOAT) || tag.equals(Tag.INT);
    if (number || tag.equals(CoreSchemaResolver.NOT_FINITE)) {
      return Numbers.read(text)
          .map(Numbers::node)
          .orElseGet(
              () -> {
                faults.add(
                    path,
                    number ? "is beyond the numbers that Tacet reads" : "is not a number",
                    Given.written(text),
                    "a number of " + Numbers.LEGAL,
                    "write the number itself");
                return MissingNode.getInstance();
              });
    }
    return unsupported(path, node);
  }

  private JsonNode unsupported(String path, Node node) {
    return fault(
        path,
        "has a YAML type that a spec does not know",
        node.getTag().getValue(),
        "remove the tag");
  }

  private JsonNode fault(String path, String problem, String given, String fix) {
    faults.add(SpecPath.shown(path), problem, given, "", fix);
    return MissingNode.getInstance();
  }
}
