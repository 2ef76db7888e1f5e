package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.testing.ChildJvm;
import org.tacet.engine.testing.SecretSearch;

/** The key of a release is nowhere that Spark, its pages, its logs or an error would show (P10). */
class KeySecrecyTest {

  private static final SecretSearch SEARCH =
      new SecretSearch(FixedReleaseKeys.bytesOf(ObservedRelease.key()));

  private static final String LOG_EVERYTHING =
      """
      status = error
      appender.console.type = Console
      appender.console.name = console
      appender.console.target = SYSTEM_OUT
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %p %c: %m%n%ex
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      logger.tacet.name = org.tacet
      logger.tacet.level = debug
      """;

  @TempDir static Path folder;
  private static String log;

  @BeforeAll
  static void observe() throws IOException, InterruptedException {
    Path logging = Files.writeString(folder.resolve("log4j2.properties"), LOG_EVERYTHING);
    ChildJvm child =
        ChildJvm.run(
            folder,
            List.of("-Dlog4j2.configurationFile=" + logging),
            ObservedRelease.class,
            folder.toString());
    log = Files.readString(child.output(), StandardCharsets.ISO_8859_1);
    assertThat(child.exitCode()).as(() -> log.substring(Math.max(0, log.length() - 4000))).isZero();
  }

  @Test
  void nothingShowsTheKey() {
    assertThat(SEARCH.filesWith(folder.resolve("clean/shown"))).isEmpty();
    assertThat(SEARCH.filesWith(folder.resolve("clean/events"))).isEmpty();
    assertThat(SEARCH.filesWith(folder.resolve("data"))).isEmpty();
    assertThat(SEARCH.isIn(untilPlanted())).isFalse();
  }

  /**
   * What was searched is what it should be: it shows the plan, the failure and the redacted key.
   */
  @Test
  void whatWasSearchedShowsTheRelease() throws IOException {
    assertThat(SecretSearch.files(folder.resolve("clean/shown"))).hasSizeGreaterThan(60);
    assertThat(filesHolding("clean/shown", "BoundContributions")).hasSizeGreaterThan(20);
    assertThat(filesHolding("clean/shown", "ReleaseKey(redacted)")).isNotEmpty();
    assertThat(filesHolding("clean/events", "SelectAndNoise")).isNotEmpty();
    assertThat(filesHolding("clean/events", "observed-2")).isNotEmpty();
    assertThat(new String(untilPlanted(), StandardCharsets.ISO_8859_1))
        .contains(" INFO org.apache.spark", "ReleaseKey(redacted)", "observed-2");
  }

  @Test
  void aKeyPlantedInAPlanIsFoundInPlansPagesAndEvents() {
    List<String> shown =
        SEARCH.filesWith(folder.resolve("planted/shown")).stream()
            .map(file -> file.getFileName().toString())
            .toList();
    assertThat(shown).anyMatch(name -> name.contains("explain-extended"));
    assertThat(shown).anyMatch(name -> name.contains("explain-formatted"));
    assertThat(shown).anyMatch(name -> name.contains("page-api-v1"));
    assertThat(shown).anyMatch(name -> name.contains("page-SQL-execution"));
    assertThat(SEARCH.filesWith(folder.resolve("planted/events"))).isNotEmpty();
  }

  private static byte[] untilPlanted() {
    assertThat(log).contains(ObservedRelease.PLANTED);
    return log.substring(0, log.indexOf(ObservedRelease.PLANTED))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<Path> filesHolding(String below, String text) throws IOException {
    List<Path> files = new java.util.ArrayList<>();
    for (Path file : SecretSearch.files(folder.resolve(below))) {
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
        files.add(file);
      }
    }
    return files;
  }
}
