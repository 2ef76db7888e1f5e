package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as JSON: exact both ways, and nothing that two readers could take for two things. */
final class LedgerJsonTest {

  private final LedgerJson json = new LedgerJson();

  private static Map<String, Object> document() {
    Map<String, Object> inner = new LinkedHashMap<>();
    inner.put("epsilon", new BigDecimal("0.10"));
    inner.put("delta", new BigDecimal("1E-9"));
    inner.put("tiny", new BigDecimal("1.000000000000000000000000000000000000000000000000001E-300"));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("number", 1L);
    document.put("largest", Long.MAX_VALUE);
    document.put("larger", BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE));
    document.put("name", "ünïted \"x\" \\ \n \u2028 \uD83D\uDE00");
    document.put("cost", inner);
    document.put("files", List.of("a", List.of(), Map.of()));
    document.put("none", null);
    document.put("yes", true);
    return document;
  }

  @Test
  void whatIsWrittenIsReadBackDigitByDigit() {
    assertThat(json.read(json.write(document()))).isEqualTo(document());
    assertThat(json.read(json.write(document())).keySet())
        .containsExactlyElementsOf(document().keySet());
    assertThat(json.read(json.write(Map.of("n", 7)))).isEqualTo(Map.of("n", 7L));
    assertThat(json.read(json.write(Map.of("x", 0.1))))
        .isEqualTo(Map.of("x", new BigDecimal("0.1")));
  }

  /** The bytes are sealed, so they may change neither with the system nor with a library. */
  @Test
  void theTextIsIndentedByLineFeedsAndEndsWithItsBrace() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("a", 1);
    document.put("b", Map.of("c", new BigDecimal("1.50")));
    document.put("d", List.of("e", 2L));
    assertThat(new String(json.write(document), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\n  \"a\" : 1,\n  \"b\" : {\n    \"c\" : 1.50\n  },\n  \"d\" : [ \"e\", 2 ]\n}");
    assertThat(json.write(document)).isEqualTo(json.write(json.read(json.write(document))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u0000\u0000\u0000\u0000",
        "null",
        "1",
        "\"{}\"",
        "[]",
        "[{}]",
        "{",
        "{\"a\": 1",
        "{\"a\": 1}{\"a\": 2}",
        "{\"a\": 1} x",
        "{\"a\": 1, \"a\": 2}",
        "{\"b\": {\"a\": 1, \"a\": 1}}",
        "{\"a\": 1, \"\\u0061\": 2}",
        "{\"a\": NaN}",
        "{\"a\": Infinity}",
        "{\"a\": 01}",
        "{\"a\": +1}",
        "{\"a\": .5}",
        "{\"a\": 0x1}",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 1,}",
        "{\"a\": \"\n\"}",
        "{\"a\": 1 /* one */}",
        "\uFEFF{\"a\": 1}"
      })
  void whatIsNoObjectOfOneMeaningIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.read(text.getBytes(StandardCharsets.UTF_8)))
        .withMessageStartingWith("it is no JSON object");
  }

  @Test
  void anotherEncodingIsRefused() {
    for (byte[] text :
        List.of(
            "{\"a\": 1}".getBytes(StandardCharsets.UTF_16),
            "{\"a\": 1}".getBytes(StandardCharsets.UTF_16LE),
            "{\"a\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1))) {
      assertThatIllegalArgumentException().isThrownBy(() -> json.read(text));
    }
  }

  @Test
  void whatCouldExhaustAReaderIsRefused() {
    int tooDeep = LedgerJson.MAXIMUM_DEPTH;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.read(nested(100_000).getBytes(StandardCharsets.UTF_8)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.read(nested(tooDeep).getBytes(StandardCharsets.UTF_8)));
    assertThat(json.read(nested(tooDeep - 1).getBytes(StandardCharsets.UTF_8))).hasSize(1);
    String digits = "{\"a\": " + "9".repeat(1_001) + "}";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.read(digits.getBytes(StandardCharsets.UTF_8)));
    byte[] large = new byte[LedgerJson.MAXIMUM_BYTES + 1];
    Arrays.fill(large, (byte) ' ');
    large[0] = (byte) 123;
    large[1] = (byte) 125;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.read(large))
        .withMessageContaining("at most");
    assertThat(json.read("{\"a\": 1e999999999}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(Map.of("a", new BigDecimal("1e999999999")));
  }

  /** An object in lists, {@code depth} deep altogether with its own. */
  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
  }

  @Test
  void whatCannotBeWrittenExactlyIsRefused() {
    Map<String, Object> deep = new HashMap<>();
    Map<String, Object> inner = deep;
    for (int depth = 0; depth < LedgerJson.MAXIMUM_DEPTH; depth++) {
      Map<String, Object> next = new HashMap<>();
      inner.put("a", next);
      inner = next;
    }
    for (Object value :
        List.of(Double.NaN, Double.POSITIVE_INFINITY, 1.5f, 'c', new byte[1], Map.of(1, 2), deep)) {
      assertThatIllegalArgumentException()
          .as(value.toString())
          .isThrownBy(() -> json.write(Map.of("field", value)))
          .withMessageContaining("must");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> json.write(Map.of("field", "half a pair \uD83D")));
  }
}
