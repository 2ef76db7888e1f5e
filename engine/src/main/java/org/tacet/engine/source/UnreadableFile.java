package org.tacet.engine.source;

import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
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

  /**
   * Why a file system answered with a failure. Its own text can quote the path of a folder that is
   * named by values of rows.
   */
  static String why(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AccessControlException || cause instanceof AccessDeniedException) {
        return "access is denied";
      } else if (cause instanceof UnsupportedFileSystemException) {
        return "there is no file system of that scheme";
      } else if (cause instanceof UnknownHostException) {
        return "its host is not known";
      } else if (cause instanceof IllegalArgumentException) {
        return "it is no path";
      }
    }
    return "reading from its file system fails";
  }

  /** The path with the values of partition columns hidden, for they are values of rows. */
  static String withoutValues(String path) {
    return path.replaceAll("=[^/]*(?=/|$)", "=...");
  }
}
