package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code account}: queries and answers, without Spark. */
final class AccountCommandTest {

  private static final String GAUSSIAN = "{'type': 'Gaussian', 'noise_multiplier': 2}";
  private static final String EPSILON = "{'quantity': 'epsilon', 'delta': 1e-5}";

  @TempDir private Path folder;

  /** JSON with single quotes, for legibility. */
  private CommandRun account(String text, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("queries.json"), text.replace('\'', '"'));
    List<String> arguments = new ArrayList<>(List.of("account", file.toString()));
    arguments.addAll(List.of(options));
    return CommandRun.withoutSpark(arguments.toArray(String[]::new));
  }

  private static String query(String id, String event, String target) {
    return "{'id': '%s', 'accountant': 'pld', 'event': %s, 'target': %s}"
        .formatted(id, event, target);
  }

  private static String steps(String count, String sigma, String q) {
    return "{'type': 'SelfComposed', 'count': %s, 'event': {'type': 'PoissonSampled', 'sampling_probability': %s, 'event': {'type': 'Gaussian', 'noise_multiplier': %s}}}"
        .formatted(count, q, sigma);
  }

  private static String laplace(String count, String scale) {
    return "{'type': 'SelfComposed', 'count': %s, 'event': {'type': 'Laplace', 'noise_multiplier': %s}}"
        .formatted(count, scale);
  }

  private static JsonNode json(CommandRun run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private double value(String event, String target) throws IOException {
    CommandRun run = account("[" + query("one", event, target) + "]");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return json(run).get(0).get("value").asDouble();
  }

  private String error(String event, String target) throws IOException {
    String good = query("good", GAUSSIAN, EPSILON);
    CommandRun run = account("[" + query("bad", event, target) + ", " + good + "]");
    assertThat(run.exitCode()).isZero();
    JsonNode answers = json(run);
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("id").asText()).isEqualTo("bad");
    assertThat(answers.get(0).has("value")).isFalse();
    assertThat(answers.get(1).get("value").asDouble()).isBetween(1.9930, 1.9935 * 1.002);
    return answers.get(0).get("error").asText();
  }

  /** Values of Google's dp_accounting 0.6.0 at grid 1e-4, which it rounds to six digits. */
  @Test
  void answersABatchInItsOrder() throws IOException {
    String laplaces =
        String.join(
            ", ",
            IntStream.range(0, 200)
                .mapToObj(
                    i -> "{'type': 'Laplace', 'noise_multiplier': " + 199 / (1.99 + 0.04 * i) + "}")
                .toList());
    String atMillionth = "{'quantity': 'epsilon', 'delta': 1e-6}";
    List<String> queries =
        List.of(
            query("a", steps("1000", "1", "0.01"), EPSILON),
            query("b", steps("10000", "1", "0.01"), EPSILON),
            query("c", steps("10000", "2", "0.01"), EPSILON),
            query("d", steps("10000", "0.6", "0.004"), EPSILON),
            query("e", laplace("100", "10"), atMillionth),
            query("f", "{'type': 'Composed', 'events': [" + laplaces + "]}", atMillionth),
            query(
                "g",
                steps("10000", "null", "0.01"),
                "{'quantity': 'noise_multiplier', 'epsilon': 3, 'delta': 1e-5}"),
            query(
                "h",
                laplace("64", "null"),
                "{'quantity': 'noise_multiplier', 'epsilon': 1, 'delta': 1e-6}"));
    double[] expected = {1.82824, 6.18774, 2.16277, 8.49431, 4.69267, 1.99269, 1.564986, 32.904};
    for (String[] options : List.of(new String[0], new String[] {"--grid", "1e-4"})) {
      CommandRun run = account("[" + String.join(",\n", queries) + "]", options);
      assertThat(run.exitCode()).as(run.out()).isZero();
      assertThat(run.err()).isEmpty();
      JsonNode answers = json(run);
      assertThat(answers).hasSize(expected.length);
      for (int index = 0; index < expected.length; index++) {
        JsonNode answer = answers.get(index);
        assertThat(answer.get("id").asText()).isEqualTo("abcdefgh".substring(index, index + 1));
        assertThat(answer.get("value").asDouble())
            .as(answer.toString())
            .isBetween(expected[index] * (1 - 1e-5), expected[index] * 1.002);
      }
    }
  }

  @Test
  void answersEveryQuantity() throws IOException {
    // Closed forms of Gaussian noise: Phi(1) - Phi(-1) at mu = 2, and scipy's values.
    String mu2 =
        "{'type': 'SelfComposed', 'count': 4, 'event': {'type': 'Gaussian', 'noise_multiplier': 1}}";
    assertThat(value(mu2, "{'quantity': 'total_variation'}")).isBetween(0.68268949, 0.68268950);
    assertThat(value(mu2, "{'quantity': 'gdp_mu'}")).isBetween(2.0, 2 + 1e-9);
    assertThat(value(mu2, "{'quantity': 'true_positive_rate', 'false_positive_rate': 0.01}"))
        .isBetween(0.37208058, 0.37208059);
    assertThat(value(mu2, "{'quantity': 'delta', 'epsilon': 0}")).isBetween(0.68268, 0.6828);
    // 24 times 1/8 is 3.
    assertThat(value(laplace("null", "8"), "{'quantity': 'steps', 'epsilon': 3.01, 'delta': 0}"))
        .isEqualTo(24);
    assertThat(value(laplace("null", "8"), "{'quantity': 'steps', 'epsilon': 0.1, 'delta': 0}"))
        .isZero();
    String selection =
        "{'type': 'TruncatedGeometricSelection', 'epsilon': 1, 'delta': 1e-6, 'max_groups': 1}";
    // delta (e^(3 epsilon) - 1) / (e^epsilon - 1), below where the rule turns.
    double kept = 1e-6 * Math.expm1(3) / Math.expm1(1);
    assertThat(value(selection, "{'quantity': 'keep_probability', 'privacy_units': 3}"))
        .isBetween(kept * (1 - 1e-9), kept * (1 + 1e-9));
    assertThat(
            value(
                selection,
                "{'quantity': 'keep_probability', 'privacy_units': 7, 'min_privacy_units_per_group': 5}"))
        .isBetween(kept * (1 - 1e-9), kept * (1 + 1e-9));
    // 1 + ln(1 / (2 delta)) for one group and Laplace noise of scale 1.
    assertThat(
            value(
                "{'type': 'LaplaceThreshold', 'epsilon': 1, 'delta': 1e-6, 'max_groups': 1, 'max_rows_per_group': 1}",
                "{'quantity': 'threshold'}"))
        .isBetween(14.12236, 14.12237);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type': 'Gaussian', 'noise_multiplier': -1} | event.noise_multiplier must be a finite number above 0. Provided value: -1.0.",
        "{'type': 'Gaussian', 'noise_multiplier': NaN} | event.noise_multiplier must be a finite number above 0. Provided value: NaN.",
        "{'type': 'Gaussian', 'noise_multiplier': Infinity} | event.noise_multiplier must be a finite number above 0. Provided value: Infinity.",
        "{'type': 'Gaussian', 'noise_multiplier': 1e999} | event.noise_multiplier must be a finite number above 0.",
        "{'type': 'Gaussian', 'noise_multiplier': 'one'} | event.noise_multiplier must be a number. Provided value: \"one\".",
        "{'type': 'Gaussian', 'noise_multiplier': null} | event.noise_multiplier must have a value. Provided value: null.",
        "{'type': 'Gaussian'} | event.noise_multiplier is missing",
        "{'type': 'Gaussian', 'sigma': 1} | event.sigma is not a field of Gaussian; legal: noise_multiplier.",
        "{'type': 'Gauss', 'noise_multiplier': 1} | event.type must be one of",
        "{'type': 'PoissonSampled', 'sampling_probability': 1.5, 'event': {'type': 'NoOp'}} | event.sampling_probability must be in [0, 1]. Provided value: 1.5.",
        "{'type': 'EpsilonDelta', 'epsilon': 1, 'delta': -0.1} | event.delta must be in [0, 1]. Provided value: -0.1.",
        "{'type': 'Composed', 'events': []} | event.events must have at least one entry.",
        "{'type': 'Composed', 'events': [{'type': 'Laplace', 'noise_multiplier': 0}]} | event.events[0].noise_multiplier must be",
        "{'type': 'SelfComposed', 'count': 0, 'event': {'type': 'NoOp'}} | event.count must be a whole number of at least 1. Provided value: 0.",
        "{'type': 'SelfComposed', 'count': -3, 'event': {'type': 'NoOp'}} | event.count must be a whole number of at least 1. Provided value: -3.",
        "{'type': 'SelfComposed', 'count': 1.5, 'event': {'type': 'NoOp'}} | event.count must be a whole number below 2^63. Provided value: 1.5.",
        "{'type': 'RandomizedResponse', 'noise_parameter': 0.5, 'num_buckets': 2} | RandomizedResponse",
        "{'type': 'ZCDP', 'rho': 1} | ZCDP",
        "7 | event must be an object with a type. Provided value: 7.",
      })
  void namesWhatIsWrongWithAnEventAndAnswersTheRest(String event, String message)
      throws IOException {
    assertThat(error(event, EPSILON)).contains(message.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'quantity': 'epsilon', 'delta': 0} | epsilon is infinite at delta 0: the event has no pure epsilon, as Gaussian noise has none.",
        "{'quantity': 'epsilon', 'delta': 1} | target.delta must be at least 0 and below 1. Provided value: 1.0.",
        "{'quantity': 'epsilon', 'delta': NaN} | target.delta must be at least 0 and below 1. Provided value: NaN.",
        "{'quantity': 'epsilon'} | target.delta is missing",
        "{'quantity': 'epsilon', 'delta': 1e-5, 'epsilon': 1} | target.epsilon is not a field of a target of quantity epsilon; legal: quantity, delta.",
        "{'quantity': 'delta', 'epsilon': -1} | target.epsilon must be a finite number of at least 0. Provided value: -1.0.",
        "{'quantity': 'loss'} | target.quantity must be one of epsilon, delta, noise_multiplier",
        "{} | target.quantity is missing",
        "{'quantity': 'noise_multiplier', 'epsilon': 1, 'delta': 1e-5} | event must have its noise as null",
        "{'quantity': 'noise_multiplier', 'epsilon': 0, 'delta': 0} | target.delta must be above 0 where epsilon is 0",
        "{'quantity': 'steps', 'epsilon': 1, 'delta': 1e-5} | event must have a SelfComposed with \"count\": null",
        "{'quantity': 'true_positive_rate', 'false_positive_rate': 2} | target.false_positive_rate must be in [0, 1]. Provided value: 2.0.",
        "{'quantity': 'keep_probability', 'privacy_units': 3} | event must be a TruncatedGeometricSelection",
        "{'quantity': 'keep_probability', 'privacy_units': -3} | target.privacy_units must be a whole number of at least 0",
        "{'quantity': 'threshold'} | event must be a TruncatedGeometricSelection",
        "[] | target must be an object. Provided value: [].",
      })
  void namesWhatIsWrongWithATargetAndAnswersTheRest(String target, String message)
      throws IOException {
    assertThat(error(GAUSSIAN, target)).contains(message.strip());
  }

  @Test
  void aTargetThatNoNoiseReachesSaysSo() throws IOException {
    assertThat(
            error(
                "{'type': 'Gaussian', 'noise_multiplier': null}",
                "{'quantity': 'noise_multiplier', 'epsilon': 1, 'delta': 0}"))
        .contains("no noise reaches epsilon 1.0, delta 0.0", "Raise delta above 0");
  }

  @Test
  void queriesAreNamedByTheirIds() throws IOException {
    String question = "'event': %s, 'target': %s".formatted(GAUSSIAN, EPSILON);
    CommandRun run =
        account(
            "[{%1$s}, {'id': 'a', %1$s}, {'id': 'a', %1$s}, {'id': 7, %1$s}, 3, {'id': 'b', 'events': 1, %1$s}, {'id': 'c', 'accountant': 'luck', %1$s}, {'id': 'd', 'neighboring_relation': 'OTHER', %1$s}, {'id': 'e'}]"
                .formatted("'accountant': 'pld', " + question)
                .replace("'luck', 'accountant': 'pld', ", "'luck', "));

    assertThat(run.exitCode()).isZero();
    JsonNode answers = json(run);
    assertThat(answers).hasSize(9);
    assertThat(answers.get(0).get("id").isNull()).isTrue();
    assertThat(answers.get(0).get("error").asText()).startsWith("id must be a text");
    assertThat(answers.get(1).get("value").asDouble()).isGreaterThan(1.99);
    assertThat(answers.get(2).get("id").asText()).isEqualTo("a");
    assertThat(answers.get(2).get("error").asText())
        .isEqualTo("id must be one that no other query has. Provided value: \"a\".");
    assertThat(answers.get(3).get("id").asInt()).isEqualTo(7);
    assertThat(answers.get(4).get("error").asText())
        .isEqualTo("a query must be an object. Provided value: 3.");
    assertThat(answers.get(5).get("error").asText())
        .isEqualTo(
            "events is not a field of a query; legal: id, accountant, neighboring_relation, event, target.");
    assertThat(answers.get(6).get("error").asText()).startsWith("accountant must be one of ");
    assertThat(answers.get(7).get("error").asText())
        .startsWith("neighboring_relation must be one of ADD_OR_REMOVE_ONE, ")
        .endsWith("Provided value: \"OTHER\".");
    assertThat(answers.get(8).get("error").asText()).startsWith("event is missing");
  }

  @Test
  void malformedJsonIsAnErrorWhereItStands() throws IOException {
    String good = query("good", GAUSSIAN, EPSILON);
    for (String bad :
        List.of(
            "{'id': 'bad', 'event': {nope}}",
            "{'id': 'bad', 'event': [1}",
            "{'id': 'bad', 'event': 'open\n }",
            "{'id': 'bad', 'id': 'bad'}",
            "{'id': 'bad'} 7")) {
      CommandRun run =
          account("[" + good + ",\n  " + bad + ",\n" + good.replace("good", "b") + "]");

      assertThat(run.exitCode()).isZero();
      JsonNode answers = json(run);
      assertThat(answers).as(bad + run.out()).hasSize(3);
      assertThat(answers.get(0).has("value")).isTrue();
      assertThat(answers.get(1).get("id").asText()).isEqualTo("bad");
      assertThat(answers.get(1).get("error").asText()).matches(".*\\(line [23], column \\d+\\)");
      assertThat(answers.get(2).has("value")).as(bad).isTrue();
    }
  }

  @Test
  void anArrayThatBreaksOffIsAnErrorAtItsEnd() throws IOException {
    String good = query("good", GAUSSIAN, EPSILON);
    CommandRun run = account("[" + good);
    assertThat(run.exitCode()).isZero();
    assertThat(json(run).get(0).has("value")).isTrue();
    assertThat(json(run).get(1).get("id").isNull()).isTrue();
    assertThat(json(run).get(1).get("error").asText()).contains("no closing ']' (line 1, column ");

    assertThat(json(account("[" + good + "] x")).get(1).get("error").asText())
        .contains("nothing may follow the array");
    assertThat(json(account("[" + good + ",]")).get(1).get("error").asText())
        .contains("a query is missing");
    assertThat(account("[]").out()).isEqualTo("[%n]%n".formatted());
    assertThat(account(" [ ] ").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{'id': 'a'}", "nonsense"})
  void whatIsNoArrayIsRefusedAsAWhole(String text) throws IOException {
    CommandRun run = account(text);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("must begin with '[' (line 1, column 1)");
  }

  @Test
  void readsTheStandardInput() {
    InputStream before = System.in;
    String text = ("[" + query("one", GAUSSIAN, EPSILON) + "]").replace('\'', '"');
    try {
      System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      assertThat(CommandRun.withoutSpark("account", "-").out())
          .contains("\"id\":\"one\",\"value\"");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void drawsEpsilonOverStepsAndDelta() throws IOException {
    Path steps = folder.resolve("steps.svg");
    String event = steps("1000", "1", "0.01").replace('\'', '"');
    CommandRun run =
        CommandRun.withoutSpark(
            "account", "--event", event, "--accountant", "pld,rdp", "--plot", steps.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Wrote " + steps);
    assertThat(Files.readString(steps))
        .startsWith("<svg ")
        .endsWith("</svg>\n")
        .contains(">Epsilon over steps, at delta 1.0E-5<", ">pld<", ">rdp<", ">1000<")
        .doesNotContain("NaN");

    Path delta = folder.resolve("delta.svg");
    CommandRun over =
        CommandRun.withoutSpark(
            "account",
            "--event",
            GAUSSIAN.replace('\'', '"'),
            "--accountant",
            "pld",
            "--plot",
            delta.toString());
    assertThat(over.exitCode()).as(over.err()).isZero();
    assertThat(Files.readString(delta)).contains(">1e-12<", ">1e-2<", ">delta<");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("steps.svg", "delta.svg");
  }

  @Test
  void refusesACommandLineThatIsNone() throws IOException {
    assertThat(CommandRun.withoutSpark("account").err()).contains("<queries.json>: is missing");
    CommandRun missing = CommandRun.withoutSpark("account", folder.resolve("none").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("<queries.json>: was not found", "fix: ");
    assertThat(missing.err()).doesNotContain("the queries").containsOnlyOnce("given");
    for (String none : List.of("", folder.toString())) {
      CommandRun run = CommandRun.withoutSpark("account", none);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("<queries.json>: is ", "given '" + none + "'");
    }
    assertThat(account("[]", "--grid", "0").err()).contains("--grid: is no interval; given 0.0");
    assertThat(account("[]", "--grid", "x").exitCode()).isEqualTo(2);
    assertThat(account("[]", "--steps", "3").err()).contains("are for a picture");
    assertThat(account("[]", "--plot", "x.svg").err()).contains("--event and --plot: go together");
    CommandRun bad = CommandRun.withoutSpark("account", "--event", "{", "--plot", "x.svg");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(bad.err()).contains("malformed JSON").contains("(line 1, column ");
  }

  private CommandRun plot(String place) {
    String event = GAUSSIAN.replace('\'', '"');
    return CommandRun.withoutSpark(
        "account", "--event", event, "--accountant", "analytic", "--plot", place);
  }

  /** A name of 300 letters is longer than file systems take. */
  @Test
  void refusesAPlaceWhereNoPictureCanLie() {
    String none = folder.resolve("none").resolve("x.svg").toString();
    String tooLong = folder.resolve("x".repeat(300) + ".svg").toString();
    for (String place : List.of("", "/", folder.toString(), none, tooLong)) {
      CommandRun run = plot(place);
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("--plot: ", "given '" + place + "'", "fix: ");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPictureHasThePermissionsOfAnyFile() throws IOException {
    Path picture = folder.resolve("x.svg");
    assertThat(plot(picture.toString()).exitCode()).isZero();
    Path any = Files.createFile(folder.resolve("any"));
    assertThat(Files.getPosixFilePermissions(picture))
        .isEqualTo(Files.getPosixFilePermissions(any));
  }

  @Test
  void messagesHoldNothingOfTheParser() {
    CommandRun run = CommandRun.withoutSpark("account", "--event", "{\"a\": [", "--plot", "x.svg");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("malformed JSON: Unexpected end-of-input");
    assertThat(run.err()).doesNotContain("Source", "REDACTED", "start marker");
  }

  @Test
  void theLargestWholeNumberIsOne() throws IOException {
    String selection =
        "{'type': 'TruncatedGeometricSelection', 'epsilon': 1, 'delta': 1e-6, 'max_groups': 1}";
    String units = "{'quantity': 'keep_probability', 'privacy_units': %s}";
    assertThat(value(selection, units.formatted(Long.MAX_VALUE))).isEqualTo(1);
    assertThat(value(selection, units.formatted("1e3"))).isEqualTo(1);
    for (String bad : List.of("9223372036854775808", "1e19", "2.5", "1e400")) {
      assertThat(error(selection, units.formatted(bad)))
          .contains("target.privacy_units must be a whole number of at least 0 and below 2^63");
    }
  }
}
