package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.registered.ContractProof;
import org.tacet.engine.registered.Covariance;
import org.tacet.engine.registered.GeometricMean;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** Aggregates that a user has written, from spec to what is published. */
final class RegisteredReleaseTest {

  private static final int TOWNS = 2_000;
  private static final int PERSONS = 200;

  /** P(|Z| > 5.3) = 1.2e-7 for each of four shares of 2,000 towns: below 1e-6. */
  private static final double TOLERANCE = 5.3 * Math.sqrt(0.95 * 0.05 / TOWNS);

  private static final String FEW =
      """
      release: few
      account: test
      sources: {few: {path: DATA/few, private: {unit: [person]}}}
      from: few
      aggregates:
        - {name: typical, registered: {aggregate: geometric_mean, value: x, max_rows_per_group: 4}}
        - {name: together, registered: {aggregate: covariance, value: "array(x, y)", max_rows_per_group: 4}}
      privacy: {epsilon: 400000, allow_large_epsilon: true}
      """;

  private static final String VISITS =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
        town: {path: DATA/town, public: true}
      from: visits
      group_by: [town]
      groups: {public: {table: town}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: typical, registered: {aggregate: geometric_mean, value: x, max_rows_per_group: 2}}
        - {name: together, registered: {aggregate: covariance, value: "array(x, y)", max_rows_per_group: 2}}
      intervals: 0.95
      standard_deviations: true
      privacy: {epsilon: 4}
      """;

  @TempDir private static Path folder;
  private static ReleaseHarness harness;

  @BeforeAll
  static void writeTables() {
    List<Row> towns = new ArrayList<>();
    List<Row> visits = new ArrayList<>();
    for (int town = 0; town < TOWNS; town++) {
      towns.add(RowFactory.create(town));
      for (int person = 0; person < PERSONS; person++) {
        visits.add(RowFactory.create((long) town * PERSONS + person, town, x(person), y(person)));
      }
    }
    List<Row> few = new ArrayList<>();
    few.add(RowFactory.create(1L, 2.0, 3.0));
    few.add(RowFactory.create(1L, 8.0, 50.0)); // y and the product are clamped to 10 and 100
    few.add(RowFactory.create(1L, 666.0, 1.0)); // the covariance raises
    few.add(RowFactory.create(1L, Double.NaN, 1.0));
    few.add(RowFactory.create(1L, null, 1.0));
    for (int row = 0; row < 8; row++) {
      few.add(RowFactory.create(2L, 4.0, 5.0)); // eight rows count as four
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session())
            .table("town", "town int", towns)
            .table("visits", "person bigint, town int, x double, y double", visits)
            .table("few", "person bigint, x double, y double", few);
  }

  private static double x(int person) {
    return 1 + person % 9;
  }

  private static double y(int person) {
    return (person * 7 % 10 + x(person)) / 2;
  }

  private static double number(Row row, String name) {
    return row.<Double>getAs(name);
  }

  /**
   * With next to no noise. A row that raises, or has no number, is as if it were not there (P3).
   */
  @Test
  void valuesAreThoseOfTheClampedTermsOfBoundedRows() {
    harness.release(FEW, "few-released", 41);
    Row row = harness.published("few-released").get(0);

    double logarithms = Math.log(2) + Math.log(8) + Math.log(666) + 4 * Math.log(4);
    assertThat(number(row, "typical")).isCloseTo(Math.exp(logarithms / 7), within(1e-2));
    double x = (2 + 8 + 4 * 4.0) / 6;
    double y = (3 + 10 + 4 * 5.0) / 6;
    double product = (6 + 100 + 4 * 20.0) / 6;
    assertThat(number(row, "together")).isCloseTo(product - x * y, within(1e-2));
  }

  @Test
  void eachTermIsNoisedForAllRowsOfAUnit() {
    ReleasePlan plan = harness.plan(VISITS, "planned");

    assertThat(plan.statistics())
        .extracting(each -> each.name())
        .containsExactly(
            "typical: rows",
            "typical: logarithm",
            "together: rows",
            "together: x",
            "together: y",
            "together: product");
    double step = plan.aggregates().get(1).grid().step().doubleValue();
    assertThat(plan.statistics())
        .extracting(each -> each.sensitivity().lInf())
        .endsWith(
            2L, Math.round(2 * 5 / step), Math.round(2 * 5 / step), Math.round(2 * 50 / step));
  }

  /** To first order, so that a per cent is left for what is not linear in the noise. */
  @Test
  void ofHundredIntervalsNinetyFiveHoldTheBoundedTruth() {
    harness.release(VISITS, "covered", 42);
    List<Row> rows = harness.published("covered");
    assertThat(rows).hasSize(TOWNS);
    double logarithms = 0;
    double x = 0;
    double y = 0;
    double product = 0;
    for (int person = 0; person < PERSONS; person++) {
      logarithms += Math.log(x(person)) / PERSONS;
      x += x(person) / PERSONS;
      y += y(person) / PERSONS;
      product += x(person) * y(person) / PERSONS;
    }
    double typical = Math.exp(logarithms);
    assertThat(coverage(rows, "typical", typical)).isCloseTo(0.95, within(TOLERANCE + 0.01));
    assertThat(coverage(rows, "together", product - x * y))
        .isCloseTo(0.95, within(TOLERANCE + 0.01));
    double off = 2 * number(rows.get(0), "typical_stddev");
    assertThat(coverage(rows, "typical", typical + off)).isLessThan(0.9);
  }

  private static double coverage(List<Row> rows, String name, double truth) {
    return rows.stream()
            .filter(row -> number(row, name + "_lower") <= truth)
            .filter(row -> number(row, name + "_upper") >= truth)
            .count()
        / (double) rows.size();
  }

  @Test
  void theManifestSaysWhichClassItWasAndThatNobodyProvedIt() throws IOException {
    ContractProof.register(new GeometricMean(), RegisteredReleaseTest.class, true);
    harness.release(FEW, "manifest", 43);
    JsonNode aggregates =
        new ObjectMapper()
            .readTree(folder.resolve("manifest/_manifest.json").toFile())
            .path("aggregates");

    JsonNode typical = aggregates.get(0).path("registered");
    assertThat(typical.path("class").asText()).isEqualTo(GeometricMean.class.getName());
    assertThat(typical.path("class_sha256").asText())
        .isEqualTo(ContractProof.classHash(new GeometricMean()));
    assertThat(typical.path("contract_test").asText()).startsWith("org.tacet.engine.");
    assertThat(typical.path("terms").get(0).path("name").asText()).isEqualTo("logarithm");
    JsonNode together = aggregates.get(1).path("registered");
    assertThat(together.path("class").asText()).isEqualTo(Covariance.class.getName());
    assertThat(together.path("contract_test").asText())
        .isEqualTo("unproven: no contract test is registered for this class");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          geometric_meen | x           | aggregates[0].registered.aggregate: is not registered; given "geometric_meen"; legal: covariance, geometric_mean; fix: did you mean geometric_mean?
          geometric_mean | note        | aggregates[0].registered.value: is not what geometric_mean looks at; given note is STRING; legal: a number; fix: write such an expression
          covariance     | x           | aggregates[0].registered.value: is not what covariance looks at; given x is DOUBLE; legal: an array of 2 numbers: array(a, b); fix: write such an expression
          """)
  void refusesWhatItCannotCompute(String aggregate, String value, String message) {
    String spec =
        """
        release: refused
        account: test
        sources: {few: {path: DATA/noted, private: {unit: [person]}}}
        from: few
        aggregates: [{name: a, registered: {aggregate: %s, value: %s, max_rows_per_group: 1}}]
        privacy: {epsilon: 1}
        """
            .formatted(aggregate, value);
    harness.table("noted", "person bigint, x double, note string", List.of());

    assertThat(assertThrows(InvalidSpecException.class, () -> harness.plan(spec, "refused")))
        .hasMessage(message);
  }
}
