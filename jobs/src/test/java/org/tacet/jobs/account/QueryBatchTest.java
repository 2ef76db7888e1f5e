package org.tacet.jobs.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fault in one query does to the others. */
final class QueryBatchTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final QueryBatch BATCH = new QueryBatch(OptionalDouble.empty());

  private static String query(String id) {
    return """
    {"id": "%s", "accountant": "naive",
     "event": {"type": "Composed", "events": [{"type": "NoOp"}, {"type": "NoOp"}]},
     "target": {"quantity": "epsilon", "delta": 1e-5}}"""
        .formatted(id);
  }

  private static JsonNode answers(String text) throws IOException {
    return JSON.readTree(String.join("\n", BATCH.answer(text).lines()));
  }

  /** At each place of the middle one of three queries something is put in its place, or nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "}", "[", "]", "\"", ",", ":", "\\", "\n", "x", "NaN", "\u0000"})
  void anyFaultInAQueryLeavesTheOneBeforeIt(String put) throws IOException {
    String middle = query("middle");
    int after = 0;
    for (int place = 0; place < middle.length(); place++) {
      String faulty = middle.substring(0, place) + put + middle.substring(place + 1);
      JsonNode answers =
          answers("[" + query("first") + ",\n" + faulty + ",\n" + query("last") + "]");

      assertThat(answers.isArray()).isTrue();
      assertThat(answers.get(0).get("value").asDouble()).as(faulty).isZero();
      for (JsonNode answer : answers) {
        assertThat(answer.has("id")).isTrue();
        assertThat(answer.has("value")).as(faulty).isNotEqualTo(answer.has("error"));
      }
      for (JsonNode answer : answers) {
        after += answer.path("id").asText().equals("last") && answer.has("value") ? 1 : 0;
      }
    }
    // Not all: a bracket or a quote too many may swallow what follows.
    assertThat(after).as("times the last was answered too").isGreaterThan(middle.length() / 3);
  }

  @Test
  void nestingWithoutEndIsRefused() throws IOException {
    JsonNode answers = answers("[" + query("a") + ", " + "[".repeat(100_000) + "]");
    assertThat(answers.get(0).has("value")).isTrue();
    assertThat(answers.get(1).get("error").asText()).startsWith("malformed JSON: ");
    String event = "{\"type\": \"SelfComposed\", \"count\": 1, \"event\": ".repeat(400);
    String deep =
        query("deep").replace("{\"type\": \"Composed\"", event + "{\"type\": \"Composed\"");
    assertThat(
            answers("[" + deep.replace(",\n \"target\"", "}".repeat(400) + ",\n \"target\"") + "]")
                .get(0)
                .has("value"))
        .isTrue();
  }

  @Test
  void positionsAreThoseOfTheFile() throws IOException {
    String text = "[\n" + query("a") + ",\n  {\"id\": \"b\",\n   \"event\" 1}]";
    assertThat(answers(text).get(1).get("error").asText()).endsWith("(line 6, column 12)");
    String twice = "[\n  {\"id\": \"b\", \"target\": {\"delta\": 1, \"delta\": 2}}]";
    assertThat(answers(twice).get(0).get("error").asText())
        .isEqualTo("the key \"delta\" stands twice in one object (line 2, column 38)");
    assertThatThrownBy(() -> BATCH.answer("\n  {}"))
        .hasMessage("a JSON array of queries must begin with '[' (line 2, column 3)");
  }

  @Test
  void textsAreWrittenAsJsonHasThem() throws IOException {
    JsonNode answers = answers("[" + query("\\\"\\n\\u00e9") + "]");
    assertThat(answers.get(0).get("id").asText()).isEqualTo("\"\n\u00e9");
  }
}
