package org.tacet.engine.spec;

import static org.tacet.engine.spec.RejectedSpec.row;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change of the example has one fault, at the path given, in words that help. */
class RejectedSpecsTest {

  @ParameterizedTest
  @MethodSource({"structure", "sources", "privacy", "words"})
  void rejects(RejectedSpec spec) {
    spec.assertRejected();
  }

  static Stream<RejectedSpec> structure() {
    return Stream.of(
        row("release: ", "relaese: ", "relaese", "not a known key", "did you mean release?"),
        row(
            "from: lineitem",
            "",
            "the spec",
            "lacks a key",
            "exactly one of from, query",
            "add one"),
        row(
            "from: lineitem",
            "from: lineitem\nquery: SELECT 1",
            "the spec",
            "has keys that exclude each other; given from, query",
            "keep one"),
        row(
            "from: lineitem",
            "query: SELECT 1",
            "joins",
            "stand beside query; given [orders, customer, nation]",
            "write the joins into the query"),
        row("from: lineitem", "from: 5", "from", "wrong type; given 5; legal: text", "in quotes"),
        row("from: lineitem", "from:", "from", "wrong type; given null", "remove the field"),
        row("from: lineitem", "from: ''", "from", "is empty; given \"\""),
        row("from: lineitem", "from: [lineitem]", "from", "given [\"lineitem\"]; legal: text"),
        row("bounds: {", "bounds: 3 #", "bounds", "wrong type; given 3; legal: a map", "{key:"),
        row("privacy: {", "surprise: 1\nprivacy: {", "surprise", "legal: release, account,"),
        row("time_zone", "timezone", "timezone", "did you mean time_zone?"),
        row("grid: 0.25", "gird: 0.25", "aggregates[4].sum.gird", "did you mean grid?"),
        row("privacy_units: {}", "privacy_units: {of: x}", "aggregates[2].privacy_units.of", "{}"),
        row("privacy_units: {}", "privacy_units:", "aggregates[2].privacy_units", "given null"),
        row("type: date,", "type: day,", "parameters.since.type", "given \"day\"", "date, boolean"),
        row("  since: {", "  s-x: {type: date}\n  since: {", "parameters.s-x", "is not a name"));
  }

  static Stream<RejectedSpec> sources() {
    String owner = "owned_by: {table: orders,";
    return Stream.of(
        row("public: true,", "", "sources.nation", "none of them", "one of public, private, owned"),
        row(
            "public: true,",
            "public: true, private: {unit: [n]},",
            "sources.nation",
            "given public, private; legal: exactly one of public, private, owned_by"),
        row("public: true", "public: false", "sources.nation.public", "given false; legal: true"),
        row("public: true", "publc: true", "sources.nation.publc", "did you mean public?"),
        row(
            "path: \"${data}/nation\", format: parquet,",
            "",
            "sources.nation",
            "of path, table, sql"),
        row(
            "path: \"${data}/nation\",",
            "path: n, sql: select 1,",
            "sources.nation",
            "given path, sql; legal: exactly one of path, table, sql"),
        row("path: \"${data}/nation\",", "pth: n,", "sources.nation.pth", "did you mean path?"),
        row("\"${data}/nation\"", "\" \"", "sources.nation.path", "is blank"),
        row(
            "format: parquet,",
            "format: avro,",
            "sources.nation.format",
            "given \"avro\"; legal: parquet, orc, csv, json"),
        row(
            "format: parquet, public: true, schema: \"n_nationkey bigint, n_name string\"",
            "format: csv, public: true",
            "sources.nation.schema",
            "is missing beside format: csv",
            "would read private rows",
            "legal: columns as Spark DDL"),
        row(
            "format: parquet, public: true, schema: \"n_nationkey bigint, n_name string\"",
            "format: json, public: true",
            "sources.nation.schema",
            "is missing beside format: json"),
        row(
            "format: parquet,",
            "header: true,",
            "sources.nation.header",
            "belongs to csv, and the format is parquet; given \"true\""),
        row(
            "format: parquet,",
            "format: json, delimiter: ';',",
            "sources.nation.delimiter",
            "belongs to csv, and the format is json"),
        row(
            "format: parquet,",
            "format: csv, header: 1,",
            "sources.nation.header",
            "true or false"),
        row(
            "format: parquet,",
            "format: csv, delimiter: '||',",
            "sources.nation.delimiter",
            "given \"||\"; legal: one character that is no letter"),
        row("format: parquet,", "format: csv, delimiter: a,", "sources.nation.delimiter", "\"a\""),
        row(
            "format: parquet,",
            "format: csv, delimiter: '\"',",
            "sources.nation.delimiter",
            "quote"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "table: nation, format: parquet, public: true",
            "sources.nation.format",
            "describes the files of a path, and the source has table",
            "given \"parquet\""),
        row(
            "path: \"${data}/nation\", format: parquet,",
            "sql: select 1,",
            "sources.nation.schema",
            "and the source has sql"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "path: \"${data}/nation\", format: csv, public: true, schema: \"${since} bigint\"",
            "sources.nation.schema",
            "takes a parameter",
            "comes from the spec alone"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "sql: \"select * from n where d > '${since}'\", public: true",
            "sources.nation.sql",
            "takes a parameter",
            "comes from the spec alone"),
        row(
            "path: \"${data}/nation\", format: parquet, public: true, schema: \"n_nationkey bigint,"
                + " n_name string\"",
            "table: ' ', public: true",
            "sources.nation.table",
            "is blank"),
        row("\"n_nationkey bigint, n_name string\"", "\" \"", "sources.nation.schema", "is blank"),
        row("[c_custkey]", "[]", "sources.customer.private.unit", "given []", "at least one entry"),
        row("[c_custkey]", "c_custkey", "sources.customer.private.unit", "legal: a list", "[value"),
        row("[c_custkey]", "[a, A]", "sources.customer.private.unit", "twice", "[a, A]"),
        row("[c_custkey]", "[a, ' ']", "sources.customer.private.unit[1]", "is blank"),
        row(owner, "owned_by: {table: nation,", "sources.lineitem.owned_by.table", "is declared"),
        row(owner, "owned_by: {table: odrers,", "sources.lineitem.owned_by.table", "mean orders?"),
        row(owner, "owned_by: {table: lineitem,", "sources.lineitem.owned_by.table", "leads back"),
        row(
            "foreign_key: {l_orderkey: o_orderkey}",
            "foreign_key: {}",
            "sources.lineitem.owned_by.foreign_key",
            "given {}",
            "at least one entry"),
        row("from: lineitem", "from: lineitm", "from", "\"lineitm\"; legal: customer, orders,"),
        row("- {table: nation,", "- {table: nations,", "joins[2].table", "did you mean nation?"),
        row("- {table: nation,", "- {table: orders,", "joins[2].table", "a second time", "self"),
        row("on: {c_nationkey: n_nationkey}", "on: {}", "joins[2].on", "given {}"),
        row("on: {c_nationkey: n_nationkey}", "on: {c: ' '}", "joins[2].on.c", "blank column"),
        row("on: {c_nationkey: n_nationkey}", "on: {c: 1}", "joins[2].on.c", "legal: text"),
        row(
            "from: lineitem",
            "  part: {path: p, public: true}\nfrom: lineitem",
            "sources.part",
            "never used"),
        row(
            "from: lineitem",
            "  2nd: {path: p, public: true}\nfrom: lineitem",
            "sources[\"2nd\"]",
            "given \"2nd\"; legal: letters, digits and _"));
  }

  static Stream<RejectedSpec> privacy() {
    String epsilon = "epsilon: 1,";
    String delta = "delta: 1e-9";
    return Stream.of(
        row(epsilon, "", "privacy.epsilon", "is missing; legal: a number > 0"),
        row(
            epsilon,
            "epsilon: 1e-65,",
            "privacy.epsilon",
            "more digits than a ledger adds up; given 1E-65; legal: at most 64 digits"),
        row(epsilon, "epsilon: 0,", "privacy.epsilon", "given 0; legal: a number > 0"),
        row(epsilon, "epsilon: -0.1,", "privacy.epsilon", "given -0.1; legal: a number > 0"),
        row(epsilon, "epsilon: one,", "privacy.epsilon", "given \"one\"; legal: a number > 0"),
        row(epsilon, "epsilon: '1',", "privacy.epsilon", "given \"1\"", "remove the quotes"),
        row(epsilon, "epsilon: true,", "privacy.epsilon", "given true; legal: a number > 0"),
        row(epsilon, "epsilon: .nan,", "privacy.epsilon", "not a number; given .nan"),
        row(epsilon, "epsilon: -.inf,", "privacy.epsilon", "not a number; given -.inf"),
        row(epsilon, "epsilon: NaN,", "privacy.epsilon", "given \"NaN\"; legal: a number > 0"),
        row(epsilon, "epsilon: 1e-99999,", "privacy.epsilon", "beyond", "given 1e-99999"),
        row(epsilon, "epsilon: 1e9999999999,", "privacy.epsilon", "-1000 to 1000"),
        row(
            epsilon,
            "epsilon: 100.1,",
            "privacy.epsilon",
            "100.1",
            "<= 100",
            "allow_large_epsilon"),
        row(
            "allow_large_epsilon: false",
            "allow_large_epsilon: no",
            "privacy.allow_large_epsilon",
            "given \"no\"; legal: true or false"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0.2,",
            "privacy.automatic_bounds_share",
            "no aggregate has automatic bounds; given 0.2",
            "{auto: {fallback: [lower, upper]}}"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0,",
            "privacy.automatic_bounds_share",
            "given 0; legal: a number > 0 and <= 0.5"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: 0.51,",
            "privacy.automatic_bounds_share",
            "given 0.51"),
        row(
            epsilon,
            "epsilon: 1, automatic_bounds_share: half,",
            "privacy.automatic_bounds_share",
            "given \"half\""),
        row(delta + ",", "", "privacy.delta", "private groups need it", "> 0 and < 1"),
        row(delta, "delta: 0", "privacy.delta", "given 0; legal: a number > 0 and < 1"),
        row(delta, "delta: 1", "privacy.delta", "given 1; legal: a number > 0 and < 1"),
        row(delta, "delta: -1e-9", "privacy.delta", "> 0 and < 1"),
        row(
            delta,
            "delta: 6.7e-6",
            "privacy.delta",
            "above 1/(10 population) for a population of 15000; given 0.0000067"),
        row(
            delta + ", noise: laplace, population: 15000",
            "delta: 1.1e-6",
            "privacy.delta",
            "above 1e-6 without a population",
            "given 0.0000011",
            "allow_large_delta"),
        row("noise: laplace", "noise: gauss", "privacy.noise", "\"gauss\"; legal: laplace, gaus"),
        row(
            "noise: laplace",
            "noise_source: gogle",
            "privacy.noise_source",
            "given \"gogle\"; legal: tacet, google"),
        row(
            epsilon + " delta: 1e-9, noise: laplace",
            "epsilon: 10.5, delta: 1e-9, noise_source: google",
            "privacy.epsilon",
            "given 10.5; legal: 0 < epsilon <= 10 beside noise_source: google",
            "remove noise_source"),
        row(
            "delta: 1e-9, noise: laplace",
            "delta: 9e-13, noise_source: google",
            "privacy.delta",
            "legal: 1e-12 <= delta < 1 beside noise_source: google",
            "remove noise_source"),
        row(
            "noise: laplace",
            "noise: gaussian, noise_source: google",
            "privacy.noise",
            "its Gaussian sampler cuts noise off",
            "given \"gaussian\"; legal: laplace beside noise_source: google"),
        row(
            "noise: laplace",
            "noise: auto, noise_source: google",
            "privacy.noise",
            "given \"auto\"; legal: laplace beside noise_source: google"),
        row("population: 15000", "population: 0", "privacy.population", "given 0", ">= 1"),
        row("population: 15000", "population: 1.5", "privacy.population", "a whole number >= 1"));
  }

  static Stream<RejectedSpec> words() {
    return Stream.of(
        row("release: orders-by-nation-and-year", "release: ../x", "release", "given \"../x\""),
        row("release: orders-by-nation-and-year", "release: " + "x".repeat(129), "release", "128"),
        row("account: shop-customers", "account: shop customers", "account", "letters, digits"),
        row("ledger: file:tacet-ledger", "ledger: ' '", "ledger", "is blank"),
        row("time_zone: UTC", "time_zone: Mars/Base", "time_zone", "Mars/Base", "Europe/Berlin"),
        row("path: \"${data}/../release\", ", "", "output.path", "is missing", "--output"),
        row("\"${data}/../release\"", "' '", "output.path", "is blank"),
        row("format: parquet}", "format: json}", "output.format", "legal: parquet, csv"));
  }
}
