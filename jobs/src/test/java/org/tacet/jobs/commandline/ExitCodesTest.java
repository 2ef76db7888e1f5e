package org.tacet.jobs.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import org.apache.spark.SparkArithmeticException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;

/** What a failure becomes: an exit code, and lines without a value of the data (P3). */
final class ExitCodesTest {

  private static final String SECRET = "value-of-a-private-row";

  private static CommandRun failingWith(RuntimeException failure, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "generate";
    arguments[1] = "--output";
    arguments[2] = "nowhere";
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.of(
        work -> {
          throw failure;
        },
        arguments);
  }

  @Test
  void aRefusedArgumentIsBadInputWhereverItIsInTheChain() {
    InvalidArgumentException refused =
        new InvalidArgumentException("--scale", "is odd", "'1'", "2", "give 2");

    for (RuntimeException failure :
        new RuntimeException[] {refused, new IllegalStateException("outer", refused)}) {
      CommandRun run = failingWith(failure);

      assertThat(ExitCodes.of(failure)).isEqualTo(ExitCodes.BAD_INPUT);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "tacet: generate: --scale: is odd; given '1'; legal: 2; fix: give 2%n".formatted());
    }
  }

  @Test
  void anythingElseIsToldByItsKindAlone() {
    CommandRun run =
        failingWith(new IllegalStateException(SECRET, new NumberFormatException(SECRET)));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith(
            "tacet: generate failed: java.lang.IllegalStateException, caused by java.lang.NumberFormatException")
        .contains("--verbose")
        .doesNotContain(SECRET, "\tat ", "    at ");
  }

  @Test
  void verboseAddsThePlaceButNoMessage() {
    CommandRun run =
        failingWith(
            new IllegalStateException(SECRET, new NumberFormatException(SECRET)), "--verbose");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("    at " + ExitCodesTest.class.getName() + ".verboseAddsThePlaceButNoMessage")
        .doesNotContain(SECRET);
  }

  @Test
  void ofSparkTheErrorConditionIsToldAndNotTheValue() {
    SparkSession spark = SparkTestSession.shared().newSession();
    spark.conf().set("spark.sql.ansi.enabled", "true");

    CommandRun run =
        CommandRun.of(
            work -> {
              spark.sql("SELECT cast('" + SECRET + "' AS int)").collectAsList();
              return 0;
            },
            "generate",
            "--output",
            "nowhere",
            "--verbose");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("[CAST_INVALID_INPUT]").doesNotContain(SECRET);
    assertThat(SparkArithmeticException.class)
        .as("Spark's exceptions name a condition")
        .isAssignableTo(org.apache.spark.SparkThrowable.class);
  }

  @Test
  void filesAndFullDisksAreNamed() {
    assertThat(failingWith(new UncheckedIOException(new AccessDeniedException("/some/file"))).err())
        .contains("java.nio.file.AccessDeniedException (/some/file)");
    assertThat(
            failingWith(new UncheckedIOException(new IOException("No space left on device"))).err())
        .contains("java.io.IOException (No space left on device)");
  }
}
