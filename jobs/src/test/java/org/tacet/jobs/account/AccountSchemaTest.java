package org.tacet.jobs.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.composition.Accountants;
import org.tacet.accountant.event.PrivacyEvent;

/** {@code conf/account.schema.json} says what the command reads, no more and no less. */
final class AccountSchemaTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = document();
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(DOCUMENT);

  private static JsonNode document() {
    try {
      return JSON.readTree(ROOT.resolve("conf/account.schema.json").toFile());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static List<String> names(JsonNode properties) {
    return properties.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void everyEventHasItsTypeAndFields() {
    TreeSet<String> types = new TreeSet<>();
    for (Class<?> type : PrivacyEvent.class.getPermittedSubclasses()) {
      String name = type.getSimpleName().replace("Zcdp", "ZCDP");
      types.add(name);
      TreeSet<String> fields = new TreeSet<>(List.of("type"));
      for (RecordComponent component : type.getRecordComponents()) {
        fields.add(
            component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT));
      }
      JsonNode definition = DOCUMENT.at("/$defs/" + name);
      assertThat(names(definition.get("properties")))
          .as(name)
          .containsExactlyInAnyOrderElementsOf(fields);
      assertThat(definition.get("additionalProperties").booleanValue()).as(name).isFalse();
    }
    assertThat(texts(DOCUMENT.at("/$defs/event/properties/type/enum")))
        .containsExactlyInAnyOrderElementsOf(types);
    assertThat(DOCUMENT.at("/$defs/event/allOf")).hasSameSizeAs(types);
  }

  @Test
  void everyQuantityHasItsFields() {
    assertThat(texts(DOCUMENT.at("/$defs/target/properties/quantity/enum")))
        .containsExactlyElementsOf(Quantity.words());
    for (JsonNode branch : DOCUMENT.at("/$defs/target/allOf")) {
      String word = branch.at("/if/properties/quantity/const").textValue();
      Quantity quantity = Quantity.valueOf(word.toUpperCase(Locale.ROOT));
      TreeSet<String> fields = new TreeSet<>(quantity.fields());
      fields.add("quantity");
      assertThat(names(branch.at("/then/properties")))
          .as(word)
          .containsExactlyInAnyOrderElementsOf(fields);
    }
  }

  @Test
  void queriesHaveTheirFieldsAndWords() {
    JsonNode query = DOCUMENT.at("/$defs/query/properties");
    assertThat(names(query)).containsExactlyInAnyOrderElementsOf(Query.FIELDS);
    assertThat(texts(query.at("/accountant/enum"))).containsExactlyElementsOf(Accountants.names());
    assertThat(query.at("/accountant/default").textValue()).isEqualTo(Query.DEFAULT_ACCOUNTANT);
    assertThat(texts(query.at("/neighboring_relation/enum")))
        .containsExactlyElementsOf(Query.relations());
  }

  @Test
  void theExamplesOfThePageAreValidAndAreAnswered() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/accounting.md"));
    List<String> blocks =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains("\"target\""))
            .toList();
    assertThat(blocks).isNotEmpty();
    for (String block : blocks) {
      assertThat(SCHEMA.validate(JSON.readTree(block))).as(block).isEmpty();
      QueryBatch.Answers answers = new QueryBatch(OptionalDouble.empty()).answer(block);
      assertThat(answers.failed()).as(answers.lines().toString()).isZero();
    }
  }

  /** What the schema would wave through is not checked while it is written. */
  @Test
  void refusesWhatTheCommandRefuses() throws IOException {
    for (String query :
        List.of(
            "{'id':'a','event':{'type':'Gaussian','noise_multiplier':-1},'target':{'quantity':'total_variation'}}",
            "{'id':'a','event':{'type':'Gaussian','sigma':1},'target':{'quantity':'total_variation'}}",
            "{'id':'a','event':{'type':'Gauss'},'target':{'quantity':'total_variation'}}",
            "{'id':'a','event':{'type':'Composed','events':[]},'target':{'quantity':'total_variation'}}",
            "{'id':'a','event':{'type':'NoOp'},'target':{'quantity':'epsilon'}}",
            "{'id':'a','event':{'type':'NoOp'},'target':{'quantity':'epsilon','delta':1}}",
            "{'event':{'type':'NoOp'},'target':{'quantity':'total_variation'}}",
            "{'id':'a','events':1,'event':{'type':'NoOp'},'target':{'quantity':'total_variation'}}")) {
      JsonNode node = JSON.readTree("[" + query.replace('\'', '"') + "]");
      assertThat(SCHEMA.validate(node)).as(query).isNotEmpty();
      QueryBatch.Answers answers = new QueryBatch(OptionalDouble.empty()).answer(node.toString());
      assertThat(answers.failed()).as(query).isEqualTo(1);
    }
  }

  @Test
  void thePageNamesEveryTypeFieldAndQuantity() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/accounting.md"));
    TreeSet<String> words = new TreeSet<>(Quantity.words());
    words.addAll(Accountants.names());
    words.addAll(Query.FIELDS);
    Arrays.stream(Quantity.values()).forEach(quantity -> words.addAll(quantity.fields()));
    for (String type : texts(DOCUMENT.at("/$defs/event/properties/type/enum"))) {
      words.add(type);
      words.addAll(names(DOCUMENT.at("/$defs/" + type + "/properties")));
    }
    assertThat(words).hasSizeGreaterThan(50);
    for (String word : words) {
      assertThat(page).contains("`" + word + "`");
    }
  }
}
