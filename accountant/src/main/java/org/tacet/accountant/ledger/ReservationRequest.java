package org.tacet.accountant.ledger;

import java.util.List;
import java.util.Objects;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * What a release asks of an account before it reads any row.
 *
 * @param releaseId legal by {@link LedgerIds}
 * @param releaseName what the spec calls it; at most 1,000 characters
 * @param attempt 1 for the first one under this id; each of them is charged
 * @param event what it does to private data
 * @param cost what it costs, as (epsilon, delta): the total of the release's plan, not (0, 0)
 * @param purpose what it is for, where the account has limits of purposes; may be empty
 * @param tables which of the account's tables it reads, by their places
 * @param specHash hash of the specification, with its parameters filled in; at most 1,000
 *     characters
 * @param inputHash hash of what it will read; at most 1,000 characters. It stays on the trusted
 *     side and is never published (P19)
 * @param output where the result will be published
 */
public record ReservationRequest(
    String releaseId,
    String releaseName,
    int attempt,
    PrivacyEvent event,
    ApproximateDp cost,
    String purpose,
    List<String> tables,
    String specHash,
    String inputHash,
    String output) {

  public ReservationRequest {
    LedgerIds.requireRelease(releaseId);
    LedgerText.require("release name", releaseName, LedgerText.SHORT);
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1. Provided value: " + attempt);
    }
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(cost, "cost");
    LedgerText.requireExact("cost", cost);
    if (cost.epsilon().signum() == 0 && cost.delta().signum() == 0) {
      throw new IllegalArgumentException(
          "cost must not be (0, 0): a release that costs nothing tells nothing of private data."
              + " Fix: set privacy.epsilon above 0");
    }
    if (!purpose.isEmpty()) {
      LedgerIds.require("purpose", purpose);
    }
    tables = List.copyOf(tables);
    tables.forEach(table -> LedgerText.require("table place", table, LedgerText.SHORT));
    LedgerText.require("spec hash", specHash, LedgerText.SHORT);
    LedgerText.require("input hash", inputHash, LedgerText.SHORT);
    LedgerText.require("output", output, LedgerText.LONG);
  }

  /** This release, as an account is asked that has these of its tables. */
  public ReservationRequest withTables(List<String> places) {
    return new ReservationRequest(
        releaseId, releaseName, attempt, event, cost, purpose, places, specHash, inputHash, output);
  }

  /** This release, tried again: charged anew. */
  public ReservationRequest withAttempt(int another) {
    return new ReservationRequest(
        releaseId, releaseName, another, event, cost, purpose, tables, specHash, inputHash, output);
  }

  /**
   * How another request under the same id differs in what may not change, for messages; empty if it
   * is the same release (P8).
   */
  public String differenceTo(ReservationRequest other) {
    if (!specHash.equals(other.specHash)) {
      return "spec";
    } else if (!inputHash.equals(other.inputHash)) {
      return "input";
    } else if (!output.equals(other.output)) {
      return "output";
    } else if (!purpose.equals(other.purpose) || !tables.equals(other.tables)) {
      return "purpose or tables";
    }
    boolean sameCost =
        cost.epsilon().compareTo(other.cost.epsilon()) == 0
            && cost.delta().compareTo(other.cost.delta()) == 0
            && event.equals(other.event);
    return sameCost ? "" : "cost";
  }
}
