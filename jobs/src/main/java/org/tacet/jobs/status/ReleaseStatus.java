package org.tacet.jobs.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.tacet.jobs.commandline.ConsoleTable;

/**
 * How far a release is, for whoever does not see its driver's terminal. It says what the terminal
 * says and nothing else: no value and no count of private rows.
 *
 * @param format of the file, {@value #FORMAT}
 * @param exitCode of the driver; null until it ends
 * @param releaseId null until the spec was read
 * @param output where the release is published; null until the spec was read
 * @param publication {@code new}, {@code resumed} (staged and charged by an earlier run) or {@code
 *     earlier} (published by an earlier run; nothing was charged); null without one
 * @param guarantee of the published release; null without one
 * @param table the published rows that the terminal shows; null without a release
 * @param result the lines of the standard output, the table's included
 * @param messages the lines of the error stream, but for progress
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseStatus(
    int format,
    State state,
    Integer exitCode,
    String releaseId,
    String output,
    String publication,
    Guarantee guarantee,
    Table table,
    List<String> result,
    List<String> messages,
    String updated) {

  static final int FORMAT = 1;

  /** What a run of the command has come to. */
  public enum State {
    /** The launcher hands the release to a cluster; no driver has spoken yet. */
    @JsonProperty("submitted")
    SUBMITTED,
    /** A driver is at work, or was until it ended without a word. */
    @JsonProperty("running")
    RUNNING,
    /** The command did what it was asked: exit code 0. */
    @JsonProperty("succeeded")
    SUCCEEDED,
    /** Any other exit code. */
    @JsonProperty("failed")
    FAILED;

    /** The word that the file uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A privacy loss and what it counts in. Decimals are text, since a JSON number is a double. */
  public record Guarantee(
      String epsilon, String delta, List<String> privacyUnit, String neighbours) {}

  /** Headings and cells, as they are printed. */
  public record Table(List<String> columns, List<List<String>> rows) {

    static Table of(ConsoleTable printed) {
      return new Table(
          printed.columns().stream().map(ConsoleTable.Column::heading).toList(), printed.rows());
    }
  }

  public ReleaseStatus {
    Objects.requireNonNull(state, "state");
    boolean ended = state == State.SUCCEEDED || state == State.FAILED;
    if (ended != (exitCode != null)) {
      throw new IllegalArgumentException(
          "an exit code belongs to a run that ended, and to no other");
    }
    result = List.copyOf(result);
    messages = List.copyOf(messages);
  }

  static ReleaseStatus open(State state, String releaseId, String output) {
    return new ReleaseStatus(
        FORMAT,
        state,
        null,
        releaseId,
        output,
        null,
        null,
        null,
        List.of(),
        List.of(),
        Instant.now().toString());
  }
}
