package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the jar holds: Tacet, and of others only what has a name of ours. */
final class BundleContentIT {

  /** Files that the validator of schemas and its clock look up by a path no relocation reaches. */
  private static final Set<String> LOOKED_UP_BY_PATH =
      Set.of(
          "draft",
          "draft-04",
          "draft-06",
          "draft-07",
          "ucd",
          "jsv-messages.properties",
          "leap_second_dates.csv");

  private static List<String> files() throws IOException {
    try (JarFile jar = new JarFile(PlainSpark.BUNDLE.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(ZipEntry::getName)
          .sorted()
          .toList();
    }
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = new JarFile(PlainSpark.BUNDLE.toFile())) {
      return new String(
          jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyClassIsOursOrHasANameOfOurs() throws IOException {
    List<String> classes = files().stream().filter(name -> name.endsWith(".class")).toList();

    assertThat(classes).allMatch(name -> name.startsWith("org/tacet/"));
    assertThat(classes)
        .contains(
            "org/tacet/jobs/Main.class",
            "org/tacet/udfs/TacetExtensions.class",
            "org/tacet/engine/release/ReleaseRun.class",
            "org/tacet/accountant/randomness/ReleaseKey.class",
            "org/tacet/shaded/picocli/CommandLine.class",
            "org/tacet/shaded/com/fasterxml/jackson/databind/ObjectMapper.class",
            "org/tacet/shaded/com/networknt/schema/JsonSchema.class",
            "org/tacet/shaded/org/postgresql/Driver.class",
            "org/tacet/shaded/io/trino/tpch/TpchTable.class");
  }

  @Test
  void everyOtherFileIsOursOrLookedUpByItsPath() throws IOException {
    assertThat(files())
        .filteredOn(name -> !name.startsWith("org/tacet/") && !name.startsWith("META-INF/"))
        .allMatch(name -> LOOKED_UP_BY_PATH.contains(name.replaceAll("/.*", "")));
  }

  /** Not of the last build: a class that came or went since shows here. */
  @Test
  void everyClassOfTacetIsInside() throws IOException {
    Set<String> compiled = new TreeSet<>();
    for (String module : List.of("accountant", "engine", "udfs", "jobs")) {
      Path classes = PlainSpark.ROOT.resolve(module).resolve("target/classes");
      try (Stream<Path> files = Files.walk(classes)) {
        files
            .map(file -> classes.relativize(file).toString())
            .filter(name -> name.endsWith(".class"))
            .forEach(compiled::add);
      }
    }

    assertThat(files())
        .filteredOn(name -> name.endsWith(".class") && !name.startsWith("org/tacet/shaded/"))
        .containsExactlyElementsOf(compiled);
  }

  @Test
  void nothingOfSparkIsInside() throws IOException {
    assertThat(files())
        .filteredOn(name -> name.endsWith(".class"))
        .noneMatch(
            name ->
                name.matches(
                    "(org/tacet/shaded/)?(org/apache/(spark|hadoop|log4j)|scala|org/slf4j)/.*"));
  }

  @Test
  void whatSparkLooksForIsFound() throws IOException {
    assertThat(text("META-INF/services/org.apache.spark.sql.SparkSessionExtensionsProvider").trim())
        .isEqualTo("org.tacet.udfs.TacetExtensions");
    assertThat(text("META-INF/MANIFEST.MF"))
        .contains("Main-Class: org.tacet.jobs.Main")
        .doesNotContain("Multi-Release");
    assertThat(files())
        .filteredOn(name -> name.startsWith("META-INF/services/"))
        .as("services, under the names that their classes have here")
        .allMatch(
            name ->
                name.startsWith("META-INF/services/org.tacet.shaded.")
                    || name.startsWith("META-INF/services/org.apache.spark."));
    assertThat(text("META-INF/NOTICE"))
        .contains("Jackson", "SnakeYAML", "picocli", "Guava", "PostgreSQL");
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
  }
}
