package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YamlDocumentTest {

  private final Faults faults = new Faults();

  private JsonNode read(String yaml) {
    return YamlDocument.read("a.yaml", yaml, faults);
  }

  @ParameterizedTest
  @CsvSource({
    "1992-01-01, \"1992-01-01\"",
    "12:30:00, \"12:30:00\"",
    "NO, \"NO\"",
    "on, \"on\"",
    "1_000, \"1_000\"",
    "0x10, \"0x10\"",
    "1.2.3, \"1.2.3\"",
    "'''5''', \"5\"",
    "!!str 5, \"5\"",
    "true, true",
    "False, false",
    "~, null",
    "010, 10",
    "+5, 5",
    "1e3, 1000",
    "3.0, 3",
  })
  void scalarsHaveTheTypesOfYaml12(String written, String json) {
    assertThat(read("x: " + written).get("x")).hasToString(json);
    assertThat(faults.isEmpty()).isTrue();
  }

  @Test
  void numbersAreExact() {
    JsonNode x = read("x: 0.1000000000000000055511151231257827021181583404541015625").get("x");

    assertThat(x.decimalValue())
        .isEqualByComparingTo(
            new BigDecimal("0.1000000000000000055511151231257827021181583404541015625"));
    assertThat(read("x: 123456789012345678901234567890").get("x").isIntegralNumber()).isTrue();
  }

  @Test
  void aliasesStandForWhatTheyName() {
    JsonNode document = read("a: &bounds [0, 5]\nb: *bounds\nc: &word text\nd: *word");

    assertThat(document.get("b")).isEqualTo(document.get("a"));
    assertThat(document.get("d").textValue()).isEqualTo("text");
  }

  @Test
  void aByteOrderMarkIsNoContent() {
    assertThat(read("\uFEFFa: 1").get("a").intValue()).isEqualTo(1);
  }

  @Test
  void aLongTextIsNoFault() {
    String yaml = "x: [" + ("y".repeat(1000) + ", ").repeat(4_000) + "z]";

    assertThat(read(yaml).get("x")).hasSize(4_001);
  }

  static Stream<Arguments> faultsOfOneField() {
    return Stream.of(
        Arguments.of("a: {b: 1, b: 2}", "a.b", "at line 1, column 5 and line 1, column 11"),
        Arguments.of("a: 1\nb: 2\n'a': 3", "a", "at line 1, column 1 and line 3, column 1"),
        Arguments.of("a: [1, .NaN]", "a[1]", "is not a number; given .NaN"),
        Arguments.of("a: +.INF", "a", "is not a number; given +.INF"),
        Arguments.of("a: 1e1001", "a", "given 1e1001; legal: a number of at most 1000 digits"),
        Arguments.of("a: 1e99999999999", "a", "is beyond the numbers that Tacet reads"),
        Arguments.of("a: " + "1".repeat(1001), "a", "11...; legal: a number of at most 1000"),
        Arguments.of("a: !!binary aGk=", "a", "YAML type"),
        Arguments.of("a: !!timestamp 1992-01-01", "a", "given tag:yaml.org,2002:timestamp"),
        Arguments.of("a: !java.net.URL [x]", "a", "YAML type"),
        Arguments.of("a: !!set {x}", "a", "given tag:yaml.org,2002:set"),
        Arguments.of("a: !!int x", "a", "is beyond the numbers"),
        Arguments.of("? [a, b]\n: 1", "the spec", "a key that is a list or a map"),
        Arguments.of("a: &a {b: 1}\nc: {<<: *a}", "c[\"<<\"]", "is a merge key"),
        Arguments.of("a: &a [1, *a]", "a[1]", "an alias of a value that holds it"));
  }

  @ParameterizedTest
  @MethodSource
  void faultsOfOneField(String yaml, String path, String fragment) {
    read(yaml);

    assertThat(faults.list()).hasSize(1);
    assertThat(faults.list().get(0).path()).isEqualTo(path);
    assertThat(faults.list().get(0).toString()).contains(fragment).contains("; fix: ");
  }

  static Stream<Arguments> whatIsNotOneDocument() {
    return Stream.of(
        Arguments.of("a: [1, 2\nb: 3\n", "a.yaml, line 2, column 2", "expected ',' or ']'"),
        Arguments.of("a: 1\n  b: 2\n", "a.yaml, line 2, column 4", "mapping values are not"),
        Arguments.of("a: 'open", "a.yaml, line 1, column 9", "unexpected end of stream"),
        Arguments.of("a: \tx: y", "a.yaml, line 1, column 4", "not one YAML document"),
        Arguments.of("a: 1\n---\nb: 2\n", "a.yaml, line 2, column 1", "single document"),
        Arguments.of("a: *b", "a.yaml, line 1, column 4", "undefined alias b"),
        Arguments.of("a: 1\nb: x\u0007y\n", "a.yaml, line 2, column 5", "U+0007"),
        Arguments.of("", "a.yaml", "holds no spec"),
        Arguments.of("# nothing\n", "a.yaml", "holds no spec"),
        Arguments.of("a: " + "[".repeat(60) + "]".repeat(60), "a.yaml", "Nesting Depth"));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNotOneDocument(String yaml, String path, String fragment) {
    InvalidSpecException invalid =
        catchThrowableOfType(InvalidSpecException.class, () -> read(yaml));

    assertThat(invalid).isNotNull().hasMessageContaining(fragment).hasMessageContaining("; fix: ");
    assertThat(invalid.path()).isEqualTo(path);
  }

  @Test
  void aliasesOfAliasesDoNotFillTheMemory() {
    StringBuilder yaml = new StringBuilder("l0: &l0 [x, x]\n");
    for (int i = 1; i <= 40; i++) {
      String below = "*l" + (i - 1);
      yaml.append("l").append(i).append(": &l").append(i).append(" [");
      yaml.append(below).append(", ").append(below).append("]\n");
    }

    assertThat(catchThrowableOfType(InvalidSpecException.class, () -> read(yaml.toString())))
        .hasMessageContaining("repeats more of the spec by aliases");
  }
}
