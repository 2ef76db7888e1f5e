package org.tacet.udfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user types. The class is named in the settings and found as a service: loaded twice. */
final class TacetExtensionsTest {

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .appName("udfs tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.sql.extensions", TacetExtensions.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static double number(String sql) {
    return spark.sql(sql).head().getDouble(0);
  }

  @Test
  void isFoundWithoutASetting() {
    assertThat(ServiceLoader.load(SparkSessionExtensionsProvider.class))
        .hasAtLeastOneElementOfType(TacetExtensions.class);
  }

  @Test
  void turnsPublishedValuesIntoIntervals() {
    spark
        .sql("SELECT * FROM VALUES ('ALGERIA', 465L), ('BRAZIL', 414L) AS release(nation, orders)")
        .createOrReplaceTempView("release");

    List<Row> rows =
        spark
            .sql(
                """
                SELECT nation,
                       orders - tacet_noise_half_width('discrete_laplace', 15, 1, 0.95) AS low,
                       orders + tacet_noise_half_width('discrete_laplace', 15, 1, 0.95) AS high
                FROM release ORDER BY nation
                """)
            .collectAsList();

    assertThat(rows).extracting(row -> row.getDouble(1)).containsExactly(420.0, 369.0);
    assertThat(rows).extracting(row -> row.getDouble(2)).containsExactly(510.0, 459.0);
  }

  @Test
  void takesTheArgumentsAsAManifestWritesThem() {
    assertThat(
            number("SELECT tacet_noise_half_width('discrete_laplace', 2400000.0000, 0.01, 0.95)"))
        .isEqualTo(7189757.46);
    assertThat(
            number(
                "SELECT tacet_noise_half_width('discrete_laplace', 2.4000000000000002E6, 1e-2, 0.5)"))
        .isBetween(2_400_000 * Math.log(2) - 0.02, 2_400_000 * Math.log(2) + 0.02);
    assertThat(number("SELECT tacet_noise_half_width('discrete_gaussian', 10, 1, 0.95)"))
        .isEqualTo(20);
  }

  @Test
  void acceptsParametersVariablesAndConstantExpressions() throws AnalysisException {
    assertThat(
            spark
                .sql(
                    "SELECT tacet_noise_half_width(:noise, 15, 1, :confidence)",
                    java.util.Map.of("noise", "discrete_laplace", "confidence", 0.95))
                .head()
                .getDouble(0))
        .isEqualTo(45);
    spark.sql("DECLARE OR REPLACE VARIABLE noise_scale DOUBLE DEFAULT 15");
    assertThat(
            number(
                "SELECT tacet_noise_half_width(concat('discrete_', 'laplace'), noise_scale,"
                    + " 1, 1 - 0.05)"))
        .isEqualTo(45);
  }

  @Test
  void isFoldedIntoThePlan() {
    Dataset<Row> query =
        spark.sql(
            "SELECT id + tacet_noise_half_width('discrete_laplace', 15, 1, 0.95) FROM range(3)");

    assertThat(query.queryExecution().optimizedPlan().toString())
        .contains("45.0")
        .doesNotContain("tacet_noise_half_width('");
    assertThat(query.columns()[0])
        .isEqualTo("(id + tacet_noise_half_width(discrete_laplace, 15, 1, 0.95))");
  }

  @Test
  void worksWithoutConstantFolding() {
    SparkSession session = spark.newSession();
    session
        .conf()
        .set(
            "spark.sql.optimizer.excludedRules",
            "org.apache.spark.sql.catalyst.optimizer.ConstantFolding");
    for (String codegen : List.of("FALLBACK", "NO_CODEGEN")) {
      session.conf().set("spark.sql.codegen.factoryMode", codegen);

      assertThat(
              session
                  .sql(
                      "SELECT id + tacet_noise_half_width('discrete_laplace', 15, 1, 0.95)"
                          + " FROM range(2) ORDER BY id")
                  .collectAsList())
          .as(codegen)
          .extracting(row -> row.getDouble(0))
          .containsExactly(45.0, 46.0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'laplace', 15, 1, 0.95          | noise: is not a noise that Tacet adds; given 'laplace'",
        "'discrete_laplace', 0, 1, 0.95  | noise_scale: is not a scale",
        "'discrete_laplace', 15, 0, 0.95 | grid: is not a grid; given 0.0; legal: a number from",
        "'discrete_laplace', 15, 1, 95   | given 95.0; legal: above 0 and below 1; fix: give 0.95",
        "'discrete_laplace', id, 1, 0.95 | noise_scale: is not a constant; given",
        "'discrete_laplace', NULL, 1, 0.9 | noise_scale: is null",
        "'discrete_laplace', 15, 0.95    | takes the 4 arguments noise, noise_scale, grid, confidence; given 3",
        "'discrete_laplace', array(15), 1, 0.95 | UNEXPECTED_INPUT_TYPE",
      })
  void refusesBadArgumentsBeforeAnythingRuns(String arguments, String message) {
    assertThatThrownBy(
            () -> spark.sql("SELECT tacet_noise_half_width(" + arguments + ") FROM range(1)"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("tacet_noise_half_width")
        .hasMessageContaining(message);
  }

  @Test
  void describesItself() {
    String help =
        spark.sql("DESCRIBE FUNCTION EXTENDED tacet_noise_half_width").collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));

    assertThat(help)
        .contains("Function: tacet_noise_half_width")
        .contains("tacet_noise_half_width(noise, noise_scale, grid, confidence) - Returns")
        .contains("* confidence - the probability, above 0 and below 1")
        .doesNotContain("_FUNC_");
    assertThat(number("SELECT tacet_noise_half_width('discrete_laplace', 15, 1, 0.95)"))
        .as("the help's example")
        .isEqualTo(45);
    assertThat(help)
        .contains("> SELECT tacet_noise_half_width('discrete_laplace', 15, 1, 0.95);")
        .contains("\n       45.0\n");
  }
}
