package org.tacet.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.jobs.commandline.InvalidArgumentException;

/** Which file a driver in cluster mode takes for the spec. */
final class ShippedFileTest {

  private static Properties inCluster(String files) {
    Properties properties = new Properties();
    properties.setProperty("spark.submit.deployMode", "cluster");
    properties.setProperty("spark.files", files);
    return properties;
  }

  @ParameterizedTest
  @CsvSource({
    "spec.yaml,file:/shipped/spec.yaml",
    "conf/spec.yaml,file:/shipped/spec.yaml",
    "/home/me/spec.yaml,file:/shipped/spec.yaml",
    "alias.yaml,hdfs:///long-name.yaml",
    "hdfs:///spec.yaml,hdfs:///spec.yaml",
    "not-shipped.yaml,not-shipped.yaml",
  })
  void aDriverReadsWhatWasShippedUnderTheBareName(String given, String read) {
    Properties properties =
        inCluster("file:/other/a.csv,file:/shipped/spec.yaml,hdfs:///long-name.yaml#alias.yaml");

    assertThat(ShippedFile.locate(given, properties)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.yaml", "/home/me/spec.yaml"})
  void aDriverInClientModeReadsThePathAsGiven(String given) {
    Properties properties = inCluster("file:/shipped/spec.yaml");
    properties.remove("spark.submit.deployMode");

    assertThat(ShippedFile.locate(given, properties)).isEqualTo(given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.yaml", "conf/spec.yaml", "hdfs://host/a.yaml", "s3a://b/a.yaml"})
  void aShippedFileOrAUriMayBeSubmitted(String given) {
    assertThatCode(() -> ShippedFile.requireShipped(given, inCluster("a.csv,conf/spec.yaml")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.yaml", "/home/me/other.yaml", "file:/home/me/spec.yaml"})
  void aFileOfThisMachineAloneIsRefused(String given) {
    assertThatThrownBy(() -> ShippedFile.requireShipped(given, inCluster("conf/spec.yaml")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("lies on this machine only")
        .hasMessageContaining("--files " + given.replace("file:", ""));
  }
}
