package org.tacet.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hadoop is set up without Spark as Spark would set it up. */
final class HadoopSettingsTest {

  @AfterEach
  void forget() {
    List.of("tacet.settings.files", "spark.hadoop.given").forEach(System::clearProperty);
  }

  @Test
  void takesWhatSparksSettingsSayOfHadoop(@TempDir Path folder) throws IOException {
    Path defaults = folder.resolve("spark-defaults.conf");
    Files.writeString(
        defaults,
        """
        spark.hadoop.of.defaults  1
        spark.hadoop.of.both=1
        spark.hadoop.given  1
        spark.ui.enabled  false
        """);
    Path own = folder.resolve("own.conf");
    Files.writeString(own, "spark.hadoop.of.both 2\n");
    System.setProperty("tacet.settings.files", defaults + ":" + own);
    System.setProperty("spark.hadoop.given", "3");

    Configuration configuration = HadoopSettings.ofProcess();

    assertThat(configuration.get("of.defaults")).isEqualTo("1");
    assertThat(configuration.get("of.both")).as("the later file").isEqualTo("2");
    assertThat(configuration.get("given")).as("the command line").isEqualTo("3");
    assertThat(configuration.get("spark.ui.enabled")).isNull();
  }

  @Test
  void aFileThatIsNotThereSaysNothing() {
    System.setProperty("tacet.settings.files", "/no/such/file:");

    assertThat(HadoopSettings.ofProcess().get("fs.defaultFS"))
        .isEqualTo(new Configuration().get("fs.defaultFS"));
  }
}
