package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private static final String DECLARED = "  since: {type: date, default: 1992-01-01}";
  private static final String WHERE = "where: \"o_orderdate >= date '${since}'\"";

  @Test
  void fillsReferencesWithDefaultsAndSetValues() {
    ReleaseSpec spec = SpecExample.parse(SpecExample.YAML);

    assertThat(spec.where()).contains("o_orderdate >= date '1992-01-01'");
    assertThat(spec.sources().get("orders").input().written()).isEqualTo("/tables/orders");
    assertThat(path(spec)).isEqualTo("/tables/../release");
  }

  @Test
  void setReplacesADefault() {
    ReleaseSpec spec = parse(SpecExample.YAML, Map.of("data", "/t", "since", "1995-06-01"));

    assertThat(spec.where()).contains("o_orderdate >= date '1995-06-01'");
  }

  @Test
  void aWholeReferenceKeepsItsType() {
    String yaml =
        declaring("year: {type: integer, default: 1995}, name: {type: string, default: X}");
    yaml =
        SpecExample.with(
            yaml,
            "groups: private",
            "groups: {public: {values: [{nation: \"${name}\", year: \"${year}\"}]}}");

    assertThat(parse(yaml, Map.of("data", "/t", "year", "1996")).groups())
        .isEqualTo(new GroupsSpec.PublicList(List.of(List.of("X", new BigDecimal("1996")))));
  }

  /** The guarantee is in the spec, where it is reviewed: the command line has no part in it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epsilon: 1, | epsilon: '${p}', | privacy.epsilon",
        "delta: 1e-9 | delta: '${p}' | privacy.delta",
        "account: shop-customers | account: '${p}' | account",
        "account: shop-customers | account: 'shop-${p}' | account",
        "max_groups_contributed: 3 | max_groups_contributed: '${p}' | bounds.max_groups_contributed",
        "unit: [o_custkey] | unit: ['${p}'] | sources.orders.private.unit[0]",
        "l_orderkey: o_orderkey}}} | l_orderkey: '${p}'}}} | sources.lineitem.owned_by.foreign_key.l_orderkey",
        "[0, 20] | [0, '${p}'] | aggregates[0].count.contribution_bounds_per_group[1]",
        "max_rows_per_group: 10 | max_rows_per_group: '${p}' | aggregates[4].sum.max_rows_per_group"
      })
  void noParameterReachesWhatTheGuaranteeRestsOn(String from, String to, String path) {
    String yaml = SpecExample.with(declaring("p: {type: string, default: '1'}"), from, to);

    InvalidSpecException invalid = SpecExample.rejected(yaml);

    assertThat(invalid.path()).isEqualTo(path);
    assertThat(invalid)
        .hasMessageContaining("comes from the spec alone")
        .hasMessageContaining("${p}");
  }

  @Test
  void aNumberInsideTextIsWrittenOut() {
    String yaml = declaring("year: {type: integer, default: 2e3}");
    yaml = SpecExample.with(yaml, "/../release", "/release-${year}-${year}");

    assertThat(path(SpecExample.parse(yaml))).isEqualTo("/tables/release-2000-2000");
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

    assertThat(spec.sources().get("orders").input().written()).isEqualTo("/${since}/orders");
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
    String used = SpecExample.with(number, "value: l_quantity", "value: \"${n}\"");
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
  void theValueOfEveryAggregateIsAnExpression() {
    String yaml = declaring("word: {type: string}");
    yaml =
        SpecExample.with(
            yaml,
            "privacy_units: {}",
            "median: {value: \"x + ${word}\", contribution_bounds_per_row: [0, 9], max_rows_per_group: 1}");

    InvalidSpecException invalid = SpecExample.rejected(yaml, Map.of("data", "/t", "word", "f(x)"));

    assertThat(invalid.path()).isEqualTo("aggregates[2].median.value");
    assertThat(invalid).hasMessageContaining("takes from ${word}");
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

    assertThat(spec.sources().get("orders").input().written())
        .isEqualTo("/it's (here); -- é/orders");
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

  private static String path(ReleaseSpec spec) {
    return ((OutputSpec.Files) spec.output()).path();
  }
}
