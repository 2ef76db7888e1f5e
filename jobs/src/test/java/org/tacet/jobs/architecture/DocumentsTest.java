package org.tacet.jobs.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents speak of what is there: every file they link to, every class they name. */
final class DocumentsTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

  /** A name of two or more words, alone in backticks or before a dot or a parenthesis. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("`(?:[a-z]+\\.)*((?:[A-Z][a-z]+){2,})[`.(]");

  /** Of Spark, of the JDK, of the library that noise is compared with. */
  private static final Set<String> FOREIGN =
      Set.of(
          "ClusteredDistribution",
          "DataFrame",
          "BigDecimal",
          "LaplaceNoise",
          "GaussianNoise",
          "AirflowFailException",
          "ReleaseOperator",
          "PublishedOperator");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("docs"), ROOT.resolve("notebooks"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  private static List<String> found(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void linkToWhatIsThere() throws IOException {
    int links = 0;
    for (Path document : documents()) {
      for (String link : found(LINK, document)) {
        assertThat(document.resolveSibling(link)).as(document.getFileName() + ": " + link).exists();
        links++;
      }
    }
    assertThat(links).as("links").isGreaterThan(20);
  }

  @Test
  void nameClassesThatAreThere() throws IOException {
    Set<String> classes = sourceNames();
    int named = 0;
    for (Path document : documents()) {
      for (String name : found(CLASS_NAME, document)) {
        if (!FOREIGN.contains(name)) {
          assertThat(classes).as(document.getFileName().toString()).contains(name);
          named++;
        }
      }
    }
    assertThat(named).as("names of classes").isGreaterThan(50);
  }

  private static Set<String> sourceNames() throws IOException {
    Set<String> names = new HashSet<>();
    for (String module : List.of("accountant", "engine", "udfs", "jobs", "bundle")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".java"))
            .forEach(file -> names.add(file.substring(0, file.length() - ".java".length())));
      }
    }
    return names;
  }
}
