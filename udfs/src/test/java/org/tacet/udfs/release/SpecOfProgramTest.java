package org.tacet.udfs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.tacet.udfs.release.Aggregates.count;
import static org.tacet.udfs.release.Aggregates.countDistinct;
import static org.tacet.udfs.release.Aggregates.histogram;
import static org.tacet.udfs.release.Aggregates.max;
import static org.tacet.udfs.release.Aggregates.mean;
import static org.tacet.udfs.release.Aggregates.median;
import static org.tacet.udfs.release.Aggregates.min;
import static org.tacet.udfs.release.Aggregates.privacyUnits;
import static org.tacet.udfs.release.Aggregates.quantile;
import static org.tacet.udfs.release.Aggregates.stddev;
import static org.tacet.udfs.release.Aggregates.sum;
import static org.tacet.udfs.release.Aggregates.variance;
import static org.tacet.udfs.release.Aggregates.vectorSum;
import static org.tacet.udfs.release.PrivacyUnit.ownedBy;
import static org.tacet.udfs.release.PrivacyUnit.rows;
import static org.tacet.udfs.release.PrivacyUnit.unit;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;

/** A program and a file that say the same are one spec, and what is wrong has one message. */
final class SpecOfProgramTest {

  private static PrivateTable visits() {
    return PrivateTable.of("visits", TableInput.parquet("/tables/visits"), unit("person", "site"));
  }

  private static ReleaseRequest priced(ReleaseRequest request) {
    return request.named("r").within("a").epsilon(1).toFolder("/out");
  }

  static Stream<Arguments> specs() {
    return Stream.of(
        Arguments.of(
            priced(visits().aggregate(count().between(0, 3))),
            """
            release: r
            account: a
            sources: {visits: {path: /tables/visits, format: parquet, private: {unit: [person, site]}}}
            from: visits
            aggregates: [{name: count, count: {contribution_bounds_per_group: [0, 3]}}]
            privacy: {epsilon: 1}
            output: {path: /out}
            """),
        Arguments.of(
            visits()
                .join(
                    PublicTable.of(
                        "sites", TableInput.csv("/sites", "id long, town string").header()),
                    Map.of("site", "id"))
                .join(
                    PrivateTable.of(
                            "bills",
                            TableInput.orc("/bills"),
                            ownedBy("visits", Map.of("visit", "visit")))
                        .where("bills.paid"),
                    "visit",
                    "visit")
                .where("day > date'2026-01-01'")
                .maxRowsJoined(7)
                .groupBy("town", "year(day) AS year")
                .maxGroupsContributed(3)
                .maxRowsContributed(20)
                .minPrivacyUnitsPerGroup(10)
                .rollup()
                .aggregate(
                    count("bill").named("bills").maxRowsPerGroup(4),
                    privacyUnits().weight(2.5),
                    sum("cost").between(0, 10.5).maxRowsPerGroup(4).grid(0.25).nonNegative(),
                    sum("visits.cost + 1")
                        .betweenPerGroup(-5, new BigDecimal("5.50"))
                        .named("more"),
                    mean("cost").between(0, 1).maxRowsPerGroup(4),
                    variance("cost").between(0, 1).maxRowsPerGroup(4),
                    stddev("cost").between(0, 1).maxRowsPerGroup(4))
                .named("all-of-it")
                .within("a", "b")
                .purpose("planning")
                .ledger("file:/ledger")
                .epsilon(0.1)
                .delta(1e-9)
                .noise("gaussian")
                .privacy("population", 1000)
                .intervals(0.95)
                .standardDeviations()
                .timeZone("Europe/Berlin")
                .toCsv("/out")
                .partitionBy("town"),
            """
            release: all-of-it
            account: [a, b]
            purpose: planning
            sources:
              visits: {path: /tables/visits, format: parquet, private: {unit: [person, site]}}
              sites: {path: /sites, format: csv, schema: "id long, town string", header: true, public: true}
              bills: {path: /bills, format: orc, owned_by: {table: visits, foreign_key: {visit: visit}}}
            from: visits
            joins:
              - {table: sites, on: {site: id}}
              - {table: bills, on: {visit: visit}}
            where: "(bills.paid) AND (day > date'2026-01-01')"
            group_by: [town, {name: year, expression: year(day)}]
            groups: private
            bounds: {max_rows_joined: 7, max_groups_contributed: 3, max_rows_contributed: 20, min_privacy_units_per_group: 10}
            groupings: rollup
            aggregates:
              - {name: bills, count: {value: bill, max_rows_per_group: 4}}
              - {name: privacy_units, privacy_units: {}, weight: 2.5}
              - {name: sum_cost, sum: {value: cost, contribution_bounds_per_row: [0, 10.5], max_rows_per_group: 4, grid: 0.25}, non_negative: true}
              - {name: more, sum: {value: visits.cost + 1, contribution_bounds_per_group: [-5, 5.5]}}
              - {name: mean_cost, mean: {value: cost, contribution_bounds_per_row: [0, 1], max_rows_per_group: 4}}
              - {name: variance_cost, variance: {value: cost, contribution_bounds_per_row: [0, 1], max_rows_per_group: 4}}
              - {name: stddev_cost, stddev: {value: cost, contribution_bounds_per_row: [0, 1], max_rows_per_group: 4}}
            intervals: 0.95
            standard_deviations: true
            privacy: {epsilon: 0.1, delta: 1e-9, noise: gaussian, population: 1000}
            output: {path: /out, format: csv, partition_by: [town]}
            ledger: file:/ledger
            time_zone: Europe/Berlin
            """),
        Arguments.of(
            PrivateTable.query("SELECT * FROM visits JOIN sites ON site = id", List.of(visits()))
                .with(PublicTable.of("sites", TableInput.json("/sites", "id long, town string")))
                .groupBy("town")
                .maxGroupsContributed(1)
                .publicGroups(
                    PublicTable.of("towns", TableInput.table("db.towns")), Map.of("town", "n"))
                .aggregate(
                    quantile("cost", 0.9).between(0, 100).maxRowsPerGroup(2).targetError(5),
                    median("cost").between(0, 100).maxRowsPerGroup(2),
                    min("day")
                        .between(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31))
                        .maxRowsPerGroup(2),
                    max("cost").between(0, 100).maxRowsPerGroup(2),
                    histogram("cost", List.of(0, 10, 100)).maxRowsPerGroup(2),
                    vectorSum("array(cost, 1)", 2, "l1", 7).named("vectors"),
                    countDistinct("cost", 3))
                .named("q")
                .within("a")
                .epsilon(1)
                .toTable("db.published"),
            """
            release: q
            account: a
            sources:
              visits: {path: /tables/visits, format: parquet, private: {unit: [person, site]}}
              sites: {path: /sites, format: json, schema: "id long, town string", public: true}
              towns: {table: db.towns, public: true}
            query: SELECT * FROM visits JOIN sites ON site = id
            group_by: [town]
            groups: {public: {table: towns, columns: {town: n}}}
            bounds: {max_groups_contributed: 1}
            aggregates:
              - {name: quantile_cost, quantile: {value: cost, rank: 0.9, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}, target_error: 5}
              - {name: median_cost, median: {value: cost, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}}
              - {name: min_day, min: {value: day, contribution_bounds_per_row: ["2026-01-01", "2026-12-31"], max_rows_per_group: 2}}
              - {name: max_cost, max: {value: cost, contribution_bounds_per_row: [0, 100], max_rows_per_group: 2}}
              - {name: histogram_cost, histogram: {value: cost, bins: [0, 10, 100], max_rows_per_group: 2}}
              - {name: vectors, vector_sum: {value: "array(cost, 1)", length: 2, norm: l1, max_norm: 7}}
              - {name: count_distinct_cost, count_distinct: {value: cost, max_distinct_per_group: 3}}
            privacy: {epsilon: 1}
            output: {table: db.published}
            """),
        Arguments.of(
            priced(
                PrivateTable.of(
                        "visits", TableInput.sql("SELECT site, cost FROM db.visits"), rows(2))
                    .groupBy(List.of("site"))
                    .publicGroups(Map.of("site", List.of(1, 2)))
                    .groupings(List.of(List.of("site"), List.of()))
                    .aggregate(sum("cost").automaticallyBetween(0, 10))),
            """
            release: r
            account: a
            sources: {visits: {sql: "SELECT site, cost FROM db.visits", private: {rows: 2}}}
            from: visits
            group_by: [site]
            groups: {public: {product: {site: [1, 2]}}}
            groupings: [{by: [site]}, {by: []}]
            aggregates: [{name: sum_cost, sum: {value: cost, contribution_bounds_per_row: {auto: {fallback: [0, 10]}}}}]
            privacy: {epsilon: 1}
            output: {path: /out}
            """));
  }

  /** Faults too: the last spec has automatic bounds beside several groupings. */
  @ParameterizedTest(name = "{index}")
  @MethodSource("specs")
  void isThatOfAFile(ReleaseRequest request, String yaml) {
    assertThat(outcome(request::spec))
        .isEqualTo(outcome(() -> ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE)));
  }

  private static Object outcome(java.util.function.Supplier<?> spec) {
    try {
      return spec.get();
    } catch (InvalidSpecException faults) {
      return faults.getMessage();
    }
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            visits().aggregate(count().between(0, 3)).epsilon(1),
            "release: is missing",
            "account: is missing"),
        mistake(priced(visits().aggregate()), "aggregates: has too few entries; given []"),
        mistake(
            priced(visits().aggregate(mean("cost").maxRowsPerGroup(2))),
            "aggregates[0].mean.contribution_bounds_per_row: is missing"),
        mistake(
            priced(visits().aggregate(mean("cost").between(5, 1).maxRowsPerGroup(2))),
            "aggregates[0].mean.contribution_bounds_per_row: has a lower bound above the upper bound;"
                + " given [5, 1]"),
        mistake(
            priced(visits().aggregate(sum("cost + 1").betweenPerGroup(0, 1))),
            "aggregates[0].name: is missing"),
        mistake(
            priced(visits().aggregate(privacyUnits())).noise("gausian"),
            "privacy.noise: is not a legal value; given \"gausian\"; legal: laplace, gaussian, auto;"
                + " fix: did you mean gaussian?"),
        mistake(
            priced(visits().aggregate(privacyUnits())).epsilon(Double.NaN),
            "privacy.epsilon: is not a number that Tacet reads; given NaN"),
        mistake(
            priced(visits().aggregate(privacyUnits())).epsilon(-1),
            "privacy.epsilon: is out of range; given -1"),
        mistake(
            priced(visits().aggregate(privacyUnits())).named("${name}"),
            "release: names a parameter; given ${name}; legal: a value"),
        mistake(
            priced(visits().aggregate(privacyUnits())).privacy("epsilom", 3),
            "privacy.epsilom: is not a known key; given \"epsilom\""),
        mistake(
            priced(visits().groupBy("site").aggregate(privacyUnits())),
            "bounds.max_groups_contributed: is missing beside group_by",
            "privacy.delta: is missing, and private groups need it"),
        mistake(
            priced(
                PrivateTable.of("v", TableInput.parquet("/v").delimiter(";"), unit("person"))
                    .aggregate(privacyUnits())),
            "sources.v.delimiter: belongs to csv, and the format is parquet; given \";\""),
        mistake(
            priced(
                PrivateTable.of("my visits", TableInput.parquet("/v"), unit())
                    .aggregate(privacyUnits())),
            "sources[\"my visits\"]: is not a name",
            "sources[\"my visits\"].private.unit: has too few entries"),
        mistake(
            priced(
                PrivateTable.of("v", TableInput.parquet("/v"), unit("person"))
                    .aggregate(sum("x").betweenPerGroup(null, 1))),
            "aggregates[0].sum.contribution_bounds_per_group[0]: has the wrong type; given null"));
  }

  private static Arguments mistake(ReleaseRequest request, String... messages) {
    return Arguments.of(request, List.of(messages));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("mistakes")
  void namesEachMistakeByItsField(ReleaseRequest request, List<String> messages) {
    String message = assertThrows(InvalidSpecException.class, request::spec).getMessage();

    assertThat(message.lines()).hasSameSizeAs(messages);
    assertThat(message).contains(messages);
  }

  @Test
  void refusesTwoTablesOfOneName() {
    PrivateTable visits = visits();
    assertThat(
            assertThrows(InvalidSpecException.class, () -> visits.join(visits, "person", "person")))
        .hasMessageContaining("sources.visits: is the name of two tables");
  }

  @Test
  void refusesAQueryOverTablesWithConditions() {
    List<PrivateTable> tables = new ArrayList<>(List.of(visits().where("cost > 0")));
    assertThat(
            assertThrows(InvalidSpecException.class, () -> PrivateTable.query("SELECT 1", tables)))
        .hasMessageContaining("query: is over a table with conditions or joins of its own")
        .hasMessageContaining("write the conditions and joins into the query");
  }

  /** A condition that another call adds can't weaken the first: each is in parentheses. */
  @Test
  void keepsConditionsApart() {
    assertThat(
            priced(
                    visits()
                        .where("cost > 1 OR cost < 0")
                        .where("site = 1 OR site = 2")
                        .aggregate(privacyUnits()))
                .spec()
                .where())
        .contains("(cost > 1 OR cost < 0) AND (site = 1 OR site = 2)");
  }
}
