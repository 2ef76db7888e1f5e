package org.tacet.engine.release;

import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.tacet.engine.spec.InvalidSpecException;

/** Why a release failed, in words that can hold no data value (P3). */
final class FailureReason {

  private static final String UNREADABLE_FILE = "FAILED_READ_FILE";

  private FailureReason() {}

  /** The text of a foreign exception may quote data, so only its name is repeated. */
  static String of(Exception failure) {
    if (failure instanceof InvalidSpecException || failure instanceof InputChangedException) {
      return failure.getMessage();
    }
    return unreadableFile(failure)
        .map(path -> "the file " + path + " can't be read")
        .orElse(failure.getClass().getSimpleName());
  }

  /** The file that Spark could not read; the values of partition columns in its path are hidden. */
  private static Optional<String> unreadableFile(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getCondition() != null
          && spark.getCondition().startsWith(UNREADABLE_FILE)) {
        return Optional.ofNullable(spark.getMessageParameters().get("path"))
            .map(path -> path.replaceAll("=[^/]*/", "=.../"));
      }
    }
    return Optional.empty();
  }
}
