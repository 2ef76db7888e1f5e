package org.tacet.jobs.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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

  /** A lone half of a character has no bytes in UTF-8. */
  @Test
  void halvesOfCharactersComeBack() throws IOException {
    String line = BATCH.answer("[" + query("\\ud800 \u00e9") + "]").lines().get(1);
    assertThat(line).isEqualToIgnoringCase("  {\"id\":\"\\uD800 \\u00E9\",\"value\":0.0}");
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    assertThat(JSON.readTree(bytes).get("id").asText()).isEqualTo("\ud800 \u00e9");
  }

  /** Each comma between queries and each closing brace of a query, left out by itself. */
  @Test
  void aMissingCommaOrBraceLeavesTheNextQuery() throws IOException {
    String middle = query("middle").replace("\n", " ");
    String first = query("first");
    String last = query("last");
    JsonNode commas = answers("[" + first + middle + "\n" + last + "]");
    assertThat(commas).hasSize(3);
    assertThat(commas.get(0).get("error").asText())
        .isEqualTo("malformed JSON: a comma is missing before the next query (line 3, column 51)");
    assertThat(commas.get(1).get("error").asText())
        .isEqualTo("malformed JSON: a comma is missing before the next query (line 4, column 1)");
    assertThat(commas.get(2).get("value").asDouble()).isZero();
    int braces = 0;
    for (int place = middle.indexOf('}'); place >= 0; place = middle.indexOf('}', place + 1)) {
      String faulty = middle.substring(0, place) + middle.substring(place + 1);
      for (String between : new String[] {",\n", "\n"}) {
        JsonNode answers = answers("[" + first + ", " + faulty + between + last + "]");
        assertThat(answers).as(faulty).hasSize(3);
        assertThat(answers.get(0).get("value").asDouble()).as(faulty).isZero();
        assertThat(answers.get(1).get("id").asText()).isEqualTo("middle");
        assertThat(answers.get(1).get("error").asText()).startsWith("malformed JSON: ");
        assertThat(answers.get(2).get("value").asDouble()).as(faulty).isZero();
      }
      braces++;
    }
    assertThat(braces).isEqualTo(5);
  }

  /** Each quote of a query on one line, left out by itself; in an array it hides what follows. */
  @Test
  void aMissingQuoteLeavesTheNextLineOrSaysThatItDoesNot() throws IOException {
    String middle = query("middle").replace("\n", " ");
    String around = "[" + query("first") + ",\n%s,\n" + query("last") + "]";
    int answered = 0;
    for (int place = middle.indexOf('"'); place >= 0; place = middle.indexOf('"', place + 1)) {
      String faulty = middle.substring(0, place) + middle.substring(place + 1);
      JsonNode answers = answers(around.formatted(faulty));
      String error = answers.get(1).get("error").asText();
      assertThat(error).as(faulty).startsWith("malformed JSON: ");
      JsonNode last = answers.get(answers.size() - 1);
      boolean found = last.path("id").asText().equals("last") && last.has("value");
      assertThat(error.contains("none behind its beginning was read")).as(faulty).isEqualTo(!found);
      answered += found ? 1 : 0;
    }
    assertThat(answered).isGreaterThanOrEqualTo(20);
  }

  @Test
  void whatSwallowsTheNextQueriesSaysSo() throws IOException {
    String faulty = "{\"id\": \"b\", \"event\": [1, ";
    JsonNode answers = answers("[" + query("a") + ", " + faulty + query("c") + "]");
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("value").asDouble()).isZero();
    assertThat(answers.get(1).get("id").asText()).isEqualTo("b");
    assertThat(answers.get(1).get("error").asText())
        .contains(
            "the query has no end, so that none behind its beginning was read (line 3, column 53)");
    assertThat(answers("[" + query("a") + ", nonsense] " + query("c")).get(2).get("error").asText())
        .contains("nothing may follow the array");
  }

  /** Searched for each closing bracket anew, these would take 4e10 steps. */
  @Test
  void bracketsInAnyNumberAreCut() throws IOException {
    for (String pair : new String[] {"[}", "{]", "[]"}) {
      String open = pair.substring(0, 1).repeat(200_001);
      String text = "[" + query("a") + ",\"x\"" + open.replace("{", "{\"\":");
      JsonNode answers = answers(text + pair.substring(1).repeat(200_000) + "]");
      assertThat(answers.get(0).get("value").asDouble()).isZero();
      assertThat(answers.get(1).get("error").asText()).startsWith("malformed JSON: ");
    }
  }

  /** One query that breaks off is an error by its id, and the others are answered. */
  @Test
  void noFailureOfAQueryReachesAnother() throws IOException {
    Map<String, Throwable> failures =
        Map.of(
            "events are nested too deeply", new StackOverflowError(),
            "memory does not suffice", new OutOfMemoryError(),
            "too large or too small to compute with (overflow)",
                new ArithmeticException("overflow"),
            "java.lang.IllegalArgumentException", new IllegalArgumentException(),
            "java.lang.IllegalStateException: why", new IllegalStateException("why"));
    for (Map.Entry<String, Throwable> failure : failures.entrySet()) {
      QueryBatch batch =
          new QueryBatch(
              document -> {
                if (((Map<?, ?>) document).get("id").equals("bad")) {
                  if (failure.getValue() instanceof Error error) {
                    throw error;
                  }
                  throw (RuntimeException) failure.getValue();
                }
                return 1;
              });
      QueryBatch.Answers answers =
          batch.answer("[" + query("a") + "," + query("bad") + "," + query("b") + "]");
      assertThat(answers.failed()).isEqualTo(1);
      JsonNode read = JSON.readTree(String.join("", answers.lines()));
      assertThat(read.get(1).get("id").asText()).isEqualTo("bad");
      assertThat(read.get(1).get("error").asText())
          .startsWith("could not be answered: ")
          .contains(failure.getKey());
      assertThat(read.get(0).get("value").asInt()).isEqualTo(1);
      assertThat(read.get(2).get("value").asInt()).isEqualTo(1);
    }
  }
}
