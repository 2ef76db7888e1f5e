package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.tacet.engine.spec.OutputSpec.Files;
import org.tacet.engine.spec.OutputSpec.Format;
import org.tacet.engine.spec.OutputSpec.Table;

/** Makes an {@link OutputSpec}: exactly one of a path and a table. */
final class OutputBuilder {

  private OutputBuilder() {}

  static OutputSpec build(JsonNode node) {
    if (node.has("table")) {
      return table(node);
    }
    if (!node.has("path")) {
      throw new InvalidSpecException(
          new Fault(
              "output.path",
              "is missing",
              "",
              "a path or URI that does not exist yet",
              "say where to publish, here or with --output; or name a table"));
    }
    List<String> partitionBy =
        node.has("partition_by") ? LegalWords.texts(node.get("partition_by")) : List.of();
    return new Files(node.get("path").textValue(), format(node), partitionBy);
  }

  private static Format format(JsonNode node) {
    String word = node.path("format").asText(Format.PARQUET.word());
    return Arrays.stream(Format.values())
        .filter(candidate -> candidate.word().equals(word))
        .findFirst()
        .orElseThrow();
  }

  private static Table table(JsonNode node) {
    Faults faults = new Faults();
    faults.require(
        !node.has("path"),
        "output",
        "has keys that exclude each other",
        "path, table",
        "exactly one of path, table",
        "keep one");
    for (String key : List.of("format", "partition_by")) {
      faults.require(
          !node.has(key),
          "output." + key,
          "has no meaning for a table",
          node.get(key),
          "",
          "remove it: the table's catalog decides how it is stored");
    }
    faults.throwIfAny();
    return new Table(node.get("table").textValue());
  }
}
