package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.publish.ReleaseOutput;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.testing.ChildJvm;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** What a killed process leaves: its charge, and nothing that a reader could take for a release. */
class KilledReleaseTest {

  private static final String KILLED = "killed-1";

  private static final String SPEC =
      """
      release: visits
      account: test
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 3}
      """;

  /** Hears what a run says of earlier ones. */
  private static final class Notices implements ReleaseProgress {

    private final List<String> texts = new ArrayList<>();

    @Override
    public void begins(Phase phase) {}

    @Override
    public void notice(String text) {
      texts.add(text);
    }
  }

  @TempDir Path folder;
  private ReleaseHarness harness;
  private Path output;
  private Path staging;

  @BeforeEach
  void writeTable() {
    assumeThat(ProcessIdentity.current("tests").host())
        .as("a host without a name knows no process to be gone")
        .isNotEmpty();
    List<Row> rows = new ArrayList<>();
    for (long person = 0; person < 50; person++) {
      rows.add(RowFactory.create(person));
    }
    harness =
        new ReleaseHarness(folder, TestSpark.session()).table("visits", "person bigint", rows);
    output = folder.resolve("killed-out");
    staging = folder.resolve(".killed-out.staging-" + KILLED);
  }

  private void killWhenBegins(Phase phase) throws IOException, InterruptedException {
    Path spec =
        Files.writeString(folder.resolve("spec.yaml"), SPEC.replace("DATA", folder.toString()));
    ChildJvm child =
        ChildJvm.run(
            folder,
            List.of(),
            KilledRelease.class,
            spec.toString(),
            folder.resolve("ledger").toString(),
            KILLED,
            output.toString(),
            phase.name());
    assertThat(child.exitCode())
        .as(() -> "%s: %s".formatted(phase, text(child.output())))
        .isEqualTo(KilledRelease.KILLED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"BOUND", "NOISE", "SEAL"})
  void beforeSealingNothingIsPublishedAndTheChargeStays(Phase phase)
      throws IOException, InterruptedException {
    killWhenBegins(phase);

    assertThat(output).doesNotExist();
    assertThat(staging).isDirectory();
    assertThat(entry().state())
        .isEqualTo(phase == Phase.BOUND ? EntryState.RESERVED : EntryState.READING);

    Notices notices = new Notices();
    ReleaseOutcome next = harness.release(SPEC, "next-out", 2, notices);
    assertThat(notices.texts).hasSize(1);
    if (phase == Phase.BOUND) {
      // Nothing was staged; another process may go on with the reservation, in the same folder.
      assertThat(notices.texts.get(0)).contains("never published: 1");
    } else {
      assertThat(notices.texts.get(0))
          .contains(KILLED)
          .contains("never published")
          .contains("The charge stays")
          .contains("deleted, unread");
      assertThat(staging).doesNotExist();
    }
    assertThat(output).doesNotExist();
    assertThat(next.accounts().get(0).spent(Instant.now()).epsilon()).isEqualByComparingTo("6");
    assertThat(entry().state()).isNotEqualTo(EntryState.COMMITTED);

    // The output of the killed run is free again.
    harness.release(SPEC, "killed-out", 3);
    assertThat(harness.published("killed-out")).hasSize(1);
  }

  /** What is sealed is one draw that may be published: to delete it would waste its charge. */
  @Test
  void betweenSealingAndPublishingAllStaysStaged() throws Exception {
    killWhenBegins(Phase.PUBLISH);
    assertThat(output).doesNotExist();

    for (int run = 2; run < 4; run++) {
      Notices notices = new Notices();
      harness.release(SPEC, "next-out-" + run, run, notices);
      assertThat(notices.texts).hasSize(1);
      assertThat(notices.texts.get(0))
          .contains(KILLED, "run it again with --release-id " + KILLED, "at no charge");
      assertThat(staging).isDirectoryContaining(file -> file.endsWith("_manifest.json"));
    }
    byte[] manifest = Files.readAllBytes(staging.resolve("_manifest.json"));
    assertThat(ReleaseOutput.sealedManifest(harness.session(), output.toString(), KILLED, 1))
        .hasValueSatisfying(found -> assertThat(found).isEqualTo(manifest));
    ReleaseOutcome resumed =
        harness.releaseUnder(KILLED, SPEC, "killed-out", 9, ReleaseRun.Permissions.DEFAULT);
    assertThat(resumed.publication()).isEqualTo(ReleaseOutcome.Publication.RESUMED);
    assertThat(entry().state()).isEqualTo(EntryState.COMMITTED);
    assertThat(resumed.accounts().get(0).spent(Instant.now()).epsilon()).isEqualByComparingTo("9");
    assertThat(harness.published("killed-out")).hasSize(1);
    assertThat(output.resolve("_manifest.json")).hasBinaryContent(manifest);
    assertThat(staging).doesNotExist();
  }

  @Test
  void afterPublishingTheNextRunCommitsTheEntry() throws IOException, InterruptedException {
    killWhenBegins(Phase.COMMIT);

    assertThat(harness.published("killed-out")).hasSize(1);
    assertThat(staging).doesNotExist();
    assertThat(entry().state()).isEqualTo(EntryState.READING);

    Notices notices = new Notices();
    ReleaseOutcome next = harness.release(SPEC, "next-out", 2, notices);
    assertThat(notices.texts).hasSize(1);
    assertThat(notices.texts.get(0)).contains(KILLED).contains("now committed");
    LedgerEntry committed = entry();
    assertThat(committed.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(committed.manifestHash())
        .isEqualTo(Sha256.hex(Files.readAllBytes(output.resolve("_manifest.json"))));
    assertThat(next.accounts().get(0).spent(Instant.now()).epsilon()).isEqualByComparingTo("6");

    Notices later = new Notices();
    harness.release(SPEC, "later-out", 3, later);
    assertThat(later.texts).isEmpty();
  }

  private LedgerEntry entry() {
    return harness.ledger().release(ReleaseHarness.ACCOUNT, KILLED).orElseThrow();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
