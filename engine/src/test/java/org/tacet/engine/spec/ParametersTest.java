package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private static final String DECLARED = "  since: {type: date, default: 1992-01-01}";
  private static final String WHERE = "where: \"o_orderdate >= date '${since}'\"";

  @Test
  void fillsReferencesWithDefaultsAndSetValues() {
    ReleaseSpec spec = SpecExample.parse(SpecExample.YAML);

    assertThat(spec.where()).contains("o_orderdate >= date '1992-01-01'");
    assertThat(spec.sources().get("orders").path()).isEqualTo("/tables/orders");
    assertThat(spec.output().path()).isEqualTo("/tables/../release");
  }

  @Test
  void setReplacesADefault() {
    ReleaseSpec spec = parse(SpecExample.YAML, Map.of("data", "/t", "since", "1995-06-01"));

    assertThat(spec.where()).contains("o_orderdate >= date '1995-06-01'");
  }

  @Test
  void aWholeReferenceKeepsItsType() {
    String yaml =
        declaring(
            "e: {type: number, default: 0.10}, p: {type: integer, default: 15000},"
                + " large: {type: boolean, default: true}");
    yaml = SpecExample.with(yaml, "epsilon: 1,", "epsilon: \"${e}\",");
    yaml = SpecExample.with(yaml, "population: 15000", "population: \"${p}\"");
    yaml = SpecExample.with(yaml, "epsilon: false", "epsilon: \"${large}\"");

    PrivacySpec privacy = parse(yaml, Map.of("data", "/t", "e", "0.25")).privacy();

    assertThat(privacy.epsilon()).isEqualByComparingTo("0.25");
    assertThat(privacy.population()).isEqualTo(OptionalLong.of(15000));
    assertThat(privacy.allowLargeEpsilon()).isTrue();
    assertThat(SpecExample.parse(yaml).privacy().epsilon()).isEqualByComparingTo("0.1");
  }

  @Test
  void aNumberInsideTextIsWrittenOut() {
    String yaml = declaring("year: {type: integer, default: 2e3}");
    yaml = SpecExample.with(yaml, "/../release", "/release-${year}-${year}");

    assertThat(SpecExample.parse(yaml).output().path()).isEqualTo("/tables/release-2000-2000");
  }

  @Test
  void anExpressionStaysTextWhateverTheType() {
    String yaml = declaring("weight: {type: number, default: 1.5}");
    yaml = SpecExample.with(yaml, "value: l_quantity", "value: \"${weight}\"");

    assertThat(SpecExample.parse(yaml).aggregates().get(4).value()).contains("1.5");
  }

  @Test
  void whatIsPutInIsNotReadAgain() {
    ReleaseSpec spec = parse(SpecExample.YAML, Map.of("data", "/${since}"));

    assertThat(spec.sources().get("orders").path()).isEqualTo("/${since}/orders");
  }

  private record Row(String yaml, Map<String, String> set, String path, List<String> fragments) {}

  private static Row row(String yaml, Map<String, String> set, String path, String... fragments) {
    return new Row(yaml, set, path, List.of(fragments));
  }

  @ParameterizedTest
  @MethodSource
  void rejects(Row row) {
    InvalidSpecException invalid = SpecExample.rejected(row.yaml(), row.set());

    assertThat(invalid.faults()).as(invalid.getMessage()).hasSize(1);
    assertThat(invalid.path()).isEqualTo(row.path());
    assertThat(invalid.getMessage()).contains(row.fragments()).contains("; fix: ");
  }

  static Stream<Row> rejects() {
    Map<String, String> set = SpecExample.SET;
    String number = declaring("n: {type: number}");
    String used = SpecExample.with(number, "epsilon: 1,", "epsilon: \"${n}\",");
    return Stream.of(
        row(SpecExample.YAML, Map.of(), "parameters.data", "has no value", "--set data=..."),
        row(SpecExample.with("'${since}'", "'2000-01-01'"), set, "parameters.since", "never used"),
        row(
            SpecExample.with("'${since}'", "'${sinc}${since}'"),
            set,
            "where",
            "uses ${sinc}",
            "legal: data, since",
            "did you mean since?"),
        row(
            SpecExample.YAML,
            Map.of("data", "/t", "sinse", "2000-01-01"),
            "--set sinse",
            "given \"2000-01-01\"; legal: data, since",
            "did you mean since?"),
        row(
            SpecExample.YAML,
            Map.of("data", "/t", "since", "1995-02-30"),
            "--set since",
            "type of the parameter, date; given \"1995-02-30\"; legal: a date"),
        row(used, Map.of("data", "/t", "n", "NaN"), "--set n", "given \"NaN\"; legal: a number"),
        row(used, Map.of("data", "/t", "n", "1e99999999999"), "--set n", "-1000 to 1000"),
        row(used, Map.of("data", "/t", "n", ""), "--set n", "given \"\"; legal: a number"),
        row(used, Map.of("data", "/t", "n", "-1"), "privacy.epsilon", "given -1", "number > 0"),
        row(
            used.replace("n: {type: number}", "n: {type: integer}"),
            Map.of("data", "/t", "n", "1.5"),
            "--set n",
            "given \"1.5\"; legal: a whole number"),
        row(
            used.replace("n: {type: number}", "n: {type: boolean}"),
            Map.of("data", "/t", "n", "yes"),
            "--set n",
            "given \"yes\"; legal: true or false"),
        row(
            used.replace("n: {type: number}", "n: {type: string}"),
            Map.of("data", "/t", "n", "2"),
            "privacy.epsilon",
            "given \"2\"",
            "declare its parameter as a number"),
        row(
            SpecExample.with(DECLARED, "  since: {type: date, default: soon}"),
            set,
            "parameters.since.default",
            "given \"soon\"; legal: a date"),
        row(
            SpecExample.with(DECLARED, "  since: {type: string, default: 1992}"),
            set,
            "parameters.since.default",
            "given 1992; legal: text; fix: put it in quotes"),
        row(
            SpecExample.with(DECLARED, "  since: {type: date, default: [1]}"),
            set,
            "parameters.since.default",
            "given [1]; legal: text or a number or true or false"),
        row(SpecExample.with(DECLARED, "  since: {}"), set, "parameters.since.type", "is missing"),
        row(SpecExample.with(DECLARED, "  since:"), set, "parameters.since", "given null"),
        row(
            SpecExample.with(DECLARED, "  since: {type: date, defalt: 1992-01-01}"),
            Map.of("data", "/t", "since", "1992-01-01"),
            "parameters.since.defalt",
            "did you mean default?"),
        row(SpecExample.with("'${since}'", "'${since}${'"), set, "where", "begins no reference"),
        row(SpecExample.with("'${since}'", "'${since}${env:X}'"), set, "where", "no reference"),
        row(
            SpecExample.with("{o_custkey: c_custkey}", "{\"${since}\": c_custkey}"),
            set,
            "joins[1].on[\"${since}\"]",
            "values only"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x' or 'a' = 'a", "x\\", "f(x)", "a;b", "a\nb", "${x}", "a -- b", "-", "\"", "é"})
  void aValueCannotBreakOutOfAnExpression(String value) {
    String yaml = declaring("word: {type: string}");
    yaml = SpecExample.with(yaml, WHERE, "where: \"n_name <> '${since}-${word}'\"");

    InvalidSpecException invalid = SpecExample.rejected(yaml, Map.of("data", "/t", "word", value));

    assertThat(invalid.path()).isEqualTo("where");
    assertThat(invalid).hasMessageContaining("takes from ${word}").hasMessageContaining("letters");
  }

  @Test
  void aNegativeNumberAfterAMinusIsNoComment() {
    String yaml = declaring("n: {type: integer, default: -1}");
    String tight = SpecExample.with(yaml, "value: l_quantity", "value: \"l_quantity -${n}\"");
    String apart = SpecExample.with(yaml, "value: l_quantity", "value: \"l_quantity - ${n}\"");

    assertThat(SpecExample.rejected(tight).path()).isEqualTo("aggregates[4].sum.value");
    assertThat(SpecExample.parse(apart).aggregates().get(4).value()).contains("l_quantity - -1");
  }

  @Test
  void valuesOutsideExpressionsMayHoldAnything() {
    ReleaseSpec spec = parse(SpecExample.YAML, Map.of("data", "/it's (here); -- é"));

    assertThat(spec.sources().get("orders").path()).isEqualTo("/it's (here); -- é/orders");
  }

  @Test
  void numbersStayExact() {
    String yaml = SpecExample.with("epsilon: 1,", "epsilon: 0.1000000000000000055511151231257827,");

    assertThat(SpecExample.parse(yaml).privacy().epsilon())
        .isEqualTo(new BigDecimal("0.1000000000000000055511151231257827"));
  }

  private static String declaring(String declarations) {
    String lines = "  " + declarations.replace("}, ", "}\n  ");
    return SpecExample.with(DECLARED, DECLARED + "\n" + lines);
  }

  private static ReleaseSpec parse(String yaml, Map<String, String> set) {
    return ReleaseSpecReader.parse(yaml, set, Overrides.NONE);
  }
}
