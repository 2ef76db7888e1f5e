package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.OutputSpec;

/**
 * What a run leaves that ends on its way: a sealed release can be published by a later run, what is
 * not sealed can only be deleted, and readers find the earlier release or the new one.
 */
abstract class InterruptedOutputContract {

  private static final Configuration CONFIGURATION = new Configuration();
  private static final String SCHEDULED = "my_dag/scheduled__2026-11-26T00:00:00+00:00";
  private static final String STAGING =
      ".out.staging-my_dag~2fscheduled__2026-11-26T00~3a00~3a00~2b00~3a00";

  /** Stands for the end of a process. */
  private static final class Ended extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The files, without checksum files beside them. */
  abstract FileSystem fileSystem();

  /** A folder for each test, which is there and empty. */
  abstract Path folder();

  private OutputSpec.Files output() {
    return new OutputSpec.Files(
        new Path(folder(), "out").toString(), OutputSpec.Format.PARQUET, List.of());
  }

  private StagedOutput create(String releaseId, int attempt, boolean overwrite) {
    return StagedOutput.create(
        output(),
        PartitionFolders.of(List.of(), new StructType()),
        releaseId,
        attempt,
        overwrite,
        CONFIGURATION);
  }

  private StagedOutput resume(String releaseId, int attempt, boolean overwrite) {
    return StagedOutput.resume(
        output(),
        PartitionFolders.of(List.of(), new StructType()),
        releaseId,
        attempt,
        overwrite,
        CONFIGURATION);
  }

  private LeftOutput left(String releaseId, int attempt) throws IOException {
    return new LeftOutput(
        Optional.of(OutputFolder.at(output().path(), releaseId, attempt, CONFIGURATION)),
        Optional.empty(),
        releaseId,
        attempt);
  }

  private void write(Path file, String content) throws IOException {
    try (OutputStream out = fileSystem().create(file, true)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static byte[] manifest(String releaseId, StagedOutput staged) throws IOException {
    return new ObjectMapper()
        .writeValueAsBytes(Map.of("release_id", releaseId, "files", staged.files()));
  }

  /** Stages two files, one of them in the folder of a partition, and seals them. */
  private StagedOutput sealed(String releaseId, int attempt, boolean overwrite) throws IOException {
    StagedOutput staged = create(releaseId, attempt, overwrite);
    write(new Path(staged.begin(), "part-00000-random.parquet"), releaseId + attempt);
    write(new Path(staged.begin(), "day=1%3A2/part-00000-random.parquet"), "of a day");
    write(new Path(staged.begin(), "_SUCCESS"), "");
    staged.seal(manifest(releaseId, staged));
    return staged;
  }

  private void publish(String releaseId) throws IOException {
    StagedOutput staged = sealed(releaseId, 1, false);
    staged.publish();
    staged.finish();
  }

  private String published() throws IOException {
    try (InputStream in = fileSystem().open(new Path(folder(), "out/part-00000.parquet"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> siblings() throws IOException {
    return Arrays.stream(fileSystem().listStatus(folder()))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  /** Ends while neither the earlier release nor the new one is where readers look. */
  private void endBetweenTheMoves(String releaseId) throws IOException {
    StagedOutput staged = sealed(releaseId, 1, true);
    assertThatThrownBy(
            () ->
                staged.publish(
                    () -> {
                      throw new Ended();
                    }))
        .isInstanceOf(Ended.class);
    assertThat(siblings())
        .containsExactly(".out.replaced-by-" + releaseId, ".out.staging-" + releaseId);
  }

  @Test
  void whatIsSealedIsPublishedByALaterRunByteForByte() throws IOException {
    sealed(SCHEDULED, 1, false);
    assertThat(siblings()).containsExactly(STAGING);
    byte[] manifest = left(SCHEDULED, 1).sealedManifest().orElseThrow();

    StagedOutput resumed = resume(SCHEDULED, 1, false);
    resumed.publish();
    resumed.finish();
    assertThat(published()).isEqualTo(SCHEDULED + 1);
    assertThat(left(SCHEDULED, 1).publishedManifest().orElseThrow()).isEqualTo(manifest);
    assertThat(left(SCHEDULED, 1).sealedManifest()).isEmpty();
    assertThat(siblings()).containsExactly("out");
  }

  /** P8: of half a release nobody may see anything, so the next attempt draws anew. */
  @Test
  void whatIsNotSealedIsOnlyDeleted() throws IOException {
    StagedOutput staged = create("one", 1, false);
    assertThat(left("one", 1).sealedManifest()).isEmpty();
    write(new Path(staged.begin(), "part-00000-random.parquet"), "x");
    byte[] manifest = manifest("one", staged);
    assertThat(left("one", 1).sealedManifest()).isEmpty();
    // Ended while it wrote the manifest, and when it was written.
    write(new Path(folder(), ".out.staging-one/_manifest.unsealed"), "{\"release_id\": \"o");
    assertThat(left("one", 1).sealedManifest()).isEmpty();
    write(
        new Path(folder(), ".out.staging-one/_manifest.unsealed"),
        new String(manifest, StandardCharsets.UTF_8));
    assertThat(left("one", 1).sealedManifest()).isEmpty();

    assertThat(left("one", 1).discard()).isTrue();
    assertThat(left("one", 1).discard()).isFalse();
    assertThat(siblings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"changed", "longer", "gone", "added", "of another", "torn"})
  void aSealedFolderThatIsNotWhatItsManifestSaysIsNotResumed(String fault) throws IOException {
    sealed("one", 1, false);
    Path staging = new Path(folder(), ".out.staging-one");
    Path file = new Path(staging, "part-00000.parquet");
    switch (fault) {
      case "changed" -> write(file, "one2");
      case "longer" -> write(file, "one11");
      case "gone" -> fileSystem().delete(file, false);
      case "added" -> write(new Path(staging, "day=2/part-00000.parquet"), "x");
      case "of another" -> {
        assertThat(fileSystem().rename(staging, new Path(folder(), ".out.staging-two"))).isTrue();
        assertThat(left("two", 1).sealedManifest()).isEmpty();
      }
      default -> write(new Path(staging, "_manifest.json"), "{\"release_id\": \"one\", \"fi");
    }
    assertThat(left("one", 1).sealedManifest()).isEmpty();
  }

  /** Taken for dead by a run on another host; Spark makes missing folders as it writes. */
  @Test
  void aRunWhoseStagedFilesWereDeletedMeanwhileSealsNothing() throws IOException {
    StagedOutput staged = create("one", 1, false);
    write(new Path(staged.begin(), "part-00000-random.parquet"), "first half");
    assertThat(left("one", 1).discard()).isTrue();
    write(new Path(folder(), ".out.staging-one/data/part-00001-random.parquet"), "second half");
    assertThatThrownBy(staged::files)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("deleted by another run");
    staged.discard();
    assertThat(siblings()).isEmpty();
  }

  /** A manifest alone would be published as a release without rows. */
  @Test
  void aRunWhoseNamedFilesWereDeletedMeanwhileSealsNothing() throws IOException {
    StagedOutput staged = create("one", 1, false);
    write(new Path(staged.begin(), "part-00000-random.parquet"), "x");
    byte[] manifest = manifest("one", staged);
    assertThat(left("one", 1).discard()).isTrue();
    assertThatThrownBy(() -> staged.seal(manifest)).isInstanceOf(UncheckedIOException.class);
    assertThat(siblings()).isEmpty();
    assertThatThrownBy(staged::publish).isInstanceOf(OutputTakenException.class);
    assertThat(siblings()).isEmpty();

    // The folder is there again, made by whoever went on with the same attempt.
    create("one", 1, false);
    assertThatThrownBy(() -> staged.seal(manifest))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("deleted by another run");
    assertThat(left("one", 1).sealedManifest()).isEmpty();
  }

  @Test
  void whatIsHalfDeletedIsDeletedByTheNextRun() throws IOException {
    write(new Path(folder(), ".out.staging-one~discarded/part-00000.parquet"), "x");
    assertThat(left("one", 1).discard()).isTrue();
    assertThat(siblings()).isEmpty();
  }

  @Test
  void attemptsAreStagedApart() throws IOException {
    StagedOutput first = create("one", 1, false);
    write(new Path(first.begin(), "part-00000-random.parquet"), "begun");
    StagedOutput second = sealed("one", 2, false);
    assertThat(siblings()).containsExactly(".out.staging-one", ".out.staging-one@2");
    assertThat(left("one", 1).sealedManifest()).isEmpty();
    assertThat(left("one", 2).sealedManifest()).isPresent();
    assertThat(left("one", 1).discard()).isTrue();
    second.publish();
    second.finish();
    assertThat(published()).isEqualTo("one2");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void aReplacementThatWasInterruptedIsCompletedByTheNextRun() throws IOException {
    publish("old");
    endBetweenTheMoves("new");
    assertThat(left("new", 1).publishedManifest()).isEmpty();
    assertThat(left("new", 1).sealedManifest()).isPresent();

    StagedOutput resumed = resume("new", 1, true);
    assertThat(published()).isEqualTo("old1");
    resumed.publish();
    resumed.finish();
    assertThat(published()).isEqualTo("new1");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void aReplacementThatWasInterruptedAndIsDiscardedLeavesTheEarlierRelease() throws IOException {
    publish("old");
    endBetweenTheMoves("new");
    assertThat(left("new", 1).discard()).isTrue();
    assertThat(published()).isEqualTo("old1");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void readersFindTheEarlierReleaseWhileWhatIsSealedWaits() throws IOException {
    publish("old");
    endBetweenTheMoves("new");
    left("new", 1).settleReplaced();
    assertThat(published()).isEqualTo("old1");
    assertThat(left("new", 1).sealedManifest()).isPresent();
    assertThatThrownBy(() -> resume("new", 1, false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("exists");
    assertThat(published()).isEqualTo("old1");
  }

  /** Published, and ended before the earlier release was deleted. */
  @Test
  void anEarlierReleaseThatWasReplacedIsLetGo() throws IOException {
    publish("old");
    sealed("new", 1, true).publish();
    assertThat(siblings()).containsExactly(".out.replaced-by-new", "out");
    left("new", 1).settleReplaced();
    assertThat(published()).isEqualTo("new1");
    assertThat(siblings()).containsExactly("out");
  }

  /** A release that was charged before the interruption, and took the free place since. */
  @Test
  void aReleaseThatTookThePlaceMeanwhileStays() throws IOException {
    publish("old");
    StagedOutput other = sealed("other", 1, true);
    StagedOutput staged = sealed("new", 1, true);
    assertThatThrownBy(
            () ->
                staged.publish(
                    () -> {
                      try {
                        assertThat(
                                fileSystem()
                                    .rename(
                                        new Path(folder(), ".out.staging-other"),
                                        new Path(folder(), "out")))
                            .isTrue();
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    }))
        .isInstanceOf(OutputTakenException.class)
        .hasMessage("came to exist");
    staged.discard();
    other.discard();
    assertThat(published()).isEqualTo("other1");
    assertThat(siblings()).containsExactly("out");
  }
}
