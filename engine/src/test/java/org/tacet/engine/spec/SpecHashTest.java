package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecHashTest {

  private static final String HASH = SpecExample.parse(SpecExample.YAML).hash();

  @Test
  void isSha256InHex() {
    assertThat(HASH).matches("[0-9a-f]{64}");
    assertThat(SpecExample.parse(SpecExample.YAML).hash()).isEqualTo(HASH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account: shop-customers | 'account: \"shop-customers\" # a comment'",
        "{epsilon: 1, delta: 1e-9, | '{delta: 0.0000000010, epsilon: 1.0,'",
        "c_nationkey: n_nationkey | '\"c_nationkey\" : n_nationkey'",
        "[0, 500000] | '[0, 5e5]'",
      })
  void doesNotChangeWithTheWayOfWriting(String passage, String replacement) {
    assertThat(SpecExample.parse(SpecExample.with(passage, replacement)).hash()).isEqualTo(HASH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "release: orders- | release: order-",
        "account: shop | account: shops",
        "epsilon: 1, | 'epsilon: 1.01,'",
        "[0, 500000] | '[0, 500001]'",
        "default: 1992-01-01 | default: 1992-01-02",
        "/../release | /../released",
        "tacet-ledger | other-ledger",
        "privacy_units: {} | 'count: {max_rows_per_group: 1}'",
        "year(o_orderdate) | month(o_orderdate)",
        "time_zone: UTC | time_zone: Europe/Berlin",
        "o_orderdate >= | o_orderdate >",
      })
  void changesWithEveryField(String passage, String replacement) {
    String yaml = SpecExample.with(passage, replacement);

    assertThat(SpecExample.parse(yaml).hash()).isNotEqualTo(HASH);
  }

  @Test
  void changesWithAParameterAndNotWithTheWayItIsSet() {
    assertThat(hash(SpecExample.YAML, Map.of("data", "/tables", "since", "1992-01-01")))
        .isEqualTo(HASH);
    assertThat(hash(SpecExample.YAML, Map.of("data", "/tables", "since", "1992-01-02")))
        .isNotEqualTo(HASH);
    assertThat(hash(SpecExample.YAML, Map.of("data", "/other"))).isNotEqualTo(HASH);
  }

  @Test
  void changesWithTheOrderOfJoins() {
    String joins = "  - {table: customer, on: {o_custkey: c_custkey}}\n";
    String without = SpecExample.with(joins, "");
    String later =
        SpecExample.with(without, "n_nationkey}}\nwhere", "n_nationkey}}\n" + joins + "where");

    assertThat(SpecExample.parse(later).hash()).isNotEqualTo(HASH);
  }

  @Test
  void seesTheCommandLineLikeTheSpec() {
    Overrides overrides =
        new Overrides(Optional.of("/out"), Optional.of("file:other"), Optional.empty());
    String written = SpecExample.with("${data}/../release", "/out");
    written = SpecExample.with(written, "file:tacet-ledger", "file:other");

    ReleaseSpec overridden = ReleaseSpecReader.parse(SpecExample.YAML, SpecExample.SET, overrides);

    assertThat(overridden.hash()).isNotEqualTo(HASH);
    assertThat(overridden.hash()).isEqualTo(SpecExample.parse(written).hash());
  }

  @Test
  void canonicalJsonIsWrittenOneWay() throws IOException {
    String json = "{\"b\": [1.50, 10, true, null, {}, []], \"a\": \"x\\\"\\u0001é\"}";

    assertThat(CanonicalJson.write(new ObjectMapper().readTree(json)))
        .isEqualTo("{\"a\":\"x\\\"\\u0001é\",\"b\":[1.5,1E+1,true,null,{},[]]}");
  }

  private static String hash(String yaml, Map<String, String> set) {
    return ReleaseSpecReader.parse(yaml, set, Overrides.NONE).hash();
  }
}
