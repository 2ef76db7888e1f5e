package org.tacet.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.jobs.commandline.InvalidArgumentException;

/** The Spark that a plain spark-submit brings. */
final class SparkRequirementsTest {

  private static Properties properties(String... keysAndValues) {
    Properties properties = new Properties();
    for (int index = 0; index < keysAndValues.length; index += 2) {
      properties.setProperty(keysAndValues[index], keysAndValues[index + 1]);
    }
    return properties;
  }

  @ParameterizedTest
  @CsvSource({"4.0.0,2.13.16", "4.1.0,2.13.17", "4.2.0-SNAPSHOT,2.13.18", "10.0.1,2.13.20"})
  void takesSpark4ForScala213(String spark, String scala) {
    assertThatCode(() -> SparkRequirements.checkVersions(spark, scala)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"3.5.9,2.13.8", "3.5.1,2.12.18", "4.0.0,2.12.18", "4.1.0,3.3.1", "unknown,2.13.17"})
  void refusesAnyOther(String spark, String scala) {
    assertThatThrownBy(() -> SparkRequirements.checkVersions(spark, scala))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("given Spark %s for Scala %s", spark, scala)
        .hasMessageContaining("4.0 or newer for Scala 2.13");
  }

  @ParameterizedTest
  @CsvSource({"spark.api.mode,connect", "spark.api.mode,Connect", "spark.remote,sc://host"})
  void refusesSparkConnectBySettings(String setting, String value) {
    assertThatThrownBy(() -> SparkRequirements.checkNoConnect(properties(setting, value), Map.of()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith(setting)
        .hasMessageContaining("Spark Connect");
  }

  @Test
  void refusesSparkConnectByTheEnvironment() {
    assertThatThrownBy(
            () ->
                SparkRequirements.checkNoConnect(properties(), Map.of("SPARK_REMOTE", "sc://host")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith("SPARK_REMOTE");
  }

  @Test
  void takesTheClassicMode() {
    assertThatCode(
            () ->
                SparkRequirements.checkNoConnect(
                    properties("spark.api.mode", "classic", "spark.remote", ""),
                    Map.of("SPARK_REMOTE", "")))
        .doesNotThrowAnyException();
  }
}
