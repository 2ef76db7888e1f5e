package org.tacet.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.engine.testing.TestSpark;

/**
 * The shipped engine over every aggregate, noise, grouping and selection: no bound above its claim
 * and no finding. A false alarm in any of them has probability 1e-6 at most; that the same bounds
 * do exceed the claim of a broken engine is shown by {@link PlantedFaultsTest}.
 */
class AuditCampaignTest {

  private static final int DRAWS = 2000;

  @TempDir static Path folder;

  @BeforeAll
  static void writeTables() {
    AuditSpecs.writeTables(TestSpark.session(), folder);
  }

  static Stream<String> specs() throws IOException {
    try (var in = AuditCampaignTest.class.getResourceAsStream("/audit/campaign.txt")) {
      return Stream.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^----$"));
    }
  }

  @Tag("campaign")
  @ParameterizedTest
  @MethodSource("specs")
  void theShippedEngineKeepsItsClaim(String spec) throws IOException {
    AuditReport report =
        new ReleaseAudit(
                TestSpark.session(),
                AuditSpecs.of(folder, "release: audited\naccount: test\n" + spec),
                new ReleaseAudit.Options(
                    DRAWS, Optional.empty(), ReleaseAudit.FALSE_ALARM / specs().count(), Set.of()),
                pair -> {})
            .run();

    assertThat(report.pairs()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(report.contradictsTheClaim()).as(() -> AuditTexts.of(report)).isFalse();
  }
}
