package org.tacet.jobs.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour keeps its promises, cell by cell. */
final class FirstReleaseNotebookTest {

  private static final String SCALE = "double scale = 0.1;";

  /** How jshell, which goes on after a failure, tells of one. */
  private static final Pattern FAILED_SNIPPET =
      Pattern.compile("(?m)^[| ]*(Error:|Exception |Unresolved)");

  @TempDir private Path folder;

  @Test
  void runsFromTopToBottom() throws IOException, InterruptedException {
    Notebook notebook = Notebook.read("first-release.ipynb");
    assertThat(notebook.script()).contains(SCALE);

    // At half the scale a group still has some 170 customers, of whom 3 groups a customer leave 75:
    // enough to be kept with probability 0.99.
    String printed =
        JavaShell.run(notebook.script().replace(SCALE, "double scale = 0.05;"), folder);

    assertThat(printed)
        .doesNotContainPattern(FAILED_SNIPPET)
        .contains(Notebook.mark(notebook.codeCells().size() - 1));
    assertThat(printed)
        .as("schema, plan, progress")
        .contains("|-- o_totalprice: decimal(")
        .contains("Guarantee:    epsilon 4, delta 1e-8", "Privacy unit: c_custkey")
        .contains("chance to be published")
        .contains("[7/7] commit");
    assertThat(printed)
        .as("a published row beside its intervals, 45 = the half-width of a count's noise")
        .containsPattern("[A-Z ]+ +199\\d +-?\\d+ +-?\\d+ \\.\\. -?\\d+");
    assertIntervalsOf99Percent(printed);
    assertThat(printed)
        .as("manifest")
        .contains("\"noise\" : \"discrete_laplace\"")
        .contains("\"neighbours\" : \"all rows of one privacy unit added or removed\"");
    assertThat(printed)
        .as("budget, and its end")
        .containsPattern("tour-customers +epsilon 6, .*epsilon 2, .*customers of the sample shop")
        .contains("committed")
        .containsPattern("cannot pay for release .*: epsilon 4 .*needed, and epsilon 2 .*left");
    assertThat(files("release")).hasSize(1);
    assertThat(files("release-2")).isEmpty();
  }

  @Test
  void aFailingCellIsNoticed() throws IOException, InterruptedException {
    assertThat(JavaShell.run("int number = \"text\";", folder)).containsPattern(FAILED_SNIPPET);
    assertThat(JavaShell.run("throw new IllegalStateException();", folder))
        .containsPattern(FAILED_SNIPPET);
  }

  /**
   * What the SQL function gives, against the closed form of the law at a count's scale of 11.25.
   */
  private static void assertIntervalsOf99Percent(String printed) {
    Matcher row =
        Pattern.compile("\\|[A-Z ]+\\|199\\d\\|\\s*(-?\\d+)\\|\\s*(-?[\\d.]+)\\|\\s*(-?[\\d.]+)\\|")
            .matcher(printed);
    assertThat(row.find()).as(printed).isTrue();
    double value = Double.parseDouble(row.group(1));
    double halfWidth = smallestHolding99Percent(11.25);
    assertThat(Double.parseDouble(row.group(2))).isEqualTo(value - halfWidth);
    assertThat(Double.parseDouble(row.group(3))).isEqualTo(value + halfWidth);
  }

  private static double smallestHolding99Percent(double scale) {
    double ratio = Math.exp(-1 / scale);
    double k = 0;
    while (2 * Math.pow(ratio, k + 1) / (1 + ratio) > 0.01) {
      k++;
    }
    return k;
  }

  private Stream<Path> files(String output) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> path.getParent().getFileName().toString().equals(output))
          .filter(path -> path.getFileName().toString().startsWith("part-"))
          .toList()
          .stream();
    }
  }

  /** A committed output would be a value of somebody's data, or a path of somebody's machine. */
  @Test
  void isCommittedWithoutOutputs() throws IOException {
    assertThat(Notebook.all()).isNotEmpty();
    for (Path file : Notebook.all()) {
      for (JsonNode cell : Notebook.read(file).codeCells()) {
        assertThat(cell.path("outputs")).as(file + ": " + cell).isEmpty();
        assertThat(cell.path("execution_count").isNull()).as(file + ": " + cell).isTrue();
      }
    }
  }

  /**
   * A lambda typed in a shell has no class file, so an executor on another machine can't load it.
   */
  @Test
  void typesNoLambda() throws IOException {
    for (Path file : Notebook.all()) {
      assertThat(Notebook.read(file).script()).as(file.toString()).doesNotContain("->", "::");
    }
  }
}
