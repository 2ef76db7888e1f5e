package org.tacet.jobs.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.status.ReleaseStatus.State;

/** One status replaces another whole, and what is none is told. */
final class StatusFileTest {

  @TempDir private Path folder;

  private StatusFile file(String uri) {
    return new StatusFile(uri, new Configuration());
  }

  @Test
  void isReadAsItWasWrittenAndReplacesTheOneBefore() throws IOException {
    StatusFile file = file("file:" + folder + "/made/status.json");
    ReleaseStatus first = ReleaseStatus.open(State.SUBMITTED, null, null);
    ReleaseStatus second = ReleaseStatus.open(State.RUNNING, "id", "hdfs:///out");

    file.write(first);
    assertThat(file.read()).contains(first);
    file.write(second);
    assertThat(file.read()).contains(second);

    assertThat(Files.readString(folder.resolve("made/status.json")))
        .contains("\"state\" : \"running\"", "\"release_id\" : \"id\"")
        .doesNotContain("exit_code", "table");
    try (Stream<Path> files = Files.list(folder.resolve("made"))) {
      assertThat(files.map(each -> each.getFileName().toString()).collect(Collectors.toList()))
          .as("nothing beside it")
          .containsExactly("status.json");
    }
  }

  /** Written in place, a reader would soon find half a file or none. */
  @Test
  void aReaderNeverFindsAHalf() throws InterruptedException, ExecutionException, IOException {
    StatusFile file = file("file:" + folder + "/status.json");
    file.write(ReleaseStatus.open(State.RUNNING, "first", null));
    AtomicBoolean written = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    Future<Integer> reads =
        reader.submit(
            () -> {
              int count = 0;
              do {
                assertThat(file.read()).isPresent();
                count++;
              } while (!written.get());
              return count;
            });
    for (int index = 0; index < 200; index++) {
      file.write(ReleaseStatus.open(State.RUNNING, "long".repeat(1 + index * 20), null));
    }
    written.set(true);
    reader.shutdown();

    assertThat(reads.get()).isPositive();
  }

  @Test
  void whatIsNotThereIsNoStatus() {
    assertThat(file("file:" + folder + "/none.json").read()).isEmpty();
  }

  @Test
  void whatIsNoStatusIsRefused() throws IOException {
    List<String> others = new ArrayList<>(List.of("", "{}", "[]", "{\"state\": \"elsewhere\"}"));
    others.add("{\"format\": 1, \"state\": \"failed\", \"result\": [], \"messages\": []}");
    for (String text : others) {
      Files.writeString(folder.resolve("other.json"), text);

      assertThatThrownBy(() -> file("file:" + folder + "/other.json").read())
          .as(text)
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("holds no status");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:%s", "file:%s/a-file/status.json", "nosuch://host/a", "hdfs://", ""})
  void aPlaceThatCannotBeWrittenIsBadInput(String uri) throws IOException {
    Files.writeString(folder.resolve("a-file"), "");

    assertThatThrownBy(
            () ->
                file(uri.formatted(folder))
                    .writeFirst(ReleaseStatus.open(State.RUNNING, null, null)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith("--status-uri: can't be written")
        .hasMessageContaining("nothing was charged");
  }
}
