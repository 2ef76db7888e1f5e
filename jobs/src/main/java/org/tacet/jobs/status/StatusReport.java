package org.tacet.jobs.status;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.jobs.cluster.HadoopSettings;
import org.tacet.jobs.commandline.Terminal;
import org.tacet.jobs.commandline.Transcript;
import org.tacet.jobs.status.ReleaseStatus.Guarantee;
import org.tacet.jobs.status.ReleaseStatus.State;
import org.tacet.jobs.status.ReleaseStatus.Table;

/**
 * Writes how a release goes to the file that {@code --status-uri} names, from before the charge to
 * the end, whatever that is. Without that option it writes nothing.
 */
public final class StatusReport {

  /** Known by its word alone, so that a command line that is wrong elsewhere is reported too. */
  public static final String OPTION = "--status-uri";

  private final Optional<String> uri;
  private final Transcript transcript = new Transcript();
  private Optional<StatusFile> file = Optional.empty();
  private boolean refused;
  private String releaseId;
  private String output;
  private String publication;
  private Guarantee guarantee;

  private StatusReport(Optional<String> uri) {
    this.uri = uri;
  }

  /**
   * @param arguments of the whole command line
   */
  public static StatusReport askedFor(String... arguments) {
    List<String> given = List.of(arguments);
    // A check is no run, and reports none.
    boolean isRelease =
        given.stream()
            .filter(
                argument -> !argument.startsWith("-")) // options of every command may come first
            .findFirst()
            .map("release"::equals)
            .orElse(false);
    boolean runs = isRelease && !given.contains("--check");
    return new StatusReport(runs ? valueOf(given) : Optional.empty());
  }

  private static Optional<String> valueOf(List<String> arguments) {
    for (int index = 0; index < arguments.size(); index++) {
      String argument = arguments.get(index);
      if (argument.startsWith(OPTION + "=")) {
        return Optional.of(argument.substring(OPTION.length() + 1));
      } else if (argument.equals(OPTION) && index + 1 < arguments.size()) {
        return Optional.of(arguments.get(index + 1));
      }
    }
    return Optional.empty();
  }

  /** The terminal of the run, whose lines the status repeats. */
  public Terminal of(Terminal terminal) {
    return uri.isPresent() ? terminal.keeping(transcript) : terminal;
  }

  /**
   * The run begins; nothing has been charged.
   *
   * @throws org.tacet.jobs.commandline.InvalidArgumentException when the file can't be written
   */
  public void begin() {
    if (uri.isPresent()) {
      refused = true;
      open().writeFirst(ReleaseStatus.open(State.RUNNING, null, null));
      refused = false;
    }
  }

  /**
   * The release is known, and about to be charged.
   *
   * @throws org.tacet.jobs.commandline.InvalidArgumentException when the file can't be written
   */
  public void releases(String id, String path) {
    releaseId = id;
    output = path;
    if (uri.isPresent()) {
      open().writeFirst(ReleaseStatus.open(State.RUNNING, releaseId, output));
    }
  }

  /** The release is published and committed. */
  public void published(ReleaseOutcome outcome) {
    ReleasePlan plan = outcome.plan();
    ApproximateDp loss = plan.cost();
    output = outcome.output();
    publication = outcome.publication().name().toLowerCase(Locale.ROOT);
    guarantee =
        new Guarantee(
            loss.epsilon().toPlainString(),
            loss.delta().toPlainString(),
            plan.unitNames(),
            "differ by %s, added or removed".formatted(plan.spec().difference()));
  }

  /** The run ended. A status that can't be written now is told of; the run stays what it was. */
  public void end(int exitCode, Terminal terminal) {
    if (uri.isEmpty() || refused) {
      return;
    }
    try {
      open().write(ended(exitCode));
    } catch (IOException | IllegalArgumentException e) {
      terminal.message(
          "tacet: the status at %s can't be written (%s)"
              .formatted(uri.get(), e.getClass().getSimpleName()));
    }
  }

  private ReleaseStatus ended(int exitCode) {
    return new ReleaseStatus(
        ReleaseStatus.FORMAT,
        exitCode == 0 ? State.SUCCEEDED : State.FAILED,
        exitCode,
        releaseId,
        output,
        publication,
        guarantee,
        guarantee == null ? null : transcript.lastTable().map(Table::of).orElse(null),
        transcript.results(),
        transcript.messages(),
        Instant.now().toString());
  }

  private StatusFile open() {
    if (file.isEmpty()) {
      file = Optional.of(new StatusFile(uri.orElseThrow(), HadoopSettings.ofProcess()));
    }
    return file.get();
  }

  /**
   * The launcher submits a release: what an earlier one left at this place can't be taken for its
   * outcome any more.
   *
   * @throws org.tacet.jobs.commandline.InvalidArgumentException when the file can't be written
   */
  public static void submitted(String uri) {
    new StatusFile(uri, HadoopSettings.ofProcess())
        .writeFirst(ReleaseStatus.open(State.SUBMITTED, null, null));
  }
}
