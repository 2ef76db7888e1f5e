package org.tacet.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.UserAggregateContract;

/** The page's aggregate, its registration, its contract test and its spec, as they stand there. */
final class UserAggregateExampleTest {

  private static final DocumentPage PAGE = new DocumentPage("user-aggregates.md");

  @TempDir private static Path folder;
  private static DocumentedProgram program;

  @BeforeAll
  static void compile() throws IOException {
    DocumentPage.API.prepare(folder);
    program = new DocumentedProgram(folder);
    Path source = source("GeometricMean", PAGE.blocks("java").get(0));
    Path test = source("GeometricMeanTest", PAGE.blocks("java").get(1));
    int exitCode =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-Xlint:all,-processing,-path",
                "-Werror",
                "-d",
                program.classes().toString(),
                source.toString(),
                test.toString());
    assertThat(exitCode).isZero();
    Path services = Files.createDirectories(program.classes().resolve("META-INF/services"));
    Files.writeString(
        services.resolve("org.tacet.engine.registered.UserAggregate"), PAGE.blocks("").get(0));
    Files.writeString(folder.resolve("typical-price.yaml"), PAGE.blocks("yaml").get(0));
  }

  private static Path source(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".java"), text);
  }

  private static JsonNode released(String output) throws IOException {
    program.java(
        "-Dspark.master=local[2]",
        "org.tacet.jobs.Main",
        "release",
        "typical-price.yaml",
        "--ledger",
        "shop-ledger",
        "--output",
        output);
    return new ObjectMapper()
        .readTree(folder.resolve(output).resolve("_manifest.json").toFile())
        .path("aggregates")
        .get(0)
        .path("registered");
  }

  @Test
  void isUnprovenUntilItsContractTestHasPassed() throws Exception {
    JsonNode before = released("before");
    assertThat(before.path("class").asText()).isEqualTo("example.GeometricMean");
    assertThat(before.path("contract_test").asText()).startsWith("unproven");

    passContractTest();

    JsonNode after = released("after");
    assertThat(after.path("contract_test").asText()).isEqualTo("example.GeometricMeanTest");
    assertThat(after.path("class_sha256")).isEqualTo(before.path("class_sha256"));
  }

  /** As JUnit does it. */
  private static void passContractTest() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] classes = {program.classes().toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, before)) {
      thread.setContextClassLoader(loader);
      Constructor<?> test = loader.loadClass("example.GeometricMeanTest").getDeclaredConstructor();
      test.setAccessible(true);
      Method contract = UserAggregateContract.class.getDeclaredMethod("keepsItsContract");
      contract.setAccessible(true);
      contract.invoke(test.newInstance());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
