package org.tacet.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.ChildJvm;

/** What a sink of Spark's metrics system gets to see of releases. */
class TacetPluginTest {

  private static final String PREFIX = "watched.driver.plugin.org.tacet.engine.watch.TacetPlugin.";

  @TempDir static Path folder;

  /** The last value of each gauge, by its name. */
  private static final Map<String, Double> GAUGES = new TreeMap<>();

  @BeforeAll
  static void releaseUnderWatch() throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("metrics"));
    ChildJvm child = ChildJvm.run(folder, List.of(), WatchedRelease.class, folder.toString());
    String printed = Files.readString(child.output());
    assertThat(child.exitCode()).as(printed).isZero();
    assertThat(printed).contains("2 rows", "refused");
    try (Stream<Path> files = Files.list(folder.resolve("metrics"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".csv", "");
        if (name.startsWith(PREFIX)) {
          List<String> lines = Files.readAllLines(file);
          String last = lines.get(lines.size() - 1);
          GAUGES.put(
              name.substring(PREFIX.length()),
              Double.valueOf(last.substring(last.indexOf(',') + 1)));
        }
      }
    }
  }

  @Test
  void theSinkGetsEveryGauge() {
    assertThat(GAUGES)
        .containsOnlyKeys(
            "phase",
            "published_rows",
            "published_rows_per_second",
            "releases_failed",
            "releases_published",
            "seconds.bound",
            "seconds.commit",
            "seconds.noise",
            "seconds.plan",
            "seconds.publish",
            "seconds.reserve",
            "seconds.seal")
        .containsEntry("phase", 0.0)
        .containsEntry("published_rows", 2.0)
        .containsEntry("releases_published", 1.0)
        .containsEntry("releases_failed", 1.0);
    assertThat(GAUGES.get("seconds.noise")).isPositive();
    assertThat(GAUGES.get("published_rows_per_second")).isPositive();
  }

  /** Neither rows nor people nor what is left of them after bounding. */
  @Test
  void noGaugeCountsPrivateRows() {
    assertThat(GAUGES.values())
        .doesNotContain((double) WatchedRelease.PRIVATE_ROWS, 37.0, 74.0, 19.0, 18.0);
  }
}
