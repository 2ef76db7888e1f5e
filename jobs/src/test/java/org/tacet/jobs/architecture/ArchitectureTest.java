package org.tacet.jobs.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the main code of all modules to {@link Rules}, and each rule to a planted breach of it. */
final class ArchitectureTest {

  /** A rule, and a class that breaks it. */
  private static Stream<Arguments> rules() {
    return Stream.of(
        arguments(
            "arrows run one way",
            Rules.ARROWS_RUN_ONE_WAY,
            "org.tacet.engine.planted.Upwards",
            "Object up() { return new org.tacet.udfs.TacetExtensions(); }"),
        arguments(
            "the accountant is plain Java",
            Rules.ACCOUNTANT_IS_PLAIN_JAVA,
            "org.tacet.accountant.planted.OnSpark",
            "org.apache.spark.sql.Row row;"),
        arguments(
            "packages are named by capability",
            Rules.PACKAGES_ARE_NAMED_BY_CAPABILITY,
            "org.tacet.engine.util.Heap",
            ""),
        arguments(
            "classes are named by what they are",
            Rules.CLASSES_ARE_NAMED_BY_WHAT_THEY_ARE,
            "org.tacet.engine.planted.SpecManager",
            ""),
        arguments(
            "no statistical randomness",
            Rules.NO_STATISTICAL_RANDOMNESS,
            "org.tacet.engine.planted.Seeded",
            "Object random() { return new java.util.Random(1); }"),
        arguments(
            "no statistical randomness, by Math",
            Rules.NO_STATISTICAL_RANDOMNESS,
            "org.tacet.engine.planted.MathRandom",
            "double random() { return Math.random(); }"),
        arguments(
            "keys and ciphers stay in one package",
            Rules.KEYS_AND_CIPHERS_STAY_IN_ONE_PACKAGE,
            "org.tacet.engine.planted.OwnKey",
            "Object key() { return new java.security.SecureRandom(); }"),
        arguments(
            "keys are drawn by the key store",
            Rules.KEYS_AND_CIPHERS_STAY_IN_ONE_PACKAGE,
            "org.tacet.engine.planted.AnotherKey",
            "Object key() { return org.tacet.accountant.randomness.ReleaseKey.draw(); }"),
        arguments(
            "private steps are planned in one place",
            Rules.PRIVATE_STEPS_ARE_PLANNED_IN_ONE_PLACE,
            "org.tacet.jobs.planted.NoisesUnboundedRows",
            "Object noised() { return org.tacet.engine.noise.SelectAndNoise.over(null, null, null); }"),
        arguments(
            "noise is drawn in the noise step",
            Rules.NOISE_IS_DRAWN_IN_THE_NOISE_STEP,
            "org.tacet.udfs.planted.OwnNoise",
            "long draw(org.tacet.accountant.noise.DiscreteLaplace law) { return law.sample(null); }"),
        arguments(
            "the process ends in Main",
            Rules.THE_PROCESS_ENDS_IN_MAIN,
            "org.tacet.engine.planted.Quits",
            "void quit() { System.exit(1); }"),
        arguments(
            "only the terminal speaks",
            Rules.ONLY_THE_TERMINAL_SPEAKS,
            "org.tacet.engine.planted.Chatty",
            "void print() { System.out.println(); }"));
  }

  @TempDir private static Path folder;
  private static JavaClasses main;
  private static JavaClasses withBreaches;

  @BeforeAll
  static void readClasses() throws IOException {
    Set<Location> locations =
        Locations.ofPackage("org.tacet").stream()
            .filter(location -> !isOfTests(location))
            .collect(Collectors.toCollection(HashSet::new));
    main = new ClassFileImporter().importLocations(locations);
    locations.add(Location.of(compiledBreaches()));
    withBreaches = new ClassFileImporter().importLocations(locations);
  }

  private static boolean isOfTests(Location location) {
    return location.contains("/test-classes/") || location.contains("-tests.jar!");
  }

  private static Path compiledBreaches() throws IOException {
    List<String> command = new ArrayList<>(List.of("-d", folder.resolve("classes").toString()));
    for (Arguments rule : rules().toList()) {
      String name = (String) rule.get()[2];
      int dot = name.lastIndexOf('.');
      Path file = folder.resolve(name + "/" + name.substring(dot + 1) + ".java");
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          "package %s; public class %s { %s }"
              .formatted(name.substring(0, dot), name.substring(dot + 1), rule.get()[3]));
      command.add(file.toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, command.toArray(String[]::new)))
        .isZero();
    return folder.resolve("classes");
  }

  @Test
  void readsTheMainCodeOfAllModulesAndNoTest() {
    assertThat(main.contain("org.tacet.accountant.noise.DiscreteLaplace")).isTrue();
    assertThat(main.contain("org.tacet.engine.release.ReleaseRun")).isTrue();
    assertThat(main.contain("org.tacet.udfs.TacetExtensions")).isTrue();
    assertThat(main.contain("org.tacet.jobs.Main")).isTrue();
    assertThat(main.contain("org.tacet.engine.testing.ReleaseHarness")).isFalse();
    assertThat(main.contain("org.tacet.accountant.randomness.FixedReleaseKeys")).isFalse();
    assertThat(main.contain(ArchitectureTest.class)).isFalse();
  }

  /** Without this the rule that nothing else plans them could hold because nothing does. */
  @Test
  void thePrivateStepsArePlanned() {
    Rules.PRIVATE_STEPS_BEGIN_WITH_BOUNDING.check(main);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void theMainCodeKeeps(String title, ArchRule rule, String breach, String source) {
    rule.check(main);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aBreachIsFound(String title, ArchRule rule, String breach, String source) {
    assertThat(rule.evaluate(withBreaches).getFailureReport().getDetails())
        .as(title)
        .anyMatch(detail -> detail.contains(breach));
  }
}
