package org.tacet.engine.release;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.publish.ReleaseOutput;

/**
 * What an earlier run left of a release under the same id, and what is to be done about it. Never a
 * second draw beside the first one: what is published is not drawn again, what is sealed is
 * published as it is, and what is not sealed is deleted unread before a new attempt draws with a
 * new key and is charged anew (P8).
 *
 * @param kind what is to be done
 * @param attempt which one is published, or starts
 */
record ReleaseStanding(Kind kind, int attempt) {

  /** What is to be done. */
  enum Kind {
    /** Nothing: the result is published. */
    PUBLISHED,

    /** The sealed result is published, at no charge. */
    SEALED,

    /** The release is run: reserved, or taken over where it is reserved and read nothing. */
    TO_RUN
  }

  /**
   * Looks at ledger and output, and settles what can be settled: a result that stands at the output
   * is committed, an unsealed one is deleted.
   *
   * @param output as the ledger names it
   * @param chargeOnce whether a new attempt after one that read its input is refused
   */
  static ReleaseStanding of(
      ReleaseAccounts accounts,
      SparkSession session,
      String releaseId,
      String output,
      boolean chargeOnce) {
    Map<String, LedgerEntry> recorded = accounts.recorded();
    Collection<LedgerEntry> entries = recorded.values();
    int last = entries.stream().mapToInt(LedgerEntry::attempt).max().orElse(0);
    int read =
        entries.stream()
            .filter(entry -> entry.state() == EntryState.READING)
            .mapToInt(LedgerEntry::attempt)
            .max()
            .orElse(0);
    boolean committed = entries.stream().anyMatch(entry -> entry.state() == EntryState.COMMITTED);
    if (last > 0) {
      Optional<byte[]> manifest = ReleaseOutput.publishedManifest(session, output, releaseId);
      if (manifest.isPresent()) {
        ReleaseOutput.settleReplaced(session, output, releaseId, last);
        settle(accounts, last, Sha256.hex(manifest.get()));
      }
      if (committed || manifest.isPresent()) {
        return new ReleaseStanding(Kind.PUBLISHED, last);
      }
    }
    if (read > 0) {
      return afterReading(accounts, session, entries, output, read, last, chargeOnce);
    }
    boolean takesOver = accounts.mayTakeOver(recorded, last);
    if (chargeOnce && !takesOver) {
      accounts
          .readBefore(last)
          .ifPresent(
              lost -> {
                throw chargedAgain(lost);
              });
    }
    return new ReleaseStanding(Kind.TO_RUN, takesOver ? last : last + 1);
  }

  private static ChargedAgainException chargedAgain(LedgerEntry reading) {
    return new ChargedAgainException(
        reading.releaseId(), reading.attempt(), reading.cost().toString(), reading.writer());
  }

  /** Every attempt up to the last is over; which of them was published does not matter here. */
  private static void settle(ReleaseAccounts accounts, int last, String manifestHash) {
    for (int attempt = 1; attempt <= last; attempt++) {
      accounts.commit(attempt, manifestHash);
      accounts.abandon(attempt);
    }
  }

  private static ReleaseStanding afterReading(
      ReleaseAccounts accounts,
      SparkSession session,
      Collection<LedgerEntry> entries,
      String output,
      int read,
      int last,
      boolean chargeOnce) {
    LedgerEntry reading =
        entries.stream()
            .filter(entry -> entry.state() == EntryState.READING && entry.attempt() == read)
            .findFirst()
            .orElseThrow();
    String releaseId = reading.releaseId();
    if (reading.writer().isKnownToRunElsewhere()) {
      throw new ReleaseRunsException(releaseId, reading.writer());
    }
    boolean readInAll =
        entries.size() == accounts.ids().size()
            && entries.stream()
                .allMatch(entry -> entry.state() == EntryState.READING && entry.attempt() == read);
    if (readInAll && ReleaseOutput.sealedManifest(session, output, releaseId, read).isPresent()) {
      return new ReleaseStanding(Kind.SEALED, read);
    }
    if (chargeOnce) {
      throw chargedAgain(reading);
    }
    for (int attempt = 1; attempt <= last; attempt++) {
      ReleaseOutput.discard(session, output, releaseId, attempt);
    }
    return new ReleaseStanding(Kind.TO_RUN, last + 1);
  }
}
