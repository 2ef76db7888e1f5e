package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the bundle holds of others is decided by a person: a new dependency shows in a review. */
final class BundledDependenciesTest {

  private static final Path MODULE = Path.of(System.getProperty("tacet.root"), "bundle");

  /** A line of Maven's list, {@code group:artifact:jar:version:scope}. */
  private static final Pattern RESOLVED =
      Pattern.compile("([\\w.-]+):([\\w.-]+):jar:([\\w.-]+):(?:compile|runtime)");

  @Test
  void areThoseOfTheCheckedInList() throws IOException {
    List<String> resolved =
        RESOLVED
            .matcher(Files.readString(MODULE.resolve("target/resolved-dependencies.txt")))
            .results()
            .map(BundledDependenciesTest::coordinates)
            .sorted()
            .toList();

    assertThat(resolved).as("Maven's list was read").hasSizeGreaterThan(5);
    assertThat(resolved)
        .as(
            "The bundle's dependencies changed. If that is wanted, write the new list to bundle/dependencies.txt, "
                + "relocate new packages in bundle/pom.xml, and name them in its META-INF/NOTICE. The new list:%n%s%n",
            String.join("\n", resolved))
        .isEqualTo(Files.readAllLines(MODULE.resolve("dependencies.txt")));
  }

  private static String coordinates(MatchResult line) {
    return "%s:%s:%s".formatted(line.group(1), line.group(2), line.group(3));
  }
}
