package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.Ownership.Public;
import org.tacet.engine.spec.Ownership.RowUnit;

/** Makes a source from its part of a document that the schema accepts. */
final class SourceBuilder {

  private static final List<String> FIELDS_OF_FILES =
      List.of("format", "schema", "header", "delimiter");

  private SourceBuilder() {}

  static SourceSpec build(String name, JsonNode node) {
    Faults faults = new Faults();
    Optional<SourceInput> input = faults.collect("", () -> input(node));
    Optional<Ownership> ownership = faults.collect("", () -> ownership(node));
    faults.throwIfAny();
    return new SourceSpec(name, input.get(), ownership.get());
  }

  private static SourceInput input(JsonNode node) {
    if (node.has("path")) {
      return new SourceInput.Files(
          node.get("path").textValue(),
          InputFormat.of(node.path("format").asText(InputFormat.PARQUET.word())).orElseThrow(),
          text(node, "schema"),
          node.has("header") ? Optional.of(node.get("header").booleanValue()) : Optional.empty(),
          text(node, "delimiter"));
    }
    if (node.has(SourceInput.DATASET)) {
      return new SourceInput.GivenDataset(node.get(SourceInput.DATASET).textValue());
    }
    String field = node.has("table") ? "table" : "sql";
    Faults faults = new Faults();
    for (String ofFiles : FIELDS_OF_FILES) {
      faults.require(
          !node.has(ofFiles),
          ofFiles,
          "describes the files of a path, and the source has " + field,
          node.path(ofFiles),
          "no such field beside " + field,
          "remove it: the catalog knows a table's format and columns");
    }
    faults.throwIfAny();
    return field.equals("table")
        ? new SourceInput.Table(node.get(field).textValue())
        : new SourceInput.Select(node.get(field).textValue());
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue());
  }

  private static Ownership ownership(JsonNode source) {
    if (source.has("private")) {
      JsonNode unit = source.get("private");
      return unit.has("rows")
          ? new RowUnit(unit.get("rows").intValue())
          : new PrivateUnit(LegalWords.texts(unit.get("unit")));
    }
    if (source.has("owned_by")) {
      JsonNode owner = source.get("owned_by");
      return new OwnedBy(
          owner.get("table").textValue(), SpecBuilder.pairs(owner.get("foreign_key")));
    }
    return new Public();
  }
}
