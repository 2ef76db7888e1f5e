package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UnknownKeyTest {

  /** Maps whose keys the author chooses. */
  private static final List<String> FREE =
      List.of("parameters", "sources", ".on", ".foreign_key", ".values", ".columns");

  /** JSON is YAML, so the document with a stranger in it is written as JSON. */
  @Property(tries = 500)
  void anUnknownKeyAnywhereIsRefusedWithItsPath(
      @ForAll("keys") String key, @ForAll("positions") int position) {
    JsonNode document = YamlDocument.read("example", SpecExample.YAML, new Faults());
    List<String> paths = new ArrayList<>();
    List<ObjectNode> maps = new ArrayList<>();
    collect("", document, paths, maps);
    int chosen = position % maps.size();
    maps.get(chosen).put(key, "x");

    InvalidSpecException invalid = SpecExample.rejected(document.toString());

    String path = SpecPath.key(paths.get(chosen), key);
    assertThat(invalid.faults()).as(invalid.getMessage()).extracting(Fault::path).contains(path);
    assertThat(invalid)
        .hasMessageContaining(path + ": is not a known key; given \"" + key + "\"; legal: ");
  }

  @Provide
  Arbitrary<String> keys() {
    Arbitrary<String> random =
        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(9);
    Arbitrary<String> near =
        Arbitraries.of("epsilom", "value ", "Name", "count_", "-", "publik", "unit.", "$ref");
    return Arbitraries.oneOf(random, near).filter(key -> known().noneMatch(key::equals));
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 10_000);
  }

  private static Stream<String> known() {
    List<String> keys = new ArrayList<>();
    fieldNames(SpecSchema.release().document(), keys);
    return keys.stream();
  }

  private static void fieldNames(JsonNode node, List<String> keys) {
    node.fieldNames().forEachRemaining(name -> keys.add(name));
    node.forEach(child -> fieldNames(child, keys));
  }

  private static void collect(
      String path, JsonNode node, List<String> paths, List<ObjectNode> maps) {
    if (node instanceof ObjectNode map) {
      if (FREE.stream().noneMatch(path::endsWith)) {
        paths.add(path);
        maps.add(map);
      }
      map.properties()
          .forEach(
              entry -> collect(SpecPath.key(path, entry.getKey()), entry.getValue(), paths, maps));
    } else {
      for (int i = 0; i < node.size(); i++) {
        collect(SpecPath.index(path, i), node.get(i), paths, maps);
      }
    }
  }
}
