package org.tacet.engine.release;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.publish.ReleaseOutput;

/**
 * Settles what earlier runs of an account left when their process ended: a result that was
 * published is committed, one that is staged and sealed can be published still, one that is not is
 * deleted unread (P8), and a charge without a result stays and is told of.
 */
final class EndedReleases {

  private EndedReleases() {}

  /**
   * Settles the releases of accounts, but for the one that is about to run, which sees to itself.
   */
  static void tidy(
      Ledger ledger,
      List<String> accounts,
      String running,
      SparkSession session,
      ReleaseProgress progress) {
    accounts.forEach(account -> tidy(ledger, account, running, session, progress));
  }

  private static void tidy(
      Ledger ledger,
      String account,
      String running,
      SparkSession session,
      ReleaseProgress progress) {
    int toldBefore = 0;
    for (LedgerEntry entry : ledger.statement(account).unpublished()) {
      if (entry.releaseId().equals(running)) {
        continue;
      }
      try {
        if (!settle(ledger, account, entry, session, progress)) {
          toldBefore++;
        }
      } catch (ReleaseStateException raced) {
        if (isNewest(ledger, account, entry)) {
          throw raced;
        } // another process has settled it, and told of it
      } catch (LedgerException e) {
        throw e;
      } catch (Exception e) { // a catalog's may be checked, and Scala does not announce it
        // Its file system or catalog may be gone for good; later releases of the account go on.
        progress.notice(
            "release %s was charged %s and its output %s can't be looked at (%s): it stays as it is"
                .formatted(
                    entry.releaseId(), entry.cost(), entry.output(), e.getClass().getSimpleName()));
      }
    }
    if (toldBefore > 0) {
      progress.notice(
          "earlier releases charged to this account and never published: %d; budget show --account %s lists them"
              .formatted(toldBefore, account));
    }
  }

  /** Whether nothing has become of a release since an entry of it was read. */
  private static boolean isNewest(Ledger ledger, String account, LedgerEntry entry) {
    return ledger
        .release(account, entry.releaseId())
        .filter(newest -> newest.number() == entry.number())
        .isPresent();
  }

  /**
   * Whether there was anything to settle, which is then told. Of a release that is only reserved
   * nothing is deleted: whoever takes it over stages in the same folder.
   */
  private static boolean settle(
      Ledger ledger,
      String account,
      LedgerEntry entry,
      SparkSession session,
      ReleaseProgress progress) {
    String id = entry.releaseId();
    boolean wasReading = entry.state() == EntryState.READING;
    Optional<byte[]> manifest = ReleaseOutput.publishedManifest(session, entry.output(), id);
    if (manifest.isPresent() && wasReading) {
      ReleaseOutput.settleReplaced(session, entry.output(), id, entry.attempt());
      ledger.commit(account, id, entry.attempt(), Sha256.hex(manifest.get()));
      progress.notice(
          "release %s was published before its process ended; its entry is now committed"
              .formatted(id));
      return true;
    } else if (wasReading
        && ReleaseOutput.sealedManifest(session, entry.output(), id, entry.attempt()).isPresent()) {
      ReleaseOutput.settleReplaced(session, entry.output(), id, entry.attempt());
      progress.notice(
          "release %s was charged %s and its process ended when all was staged and nothing published: run it again with --release-id %s, and what is staged is published at no charge"
              .formatted(id, entry.cost(), id));
      return true;
    } else if (wasReading
        && isNewest(ledger, account, entry)
        && ReleaseOutput.discard(session, entry.output(), id, entry.attempt())) {
      progress.notice(
          "release %s was charged %s and never published: its process ended. The charge stays; what it had staged is deleted, unread"
              .formatted(id, entry.cost()));
      return true;
    }
    return false;
  }
}
