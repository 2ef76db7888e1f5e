package org.tacet.engine.source;

import java.util.Optional;
import org.apache.spark.SparkThrowable;

/** The file that a failed read was about, as a message may name it. */
public final class UnreadableFile {

  private static final String CONDITION = "FAILED_READ_FILE";

  private UnreadableFile() {}

  /** The file that Spark could not read, if that is why {@code failure} was thrown. */
  public static Optional<String> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable spark
          && spark.getCondition() != null
          && spark.getCondition().startsWith(CONDITION)) {
        return Optional.ofNullable(spark.getMessageParameters().get("path"))
            .map(UnreadableFile::withoutValues);
      }
    }
    return Optional.empty();
  }

  /** The path with the values of partition columns hidden, for they are values of rows. */
  static String withoutValues(String path) {
    return path.replaceAll("=[^/]*/", "=.../");
  }
}
