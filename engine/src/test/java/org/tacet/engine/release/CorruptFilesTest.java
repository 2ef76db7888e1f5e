package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** A broken file among good ones fails the release, which names the file and no value (P3). */
class CorruptFilesTest {

  private static final String SPEC =
      """
      release: broken
      account: test
      sources: {visits: {INPUT, private: {unit: [person]}}}
      from: visits
      aggregates: [{name: visits, count: {contribution_bounds_per_group: [0, 1]}}]
      privacy: {epsilon: 1}
      """;

  @TempDir Path folder;
  private SparkSession session;
  private ReleaseHarness harness;

  @BeforeEach
  void openHarness() {
    session = TestSpark.session();
    harness = new ReleaseHarness(folder, session);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void aFooterThatIsNone(String format) throws IOException {
    storeGood(format);
    Files.writeString(broken(format), "person,SECRET\n".repeat(100));
    fails("path: DATA/visits, format: " + format, format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void aFileThatBreaksOff(String format) throws IOException {
    storeGood(format);
    byte[] whole = Files.readAllBytes(good(format));
    Files.write(broken(format), Arrays.copyOf(whole, whole.length / 2));
    fails("path: DATA/visits, format: " + format, format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void textThatIsCompressedAndBreaksOff(String format) throws IOException {
    String line = format.equals("csv") ? "%d,SECRET\n" : "{\"person\": %d, \"name\": \"SECRET\"}\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(bytes)) {
      for (int person = 0; person < 10_000; person++) {
        stream.write(line.formatted(person * 7919L % 10_007).getBytes(StandardCharsets.UTF_8));
      }
    }
    Files.createDirectories(broken(format).getParent());
    Files.writeString(good(format), line.formatted(1));
    byte[] whole = bytes.toByteArray();
    Files.write(broken(format + ".gz"), Arrays.copyOf(whole, whole.length / 2));
    fails("path: DATA/visits, format: " + format + ", schema: \"person bigint\"", format + ".gz");
  }

  @Test
  void aFileOfATable() throws IOException {
    storeGood("parquet");
    Files.writeString(broken("parquet"), "person,SECRET\n");
    session.sql("create database broken");
    try {
      session.sql(
          "create table broken.visits (person bigint, place string) using parquet partitioned by"
              + " (place) location '"
              + folder.resolve("visits")
              + "'");
      session.sql("msck repair table broken.visits");
      fails("table: broken.visits", "parquet");
    } finally {
      session.sql("drop database broken cascade");
    }
  }

  private Path good(String format) {
    return folder.resolve("visits/place=HIDDEN/a." + format);
  }

  private Path broken(String format) {
    return folder.resolve("visits/place=HIDDEN/z." + format);
  }

  private void storeGood(String format) throws IOException {
    Dataset<Row> rows = session.range(1_000).toDF("person").coalesce(1);
    rows.write().format(format).save(folder.resolve("one").toString());
    Files.createDirectories(good(format).getParent());
    try (Stream<Path> files = Files.list(folder.resolve("one"))) {
      Files.copy(
          files.filter(file -> file.toString().endsWith(format)).findFirst().orElseThrow(),
          good(format));
    }
  }

  private void fails(String input, String format) {
    ReleaseFailedException failed =
        catchThrowableOfType(
            ReleaseFailedException.class,
            () -> harness.release(SPEC.replace("INPUT", input), "out", 11));
    assertThat(failed).isNotNull();
    assertThat(failed)
        .hasMessageContaining("failed in phase noise (the file file:")
        .hasMessageContaining("/visits/place=.../z." + format + " can't be read)")
        .hasMessageContaining("the charge of")
        .hasMessageNotContaining("SECRET")
        .hasMessageNotContaining("HIDDEN");
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
