package org.tacet.engine.release;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.ledger.AppendMoment;
import org.tacet.engine.ledger.LastAppend;
import org.tacet.engine.release.ReleaseOutcome.Publication;
import org.tacet.engine.release.ReleaseProgress.Phase;
import org.tacet.engine.testing.FileMoment;
import org.tacet.engine.testing.FileMoment.Kind;

/** Where a process that runs a release is killed, and what the next run under its id does then. */
enum CrashPoint {
  STAGING_FOLDER_MADE(files(Kind.FOLDER_MADE, "\\.staging-"), Publication.NEW, 1),
  BEFORE_RESERVED(append(1, AppendMoment.BEFORE), Publication.NEW, 1),
  WHILE_RESERVING(append(1, AppendMoment.ON_ITS_WAY), Publication.NEW, 1),
  RESERVED(append(1, AppendMoment.AFTER), Publication.NEW, 1),
  BEFORE_READING(append(2, AppendMoment.BEFORE), Publication.NEW, 1),
  WHILE_MARKING_READING(append(2, AppendMoment.ON_ITS_WAY), Publication.NEW, 1),
  READING(append(2, AppendMoment.AFTER), Publication.NEW, 2),
  STAGING_BEGUN(files(Kind.CREATED, "/_unfinished$"), Publication.NEW, 2),
  WITHIN_A_TASK(files(Kind.HALF_WRITTEN, "/_temporary/.*/part-[^/]*$"), Publication.NEW, 2),
  TASK_COMMITTED(
      files(Kind.MOVED, "/_temporary/.*/attempt_[^/]* -> .*/task_[^/]*$"), Publication.NEW, 2),
  DATA_WRITTEN(files(Kind.CREATED, "/data/_SUCCESS$"), Publication.NEW, 2),
  DATA_NAMED(files(Kind.MOVED, "/data/part-[^/]* -> .*/part-00000.parquet$"), Publication.NEW, 2),
  MANIFEST_HALF_WRITTEN(files(Kind.HALF_WRITTEN, "/_manifest\\.unsealed$"), Publication.NEW, 2),
  MANIFEST_WRITTEN(files(Kind.CLOSED, "/_manifest\\.unsealed$"), Publication.NEW, 2),
  SEALED(phase(Phase.PUBLISH), Publication.RESUMED, 1),
  EARLIER_MOVED_ASIDE(files(Kind.BEFORE_OPENING, "\\.replaced-by-"), Publication.RESUMED, 1, true),
  EARLIER_STILL_ASIDE(files(Kind.BEFORE_DELETION, "\\.replaced-by-"), Publication.EARLIER, 1, true),
  BEFORE_COMMITTED(append(3, AppendMoment.BEFORE), Publication.EARLIER, 1),
  WHILE_COMMITTING(append(3, AppendMoment.ON_ITS_WAY), Publication.EARLIER, 1),
  COMMITTED(append(3, AppendMoment.AFTER), Publication.EARLIER, 1);

  private record Trigger(
      int append, AppendMoment moment, Optional<Kind> kind, String path, Optional<Phase> phase) {}

  @SuppressWarnings("ImmutableEnumChecker") // a record of values, and nobody changes one
  private final Trigger trigger;

  private final Publication publication;
  private final int charges;
  private final boolean replaces;

  CrashPoint(Trigger trigger, Publication publication, int charges) {
    this(trigger, publication, charges, false);
  }

  CrashPoint(Trigger trigger, Publication publication, int charges, boolean replaces) {
    this.trigger = trigger;
    this.publication = publication;
    this.charges = charges;
    this.replaces = replaces;
  }

  /** Its place in the order of a release. */
  int place() {
    return List.of(values()).indexOf(this);
  }

  private static Trigger files(Kind kind, String path) {
    return new Trigger(0, AppendMoment.BEFORE, Optional.of(kind), path, Optional.empty());
  }

  private static Trigger append(int number, AppendMoment moment) {
    return new Trigger(number, moment, Optional.empty(), "", Optional.empty());
  }

  private static Trigger phase(Phase phase) {
    return new Trigger(0, AppendMoment.BEFORE, Optional.empty(), "", Optional.of(phase));
  }

  /** Makes this the end of this process; the ledger is the one to be used. */
  Ledger arm(String ledgerAddress) throws IOException {
    trigger.kind().ifPresent(kind -> FileMoment.endProcessAt(kind, trigger.path()));
    return LastAppend.in(ledgerAddress, trigger.append(), trigger.moment());
  }

  boolean isBefore(Phase phase) {
    return trigger.phase().equals(Optional.of(phase));
  }

  /** Whether the release replaces an earlier one. */
  boolean replaces() {
    return replaces;
  }

  /** How the next run under the same id has the release published. */
  Publication publication() {
    return publication;
  }

  /** How often the release is charged by then, if an append that was on its way got nowhere. */
  int charges() {
    return charges;
  }
}
