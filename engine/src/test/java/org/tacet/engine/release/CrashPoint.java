package org.tacet.engine.release;

import java.io.IOException;
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
  STAGING_FOLDER_MADE(Kind.FOLDER_MADE, "\\.staging-", Publication.NEW, 1),
  BEFORE_RESERVED(1, AppendMoment.BEFORE, Publication.NEW, 1),
  WHILE_RESERVING(1, AppendMoment.ON_ITS_WAY, Publication.NEW, 1),
  RESERVED(1, AppendMoment.AFTER, Publication.NEW, 1),
  BEFORE_READING(2, AppendMoment.BEFORE, Publication.NEW, 1),
  WHILE_MARKING_READING(2, AppendMoment.ON_ITS_WAY, Publication.NEW, 1),
  READING(2, AppendMoment.AFTER, Publication.NEW, 2),
  STAGING_BEGUN(Kind.CREATED, "/_unfinished$", Publication.NEW, 2),
  WITHIN_A_TASK(Kind.HALF_WRITTEN, "/_temporary/.*/part-[^/]*$", Publication.NEW, 2),
  TASK_COMMITTED(Kind.MOVED, "/_temporary/.*/attempt_[^/]* -> .*/task_[^/]*$", Publication.NEW, 2),
  DATA_WRITTEN(Kind.CREATED, "/data/_SUCCESS$", Publication.NEW, 2),
  DATA_NAMED(Kind.MOVED, "/data/part-[^/]* -> .*/part-00000.parquet$", Publication.NEW, 2),
  MANIFEST_HALF_WRITTEN(Kind.HALF_WRITTEN, "/_manifest\\.unsealed$", Publication.NEW, 2),
  MANIFEST_WRITTEN(Kind.CLOSED, "/_manifest\\.unsealed$", Publication.NEW, 2),
  SEALED(Phase.PUBLISH, Publication.RESUMED, 1),
  EARLIER_MOVED_ASIDE(Kind.BEFORE_OPENING, "\\.replaced-by-", Publication.RESUMED, 1, true),
  EARLIER_STILL_ASIDE(Kind.BEFORE_DELETION, "\\.replaced-by-", Publication.EARLIER, 1, true),
  BEFORE_COMMITTED(3, AppendMoment.BEFORE, Publication.EARLIER, 1),
  WHILE_COMMITTING(3, AppendMoment.ON_ITS_WAY, Publication.EARLIER, 1),
  COMMITTED(3, AppendMoment.AFTER, Publication.EARLIER, 1);

  private final int append;
  private final AppendMoment moment;
  private final Optional<Kind> kind;
  private final String path;
  private final Optional<Phase> phase;
  private final Publication publication;
  private final int charges;
  private final boolean replaces;

  CrashPoint(int append, AppendMoment moment, Publication publication, int charges) {
    this(append, moment, Optional.empty(), "", Optional.empty(), publication, charges, false);
  }

  CrashPoint(Kind kind, String path, Publication publication, int charges) {
    this(kind, path, publication, charges, false);
  }

  CrashPoint(Kind kind, String path, Publication publication, int charges, boolean replaces) {
    this(
        0,
        AppendMoment.BEFORE,
        Optional.of(kind),
        path,
        Optional.empty(),
        publication,
        charges,
        replaces);
  }

  CrashPoint(Phase phase, Publication publication, int charges) {
    this(
        0,
        AppendMoment.BEFORE,
        Optional.empty(),
        "",
        Optional.of(phase),
        publication,
        charges,
        false);
  }

  CrashPoint(
      int append,
      AppendMoment moment,
      Optional<Kind> kind,
      String path,
      Optional<Phase> phase,
      Publication publication,
      int charges,
      boolean replaces) {
    this.append = append;
    this.moment = moment;
    this.kind = kind;
    this.path = path;
    this.phase = phase;
    this.publication = publication;
    this.charges = charges;
    this.replaces = replaces;
  }

  /** Makes this the end of this process; the ledger is the one to be used. */
  Ledger arm(String ledgerAddress) throws IOException {
    kind.ifPresent(last -> FileMoment.endProcessAt(last, path));
    return LastAppend.in(ledgerAddress, append, moment);
  }

  boolean isBefore(Phase next) {
    return phase.equals(Optional.of(next));
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
