package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The published schemas: of a spec, {@code conf/release.schema.json}, and of an account, {@code
 * conf/account-budget.schema.json}.
 */
final class SpecSchema {

  static final String RESOURCE = "release.schema.json";

  private static final SpecSchema RELEASE = new SpecSchema(load(RESOURCE));
  private static final SpecSchema ACCOUNT = new SpecSchema(load("account-budget.schema.json"));

  private final JsonNode document;
  private final JsonSchema schema;

  private SpecSchema(JsonNode document) {
    this.document = document;
    this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(document);
  }

  static SpecSchema release() {
    return RELEASE;
  }

  static SpecSchema account() {
    return ACCOUNT;
  }

  private static JsonNode load(String name) {
    try (InputStream resource = SpecSchema.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new ObjectMapper().readTree(resource);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** What the schema finds wrong, in Tacet's words. */
  List<Fault> check(JsonNode spec) {
    return new SchemaFaults(this).translate(schema.validate(spec));
  }

  JsonNode document() {
    return document;
  }

  /** The schema itself where it stands, or what it refers to. */
  JsonNode resolve(JsonNode schemaNode) {
    JsonNode reference = schemaNode.path("$ref");
    return reference.isMissingNode()
        ? schemaNode
        : resolve(document.at(reference.textValue().substring(1)));
  }
}
