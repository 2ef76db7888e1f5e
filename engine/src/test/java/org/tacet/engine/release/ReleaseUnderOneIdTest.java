package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.ReleaseAlreadyRecordedException;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.publish.Manifest;
import org.tacet.engine.publish.ReleaseOutput;
import org.tacet.engine.release.ReleaseOutcome.Publication;
import org.tacet.engine.release.ReleaseRun.Permissions;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/** P8: what is run again under the id that it had is the same release, drawn once. */
class ReleaseUnderOneIdTest {

  private static final String ID = "nightly/scheduled__2026-11-26T00:00:00+00:00";

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

  private static final Permissions CHARGED_ONCE = new Permissions(false, false);

  @TempDir Path folder;
  private ReleaseHarness harness;

  @BeforeEach
  void writeTable() {
    harness = new ReleaseHarness(folder, TestSpark.session());
    writeVisits(50);
  }

  private void writeVisits(long persons) {
    harness.table(
        "visits",
        "person bigint",
        LongStream.range(0, persons).mapToObj(person -> RowFactory.create(person)).toList());
  }

  private ReleaseOutcome run(long key, Permissions permissions) {
    return harness.releaseUnder(ID, SPEC, "out", key, permissions);
  }

  /** A run that fails as the given phase begins, in a way that its process survives. */
  private void fail(ReleaseProgress.Phase phase) {
    ReleaseProgress failing =
        new ReleaseProgress() {
          @Override
          public void begins(Phase next) {
            if (next == phase) {
              throw new IllegalStateException("the lights went out");
            }
          }

          @Override
          public void notice(String text) {}
        };
    assertThatThrownBy(
            () ->
                new ReleaseRun(harness.session(), id -> FixedReleaseKeys.numbered(1), failing)
                    .run(harness.spec(SPEC, "out"), ID, harness.ledger(), Permissions.DEFAULT))
        .isInstanceOf(ReleaseFailedException.class);
  }

  private String spent() {
    return harness
        .ledger()
        .statement(ReleaseHarness.ACCOUNT)
        .spent(Instant.now())
        .epsilon()
        .toPlainString();
  }

  private LedgerEntry entry() {
    return harness.ledger().release(ReleaseHarness.ACCOUNT, ID).orElseThrow();
  }

  @Test
  void whatIsPublishedIsNotDrawnOrChargedAgain() {
    assertThat(run(1, Permissions.DEFAULT).publication()).isEqualTo(Publication.NEW);
    Map<String, byte[]> bytes = harness.publishedBytes("out");
    for (Permissions permissions : List.of(Permissions.DEFAULT, CHARGED_ONCE)) {
      ReleaseOutcome again = run(2, permissions);
      assertThat(again.publication()).isEqualTo(Publication.EARLIER);
      assertThat(again.publishedRows()).isEqualTo(1);
      assertThat(again.output()).endsWith("/out");
    }
    assertThat(harness.publishedBytes("out")).usingRecursiveComparison().isEqualTo(bytes);
    assertThat(spent()).isEqualTo("3");
    assertThat(harness.ledger().entries(ReleaseHarness.ACCOUNT)).hasSize(3);
  }

  @Test
  void anotherSpecInputOrOutputIsAnotherRelease() {
    run(1, Permissions.DEFAULT);
    assertThatThrownBy(
            () ->
                harness.releaseUnder(
                    ID, SPEC.replace("epsilon: 3", "epsilon: 2"), "out", 2, Permissions.DEFAULT))
        .isInstanceOf(ReleaseAlreadyRecordedException.class)
        .hasMessageContaining("with another spec");
    assertThatThrownBy(() -> harness.releaseUnder(ID, SPEC, "elsewhere", 2, Permissions.DEFAULT))
        .isInstanceOf(ReleaseAlreadyRecordedException.class)
        .hasMessageContaining("with another");
    writeVisits(51);
    assertThatThrownBy(() -> run(2, Permissions.DEFAULT))
        .isInstanceOf(ReleaseAlreadyRecordedException.class)
        .hasMessageContaining("with another input");
    assertThat(spent()).isEqualTo("3");
  }

  /** Nothing was read: the reservation is refunded, and the next run pays once. */
  @Test
  void whatReadNothingIsChargedOnce() {
    fail(ReleaseProgress.Phase.BOUND);
    assertThat(entry().state()).isEqualTo(EntryState.ABANDONED);
    assertThat(run(2, CHARGED_ONCE).publication()).isEqualTo(Publication.NEW);
    assertThat(entry().attempt()).isEqualTo(2);
    assertThat(spent()).isEqualTo("3");
  }

  /** P8, P18: rows may have been read, so the charge stays, and another draw is another charge. */
  @Test
  void whatReadItsInputAndLeftNothingIsChargedAnew() {
    fail(ReleaseProgress.Phase.NOISE);
    assertThat(entry().state()).isEqualTo(EntryState.READING);
    assertThatThrownBy(() -> run(2, CHARGED_ONCE))
        .isInstanceOf(ChargedAgainException.class)
        .hasMessageContaining("in attempt 1")
        .hasMessageContaining("--charge-once");
    assertThat(spent()).isEqualTo("3");
    assertThat(run(2, Permissions.DEFAULT).publication()).isEqualTo(Publication.NEW);
    assertThat(entry().attempt()).isEqualTo(2);
    assertThat(entry().state()).isEqualTo(EntryState.COMMITTED);
    assertThat(spent()).isEqualTo("6");
    assertThat(harness.ledger().verify(ReleaseHarness.ACCOUNT, List.of()).findings()).isEmpty();
  }

  /** The attempt in between was refunded, and the first one is still charged. */
  @Test
  void whatReadItsInputIsRememberedBehindALaterAttempt() {
    fail(ReleaseProgress.Phase.NOISE);
    fail(ReleaseProgress.Phase.BOUND);
    assertThat(entry().state()).isEqualTo(EntryState.ABANDONED);
    assertThatThrownBy(() -> run(2, CHARGED_ONCE))
        .isInstanceOf(ChargedAgainException.class)
        .hasMessageContaining("in attempt 1");
    assertThat(spent()).isEqualTo("3");
  }

  /**
   * The manifest names the entry before the first row: a cut ledger is found by what is published.
   */
  @Test
  void theManifestHoldsTheHeadOfItsAccount() {
    ReleaseOutcome outcome = run(1, Permissions.DEFAULT);
    byte[] manifest =
        ReleaseOutput.publishedManifest(harness.session(), outcome.output(), ID).orElseThrow();
    List<LedgerHead> heads = Manifest.ledgerIn(manifest);
    assertThat(heads).hasSize(1);
    assertThat(heads.get(0).number()).isEqualTo(2);
    assertThat(harness.ledger().verify(ReleaseHarness.ACCOUNT, heads).findings()).isEmpty();
  }
}
