package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.ChildJvm;
import org.tacet.engine.testing.TestSpark;
import org.tacet.engine.testing.TwiceWrittenFiles;

/** However often Spark computes a release, it is one draw; and no two releases share theirs. */
class TwiceDrawnReleasesTest {

  private static final Pattern SPACE = Pattern.compile(" ");

  @TempDir Path folder;

  @Test
  void thirtyTwoReleasesAreEachOneDrawOfTheirOwn() throws IOException, InterruptedException {
    requireOneDrawEach(32);
  }

  @Test
  @Tag("campaign")
  void aThousandReleasesAreEachOneDrawOfTheirOwn() throws IOException, InterruptedException {
    requireOneDrawEach(1_000);
  }

  private void requireOneDrawEach(int releases) throws IOException, InterruptedException {
    Path lines = folder.resolve("noise.txt");
    ChildJvm child =
        ChildJvm.run(
            20 + releases / 10L,
            folder,
            List.of(
                "-D" + TestSpark.MASTER + "=local[2, 2]",
                "-Dspark.hadoop.fs.file.impl=" + TwiceWrittenFiles.class.getName()),
            Map.of(),
            TwiceDrawnReleases.class,
            folder.toString(),
            Integer.toString(releases + 1),
            lines.toString());
    assertThat(child.exitCode()).as(Files.readString(child.output())).isZero();
    long[][] all =
        Files.readAllLines(lines).stream()
            .map(line -> SPACE.splitAsStream(line).mapToLong(Long::parseLong).toArray())
            .toArray(long[][]::new);
    assertThat(all).hasDimensions(releases + 1, TwiceDrawnReleases.GROUPS);
    long[][] noise = Arrays.copyOf(all, releases);
    assertThat(SharedNoise.isInSomePair(noise)).isFalse();
    assertThat(SharedNoise.isBetweenNeighbours(noise)).isFalse();

    // The last one was given the key of the first.
    assertThat(SharedNoise.isInSomePair(all)).isTrue();
    assertThat(SharedNoise.isBetweenNeighbours(withASharedFifth(noise))).isTrue();
  }

  /** Releases that share the noise of every fifth group: too little for a pair to stand out. */
  private static long[][] withASharedFifth(long[][] noise) {
    long[][] planted = Arrays.stream(noise).map(long[]::clone).toArray(long[][]::new);
    for (int release = 1; release < planted.length; release++) {
      for (int group = release % 2; group < planted[release].length; group += 5) {
        planted[release][group] = planted[release - 1][group];
      }
    }
    return planted;
  }
}
