package org.tacet.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.testing.TestSpark;

/** An audit of the shipped engine, whose bounds are above a claim with probability 1e-6 at most. */
class ReleaseAuditTest {

  private static final String COUNT =
      """
      aggregates:
        - {name: people, privacy_units: {}}
      privacy: {epsilon: 1}
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void writeTables() {
    AuditSpecs.writeTables(TestSpark.session(), folder);
  }

  private static AuditReport audited(ReleaseSpec spec, Optional<BigDecimal> claim) {
    return new ReleaseAudit(
            TestSpark.session(),
            spec,
            new ReleaseAudit.Options(
                2000, claim, ReleaseAudit.FALSE_ALARM, Set.of("UnitRemoved", "NullUnit")),
            pair -> {})
        .run();
  }

  /**
   * The bound of one count comes near: noise is what it costs. It is above a claim of half its
   * epsilon, so that the bound has power.
   */
  @Test
  void aCountStaysBelowItsClaimAndAboveHalfOfIt() {
    AuditReport report =
        audited(AuditSpecs.ofVisits(folder, COUNT), Optional.of(new BigDecimal("0.5")));

    assertThat(report.lowerBound()).isBetween(0.5, 1.0);
    assertThat(report.pairs()).filteredOn(PairResult::isAboveClaim).hasSize(1);
    assertThat(report.contradictsTheClaim()).isTrue();
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void aSpecThatNoMadeUpRowPassesIsNotedAndNotAudited() {
    AuditReport report =
        audited(AuditSpecs.ofVisits(folder, "where: \"false\"\n" + COUNT), Optional.empty());

    assertThat(report.pairs()).isEmpty();
    assertThat(report.notes()).singleElement().asString().contains("nothing was audited");
  }

  /**
   * A unit of two fine groups is counted twice in the coarser one, before noise: a number that
   * nobody reads where groups are public, so that it is no finding.
   */
  @Test
  void aCountOfUnitsThatNobodyReadsIsNoFinding() {
    String derived =
        """
        group_by: [town, kind]
        groups: {public: {product: {town: [Bern, Genf], kind: [0, 1]}}}
        groupings: rollup
        consistent_groupings: true
        bounds: {max_groups_contributed: 2}
        aggregates:
          - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
        privacy: {epsilon: 1}
        """;

    AuditReport report = audited(AuditSpecs.ofVisits(folder, derived), Optional.empty());

    assertThat(report.pairs()).hasSize(2).allMatch(pair -> pair.findings().isEmpty());
  }
}
