package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;

/** A spec that uses nearly every field, and ways to change it. */
final class SpecExample {

  static final Map<String, String> SET = Map.of("data", "/tables");

  static final String YAML =
      """
      # yaml-language-server: $schema=release.schema.json
      release: orders-by-nation-and-year
      account: shop-customers
      parameters:
        data: {type: string}
        since: {type: date, default: 1992-01-01}
      sources:
        customer: {path: "${data}/customer", private: {unit: [c_custkey]}}
        orders: {path: "${data}/orders", private: {unit: [o_custkey]}}
        lineitem: {path: "${data}/lineitem", owned_by: {table: orders, foreign_key: {l_orderkey: o_orderkey}}}
        nation: {path: "${data}/nation", format: parquet, public: true, schema: "n_nationkey bigint, n_name string"}
      from: lineitem
      joins:
        - {table: orders, on: {l_orderkey: o_orderkey}}
        - {table: customer, on: {o_custkey: c_custkey}}
        - {table: nation, on: {c_nationkey: n_nationkey}}
      where: "o_orderdate >= date '${since}'"
      group_by:
        - {name: nation, expression: n_name}
        - {name: year, expression: year(o_orderdate)}
      groups: private
      bounds: {max_groups_contributed: 3}
      aggregates:
        - {name: items, count: {contribution_bounds_per_group: [0, 20]}}
        - {name: rows_again, count: {max_rows_per_group: 20}}
        - {name: customers, privacy_units: {}}
        - {name: revenue, sum: {value: l_extendedprice, contribution_bounds_per_group: [0, 500000]}}
        - {name: quantity, sum: {value: l_quantity, contribution_bounds_per_row: [-1, 50], max_rows_per_group: 10, grid: 0.25}}
      privacy: {epsilon: 1, delta: 1e-9, noise: laplace, population: 15000, allow_large_epsilon: false, allow_large_delta: false}
      output: {path: "${data}/../release", format: parquet}
      ledger: file:tacet-ledger
      time_zone: UTC
      """;

  private SpecExample() {}

  static ReleaseSpec parse(String yaml) {
    return ReleaseSpecReader.parse(yaml, SET, Overrides.NONE);
  }

  /** The example with one passage changed, which has to be there once. */
  static String with(String passage, String replacement) {
    return with(YAML, passage, replacement);
  }

  static String with(String yaml, String passage, String replacement) {
    int at = yaml.indexOf(passage);
    assertThat(at).as("the example holds: %s", passage).isNotNegative();
    assertThat(yaml.indexOf(passage, at + 1)).as("only once: %s", passage).isNegative();
    return yaml.substring(0, at) + replacement + yaml.substring(at + passage.length());
  }

  static InvalidSpecException rejected(String yaml) {
    return rejected(yaml, SET);
  }

  static InvalidSpecException rejected(String yaml, Map<String, String> set) {
    InvalidSpecException invalid =
        catchThrowableOfType(
            InvalidSpecException.class, () -> ReleaseSpecReader.parse(yaml, set, Overrides.NONE));
    assertThat(invalid).as("the spec is refused").isNotNull();
    return invalid;
  }
}
