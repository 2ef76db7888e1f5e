package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which writers of entries are certain to have ended. */
final class ProcessIdentityTest {

  private final ProcessIdentity self = ProcessIdentity.current("ann");

  @BeforeEach
  void theHostHasAName() {
    assumeThat(self.host()).as("a host without a name knows no process to be gone").isNotEmpty();
  }

  private ProcessIdentity of(String host, long processId, Duration startedLater) {
    return new ProcessIdentity("ann", host, processId, self.processStarted().plus(startedLater));
  }

  @Test
  void aRunningProcessIsNotGone() {
    assertThat(self.isKnownToBeGone()).isFalse();
    assertThat(ProcessIdentity.current("ann")).isEqualTo(self);
    assertThat(of(self.host(), self.processId(), Duration.ofSeconds(30)).isKnownToBeGone())
        .as("start times read before and after the clock was set")
        .isFalse();
  }

  @Test
  void aReusedProcessNumberIsAnotherProcess() {
    assertThat(of(self.host(), self.processId(), Duration.ofHours(-1)).isKnownToBeGone()).isTrue();
    assertThat(of(self.host(), self.processId(), Duration.ofHours(1)).isKnownToBeGone()).isTrue();
  }

  @Test
  void anEndedProcessIsGone() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process ended =
        new ProcessBuilder(java.toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(ended.waitFor()).isZero();
    assertThat(of(self.host(), ended.pid(), Duration.ZERO).isKnownToBeGone()).isTrue();
  }

  @Test
  void aProcessOfAnotherOrUnknownHostMayRun() {
    long none = Long.MAX_VALUE;
    assertThat(of(self.host(), none, Duration.ZERO).isKnownToBeGone()).isTrue();
    assertThat(of("another." + self.host(), none, Duration.ZERO).isKnownToBeGone()).isFalse();
    assertThat(of("", none, Duration.ZERO).isKnownToBeGone()).isFalse();
  }

  @Test
  void namesAreBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("h".repeat(1_001), 1, Duration.ZERO))
        .withMessageContaining("host must be at most 1000 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProcessIdentity(" ", "h", 1, self.processStarted()))
        .withMessageContaining("who must be");
  }
}
