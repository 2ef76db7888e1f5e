package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code conf/account-budget.schema.json} keeps to what {@link SchemaFaults} has words for. */
class AccountBudgetSchemaTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  private static final JsonNode SCHEMA = SpecSchema.account().document();

  @Test
  void theSchemaOfTheJobIsTheOneForEditors() throws IOException {
    assertThat(SCHEMA)
        .isEqualTo(
            new ObjectMapper().readTree(ROOT.resolve("conf/account-budget.schema.json").toFile()));
  }

  @Test
  void everyFieldHasADescription() {
    assertThat(describedFields(SCHEMA)).isGreaterThan(20);
  }

  private static int describedFields(JsonNode node) {
    int fields = 0;
    for (JsonNode field : node.path("properties")) {
      assertThat(field.path("description").asText()).as(field.toString()).hasSizeGreaterThan(5);
      fields++;
    }
    for (JsonNode inner : node) {
      fields += describedFields(inner);
    }
    return fields;
  }

  @Test
  void everyOneOfChoosesBetweenKeys() {
    List<JsonNode> choices = SCHEMA.findValues("oneOf");
    assertThat(choices).hasSize(3);
    for (JsonNode choice : choices) {
      for (JsonNode branch : choice) {
        assertThat(branch).hasSize(1);
        assertThat(branch.path("required")).hasSize(1);
      }
    }
  }

  @Test
  void theExampleIsAnAccount() {
    AccountSpec example =
        AccountSpecReader.read(
            ROOT.resolve("conf/examples/account.yaml").toString(),
            () -> {
              throw new AssertionError("a plain path needs no Hadoop");
            });

    assertThat(example.account()).isEqualTo("shop-customers");
    assertThat(example.createdBy("ann").createdBy()).isEqualTo("ann");
  }
}
