package org.tacet.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.tacet.engine.testing.ChildJvm;

/**
 * The audit sees every planted fault: it runs in a process of its own, in which a changed part of
 * the engine stands in front of the shipped one. An engine that keeps its claim would be reported
 * with probability 1e-6 at most.
 */
class PlantedFaultsTest {

  private static final String HEAD =
      """
      release: audited
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      """;

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @FieldSource("org.tacet.engine.audit.PlantedFaults#CHEAP")
  void aFaultIsSeen(PlantedFault fault) throws Exception {
    assertSeen(fault);
  }

  @Tag("campaign")
  @ParameterizedTest(name = "{0}")
  @FieldSource("org.tacet.engine.audit.PlantedFaults#OTHERS")
  void everyFaultIsSeen(PlantedFault fault) throws Exception {
    assertSeen(fault);
  }

  /** A change of the engine that moves a fault's place shows here, not first in the campaign. */
  @ParameterizedTest(name = "{0}")
  @FieldSource("org.tacet.engine.audit.PlantedFaults#OTHERS")
  void aFaultHasItsPlaceInTheSource(PlantedFault fault) throws Exception {
    fault.compileTo(folder.resolve("classes"));
    try (Stream<Path> compiled = Files.walk(folder.resolve("classes"))) {
      assertThat(compiled.filter(file -> file.toString().endsWith(".class"))).isNotEmpty();
    }
  }

  /** Else all that is said of faults could be said of any release. */
  @Tag("campaign")
  @ParameterizedTest(name = "{0}")
  @FieldSource("org.tacet.engine.audit.PlantedFaults#CHEAP")
  void nothingIsSeenWithoutTheFault(PlantedFault fault) throws Exception {
    Files.createDirectories(folder.resolve("classes"));
    assertThat(audited(fault)).doesNotContain(AuditTexts.CAUGHT);
  }

  private void assertSeen(PlantedFault fault) throws Exception {
    fault.compileTo(folder.resolve("classes"));
    assertThat(audited(fault)).contains(AuditTexts.CAUGHT);
  }

  private String audited(PlantedFault fault) throws IOException, InterruptedException {
    Path spec = Files.writeString(folder.resolve("spec.yaml"), HEAD + fault.spec());
    Path outcome = folder.resolve("outcome.txt");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Files.createDirectories(folder.resolve("data")).toString(),
                spec.toString(),
                outcome.toString(),
                String.valueOf(fault.draws())));
    arguments.addAll(fault.pairs());
    ChildJvm child =
        ChildJvm.runPatched(
            folder,
            folder.resolve("classes"),
            AuditedProcess.class,
            arguments.toArray(String[]::new));
    assertThat(child.exitCode()).as(() -> "see " + child.output()).isZero();
    return Files.readString(outcome);
  }
}
