package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SpecSchemaTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  private static final JsonNode SCHEMA = SpecSchema.release().document();

  @Test
  void theSchemaOfTheJobIsTheOneForEditors() throws IOException {
    JsonNode published =
        new ObjectMapper().readTree(ROOT.resolve("conf/release.schema.json").toFile());

    assertThat(SCHEMA).isEqualTo(published);
  }

  @Test
  void everyFieldHasADescription() {
    properties()
        .forEach(
            (path, field) ->
                assertThat(field.path("description").asText()).as(path).hasSizeGreaterThan(5));
    assertThat(properties()).hasSizeGreaterThan(40);
  }

  @Test
  void everyMapWithFieldsRefusesOthers() {
    walk(
        "",
        SCHEMA,
        (path, node) -> {
          if (node.has("properties") && !path.endsWith("/properties")) {
            assertThat(node.path("additionalProperties").isBoolean()).as(path).isTrue();
            assertThat(node.path("additionalProperties").booleanValue()).as(path).isFalse();
          }
        });
  }

  /** {@link SchemaFaults} words a oneOf as a choice between keys. */
  @Test
  void everyOneOfChoosesBetweenKeys() {
    walk(
        "",
        SCHEMA,
        (path, node) ->
            node.path("oneOf")
                .forEach(
                    branch -> {
                      assertThat(branch).as(path).hasSize(1);
                      assertThat(branch.path("required")).as(path).hasSize(1);
                    }));
  }

  @Test
  void everyKeywordHasItsWords() {
    TreeSet<String> keywords = new TreeSet<>();
    walk("", SCHEMA, (path, node) -> node.fieldNames().forEachRemaining(keywords::add));
    keywords.removeAll(
        properties().keySet().stream().map(path -> path.replaceFirst(".*/", "")).toList());
    keywords.removeAll(
        List.of("$schema", "$id", "$defs", "$ref", "title", "description", "default"));
    SCHEMA.path("$defs").fieldNames().forEachRemaining(keywords::remove);

    assertThat(keywords)
        .isSubsetOf(
            "additionalProperties",
            "allOf",
            "const",
            "dependentRequired",
            "enum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "if",
            "items",
            "maxItems",
            "maximum",
            "minItems",
            "minLength",
            "minProperties",
            "minimum",
            "oneOf",
            "pattern",
            "properties",
            "propertyNames",
            "required",
            "then",
            "type");
  }

  @Test
  void theReferencePageNamesEveryField() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/spec.md"));

    String prose = page.replaceAll("(?s)```.*?```", "");
    for (String path : properties().keySet()) {
      String field = path.replaceFirst(".*/", "");
      assertThat(Pattern.compile("`[^`\n]*\\b" + field + "\\b[^`\n]*`").matcher(prose).find())
          .as(path)
          .isTrue();
    }
  }

  @Test
  void theExamplesOfTheReferencePageAreValid() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/spec.md"));
    List<String> specs =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .filter(yaml -> yaml.contains("release: "))
            .toList();

    assertThat(specs).isNotEmpty();
    for (String yaml : specs) {
      Map<String, String> set = yaml.contains("${data}") ? Map.of("data", "/t") : Map.of();
      ReleaseSpec spec = ReleaseSpecReader.parse(yaml, set, Overrides.NONE);
      assertThat(spec.warnings()).isEmpty();
    }
  }

  /** Path in the schema to the schema of a field. */
  private static Map<String, JsonNode> properties() {
    Map<String, JsonNode> properties = new TreeMap<>();
    walk(
        "",
        SCHEMA,
        (path, node) -> {
          if (!path.endsWith("/properties")) {
            node.path("properties")
                .properties()
                .forEach(entry -> properties.put(path + "/" + entry.getKey(), entry.getValue()));
          }
        });
    return properties;
  }

  private static void walk(String path, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    if (node.isObject()) {
      visitor.accept(path, node);
      node.properties()
          .forEach(entry -> walk(path + "/" + entry.getKey(), entry.getValue(), visitor));
    } else if (node.isArray()) {
      node.forEach(element -> walk(path + "/*", element, visitor));
    }
  }
}
