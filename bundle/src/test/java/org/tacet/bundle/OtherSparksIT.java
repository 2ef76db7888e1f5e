package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/**
 * The bundle on Sparks that it was not built against. Their jars are resolved first:
 *
 * <pre>
 * mvn -f bundle/spark/pom.xml -Dspark.version=4.0.4 -Dscala.version=2.13.16 process-resources
 * mvn -f bundle/spark/pom.xml -Dspark.version=3.5.7 -Dscala.version=2.13.8 process-resources
 * mvn verify -pl bundle -am -Dtacet.test.groups=campaign -Dtacet.test.excludedGroups= \
 *     -Dsurefire.failIfNoSpecifiedTests=false -Dtest=None -Dit.test=OtherSparksIT \
 *     -Dfailsafe.failIfNoSpecifiedTests=false
 * </pre>
 */
@Tag("campaign")
final class OtherSparksIT {

  @TempDir private Path folder;

  private Run demoOn(String version) throws IOException {
    return new PlainSpark(version)
        .submit(
            folder,
            List.of(
                "--master",
                "local[2]",
                "--class",
                "org.tacet.jobs.Main",
                PlainSpark.BUNDLE.toString(),
                "demo",
                "--scale",
                "0.01"));
  }

  @Test
  void runsOnSpark40() throws IOException {
    Run run = demoOn("4.0.4");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("tacet-demo/release-1/_manifest.json")).exists();
  }

  /** Also where no launcher looks at SPARK_HOME. */
  @Test
  void refusesSpark35BeforeItStarts() throws IOException {
    Run run = demoOn("3.5.7");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("given Spark 3.5.7 for Scala 2.13.8", "Spark 4.0 or newer");
    assertThat(folder.resolve("tacet-demo")).doesNotExist();
  }
}
