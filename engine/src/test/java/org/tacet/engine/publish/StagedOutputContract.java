package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.OutputSpec;

/** A release appears whole or not at all, and replaces what it may and nothing else. */
abstract class StagedOutputContract {

  private static final Configuration CONFIGURATION = new Configuration();

  /** The files, without checksum files beside them. */
  abstract FileSystem fileSystem();

  /** A folder for each test, which is there and empty. */
  abstract Path folder();

  /** How often releases race for one output. */
  abstract int rounds();

  private Path path(String below) {
    return new Path(folder(), below);
  }

  private static StagedOutput create(String path, String releaseId, boolean overwrite) {
    return StagedOutput.create(
        new OutputSpec.Files(path, OutputSpec.Format.PARQUET, List.of()),
        PartitionFolders.of(List.of(), new StructType()),
        releaseId,
        1,
        overwrite,
        CONFIGURATION);
  }

  private boolean exists(String below) throws IOException {
    return fileSystem().exists(path(below));
  }

  private void write(Path file, String content) throws IOException {
    try (OutputStream out = fileSystem().create(file)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void move(String from, String to) throws IOException {
    assertThat(fileSystem().rename(path(from), path(to))).isTrue();
  }

  private StagedOutput create(String releaseId, boolean overwrite) {
    return create(path("out").toString(), releaseId, overwrite);
  }

  private InvalidSpecException refusal(String releaseId, boolean overwrite) throws IOException {
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> create(releaseId, overwrite));
    assertThat(refused.path()).isEqualTo("output.path");
    assertThat(exists(".out.staging-" + releaseId)).isFalse();
    return refused;
  }

  private void writeAndSeal(StagedOutput staged, String releaseId, int files) throws IOException {
    Path data = new Path(staged.begin());
    for (int file = 0; file < files; file++) {
      write(new Path(data, "part-0000" + file + "-random.parquet"), releaseId + file);
    }
    write(new Path(data, "_SUCCESS"), "");
    staged.seal(manifest(releaseId, staged.files()));
  }

  private static byte[] manifest(String releaseId, List<PublishedFile> files) {
    try {
      return new ObjectMapper()
          .writeValueAsBytes(Map.of("release_id", releaseId, "files", List.copyOf(files)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void publish(String releaseId, boolean overwrite, int files) throws IOException {
    StagedOutput staged = create(releaseId, overwrite);
    writeAndSeal(staged, releaseId, files);
    staged.publish();
    staged.finish();
  }

  private Map<String, String> published() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (FileStatus file : fileSystem().listStatus(path("out"))) {
      try (InputStream in = fileSystem().open(file.getPath())) {
        contents.put(
            file.getPath().getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return contents;
  }

  private List<String> siblings() throws IOException {
    return Arrays.stream(fileSystem().listStatus(folder()))
        .map(file -> file.getPath().getName())
        .sorted()
        .toList();
  }

  @Test
  void publishesExactlyTheStagedFiles() throws IOException {
    StagedOutput staged = create("one", false);
    writeAndSeal(staged, "one", 2);
    assertThat(exists("out")).isFalse();
    staged.publish();
    staged.finish();
    assertThat(published())
        .containsOnlyKeys("_manifest.json", "part-00000.parquet", "part-00001.parquet")
        .containsEntry("part-00001.parquet", "one1");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void anOutputThatIsThereIsRefused() throws IOException {
    publish("one", false, 1);
    assertThat(refusal("two", false))
        .hasMessageContaining("exists; given ")
        .hasMessageContaining("replace the earlier release with --overwrite");
    assertThat(published()).containsEntry("part-00000.parquet", "one0");
  }

  @Test
  void overwritingKeepsExactlyTheNewFiles() throws IOException {
    publish("one", false, 3);
    publish("two", true, 1);
    assertThat(published()).containsOnlyKeys("_manifest.json", "part-00000.parquet");
    assertThat(published()).containsEntry("part-00000.parquet", "two0");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void overwriteReplacesNothingButReleases() throws IOException {
    fileSystem().mkdirs(path("out"));
    write(path("out/thesis.txt"), "x");
    assertThat(refusal("one", true))
        .hasMessageContaining("exists and is no Tacet release, so --overwrite does not replace it");
    write(path("out/_manifest.json"), "{\"release\": 1");
    assertThat(refusal("one", true)).hasMessageContaining("is no Tacet release");
    assertThat(exists("out/thesis.txt")).isTrue();
  }

  @Test
  void aFileIsNoReleaseEither() throws IOException {
    write(path("out"), "x");
    assertThat(refusal("one", true)).hasMessageContaining("is no Tacet release");
    assertThat(refusal("one", false)).hasMessageContaining("exists");
  }

  @Test
  void aReleaseDoesNotOverwriteItself() throws IOException {
    publish("one", false, 1);
    assertThat(refusal("one", true))
        .hasMessageContaining("holds this very release; given one")
        .hasMessageContaining("fix: leave --release-id out");
  }

  @Test
  void twoRunsOfOneReleaseIdDoNotShareAFolder() throws IOException {
    StagedOutput first = create("one", false);
    write(new Path(first.begin(), "part-00000-random.parquet"), "begun");
    assertThatThrownBy(() -> create("one", false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("is being written by a run of the same release id");
    writeAndSeal(first, "one", 1);
    first.publish();
    first.finish();
    assertThat(published()).containsEntry("part-00000.parquet", "one0");
  }

  /** Of two that both prepared, the ledger lets one write; the other gives up what is not its. */
  @Test
  void aRunThatGivesUpLeavesWhatAnotherHasStaged() throws IOException {
    StagedOutput first = create("one", false);
    StagedOutput second = create("one", false);
    writeAndSeal(first, "one", 1);
    second.withdraw();
    first.publish();
    assertThat(published()).containsEntry("part-00000.parquet", "one0");

    StagedOutput idle = create("two", true);
    assertThat(siblings()).containsExactly(".out.staging-two", "out");
    idle.withdraw();
    idle.withdraw();
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void aParentThatIsAFileIsToldBeforeAnythingIsCharged() throws IOException {
    write(path("parent"), "x");
    assertThatThrownBy(() -> create(path("parent/out").toString(), "one", false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith("output.path: can't be written")
        .hasMessageContaining("choose another path or mend the rights");
  }

  @Test
  void aRootIsRefused() {
    String root = fileSystem().getUri() + "/";
    for (String path : List.of("/", "file:///", "hdfs://", root)) {
      assertThatThrownBy(() -> create(path, "one", false))
          .as(path)
          .isInstanceOf(InvalidSpecException.class)
          .hasMessageStartingWith("output.path: can't be written");
    }
  }

  /** Before a class of the store is looked for: most are not on the class path. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a",
        "s3",
        "s3n",
        "gs",
        "abfs",
        "abfss",
        "wasb",
        "wasbs",
        "adl",
        "oss",
        "cosn",
        "obs",
        "viewfs",
        "http",
        "nosuchfs"
      })
  void aStoreWithoutAtomicRenameIsRefused(String scheme) {
    assertThatThrownBy(() -> create(scheme + "://bucket/out", "one", false))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageStartingWith(
            "output.path: can't be published in one step: a store of the scheme " + scheme)
        .hasMessageContaining("no atomic rename of a folder")
        .hasMessageContaining("publish to an hdfs:// path, or to output.table");
  }

  @Test
  void aDefaultFileSystemWithoutAtomicRenameIsRefused() {
    Configuration onObjectStore = new Configuration();
    onObjectStore.set("fs.defaultFS", "s3a://bucket");
    assertThatThrownBy(() -> FolderChecks.requireAtomicRename("/out", onObjectStore))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("a store of the scheme s3a");
  }

  @Test
  void aReplacementThatWasInterruptedIsToldWithTheWayBack() throws IOException {
    publish("one", false, 1);
    move("out", ".out.replaced-by-one");
    for (boolean overwrite : new boolean[] {false, true}) {
      assertThat(refusal("two", overwrite))
          .hasMessageContaining("was being replaced when a run ended")
          .hasMessageContaining(".out.replaced-by-one back to out, or remove it");
    }
  }

  @Test
  void anOutputThatCameToBeMeanwhileIsLeftAlone() throws IOException {
    StagedOutput late = create("late", false);
    writeAndSeal(late, "late", 1);
    publish("early", false, 1);
    assertThatThrownBy(late::publish)
        .isInstanceOf(OutputTakenException.class)
        .hasMessage("came to exist");
    late.discard();
    assertThat(published()).containsEntry("part-00000.parquet", "early0");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void aReleaseThatReplacedTheEarlierOneMeanwhileIsLeftAlone() throws IOException {
    publish("old", false, 1);
    StagedOutput late = create("late", true);
    writeAndSeal(late, "late", 1);
    publish("early", true, 1);
    assertThatThrownBy(late::publish)
        .isInstanceOf(OutputTakenException.class)
        .hasMessage("was replaced by another release");
    late.discard();
    assertThat(published()).containsEntry("part-00000.parquet", "early0");
    assertThat(siblings()).containsExactly("out");
  }

  @Test
  void anEarlierReleaseThatWentMeanwhileIsTold() throws IOException {
    publish("old", false, 1);
    StagedOutput late = create("late", true);
    writeAndSeal(late, "late", 1);
    move("out", "elsewhere");
    assertThatThrownBy(late::publish)
        .isInstanceOf(OutputTakenException.class)
        .hasMessage("was moved away");
  }

  @Test
  void ofManyThatRaceOneWinsAndNothingIsMixed() throws Exception {
    for (boolean overwrite : new boolean[] {false, true}) {
      for (int round = 0; round < rounds(); round++) {
        race(overwrite, "%s-%d-".formatted(overwrite, round));
      }
    }
  }

  private void race(boolean overwrite, String prefix) throws Exception {
    int racers = 4;
    if (!overwrite) {
      fileSystem().delete(path("out"), true);
    }
    List<StagedOutput> staged = new ArrayList<>();
    for (int racer = 0; racer < racers; racer++) {
      staged.add(create(prefix + racer, overwrite));
      writeAndSeal(staged.get(racer), prefix + racer, 3);
    }
    CyclicBarrier start = new CyclicBarrier(racers);
    List<String> winners = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(racers);
    try {
      List<Future<?>> runs = new ArrayList<>();
      for (StagedOutput each : staged) {
        runs.add(
            threads.submit(
                () -> {
                  start.await();
                  each.publish();
                  each.finish();
                  return null;
                }));
      }
      for (int racer = 0; racer < racers; racer++) {
        try {
          runs.get(racer).get();
          winners.add(prefix + racer);
        } catch (ExecutionException lost) {
          assertThat(lost.getCause()).isInstanceOf(OutputTakenException.class);
          staged.get(racer).discard();
        }
      }
    } finally {
      threads.shutdown();
    }
    assertThat(winners).hasSize(1);
    String winner = winners.get(0);
    assertThat(published())
        .containsOnlyKeys(
            "_manifest.json", "part-00000.parquet", "part-00001.parquet", "part-00002.parquet")
        .hasEntrySatisfying("_manifest.json", json -> assertThat(json).contains('"' + winner + '"'))
        .containsEntry("part-00000.parquet", winner + 0)
        .containsEntry("part-00002.parquet", winner + 2);
    assertThat(siblings()).containsExactly("out");
  }
}
