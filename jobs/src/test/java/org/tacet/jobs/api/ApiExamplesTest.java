package org.tacet.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/**
 * The page's Java and Scala, each a program of its own, compiled and run as they stand there. A
 * nation has some 600 customers and a market segment 3,000: such groups are kept with a probability
 * above 1 - 1e-9.
 */
final class ApiExamplesTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    Files.createDirectories(folder.resolve("classes"));
    DocumentPage.API.prepare(folder);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Run java(String... arguments) throws IOException {
    return new DocumentedProgram(folder).java(arguments);
  }

  @Test
  void publishOrdersByNation() throws IOException {
    Run run = java(file("OrdersByNation.java", DocumentPage.API.blocks("java").get(0)).toString());

    assertThat(run.out())
        .contains("costs epsilon 4", "\"epsilon\" : 4", "\"max_groups_contributed\" : 3")
        .containsPattern("\\| +nation\\|year\\|orders\\|customers\\| +price\\|")
        .containsPattern("\\| *ALGERIA\\|1992\\| +\\d+\\| +\\d+\\| *\\d+\\.\\d+\\|");
    assertThat(folder.resolve("published/java/_manifest.json")).exists();
  }

  @Test
  void publishOrdersPerCustomer() throws IOException {
    Run run =
        java(file("OrdersPerCustomer.java", DocumentPage.API.blocks("java").get(1)).toString());

    assertThat(run.out())
        .containsPattern("\\|AUTOMOBILE\\| +\\d+\\| *\\d+\\.\\d+\\|")
        .contains("BUILDING", "FURNITURE", "HOUSEHOLD", "MACHINERY");
    assertThat(folder.resolve("published/query/_manifest.json")).exists();
  }

  @Test
  void publishOrdersByStatusFromScala() throws IOException {
    java(
        "scala.tools.nsc.Main",
        "-usejavacp",
        "-Werror",
        "-d",
        folder.resolve("classes").toString(),
        file("OrdersByStatus.scala", DocumentPage.API.blocks("scala").get(0)).toString());
    Run run = java("OrdersByStatus");

    assertThat(run.out())
        .containsPattern("\\|status\\|customers\\| +price\\|")
        .containsPattern("\\| +F\\| +\\d+\\|");
    assertThat(folder.resolve("published/scala/_manifest.json")).exists();
  }
}
