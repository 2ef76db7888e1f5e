package org.tacet.jobs.budget;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ProcessIdentity;

/** A release that is neither published nor refunded, and what to do about it. */
record Unsettled(String account, LedgerEntry entry) {

  /** What is known of the process: only of this host anything is. */
  String process() {
    ProcessIdentity writer = entry.writer();
    if (writer.isKnownToBeGone()) {
      return "gone";
    }
    return writer.isKnownToRunElsewhere() ? "running" : "unknown";
  }

  private String advice() {
    if (process().equals("running")) {
      return "process %d runs on this host: wait".formatted(entry.writer().processId());
    }
    String ended =
        process().equals("gone")
            ? "its process has ended"
            : "whether its process on host '%s' has ended can't be seen from here"
                .formatted(entry.writer().host());
    String rerun =
        process().equals("gone")
            ? "run it again under the same id"
            : "if it has, run it again under the same id";
    return entry.state() == EntryState.RESERVED
        ? "%s before it read a row: %s, which is not charged again, or refund it by budget abandon --account %s --release-id %s"
            .formatted(ended, rerun, account, entry.releaseId())
        : "%s after it may have read rows, and the charge stays: %s, which publishes what it staged, or is charged anew unless --charge-once forbids it"
            .formatted(ended, rerun);
  }

  String line() {
    return "%s is %s since %s (UTC), attempt %d: %s"
        .formatted(
            entry.releaseId(),
            entry.state(),
            TimeText.toTheSecond(entry.when()),
            entry.attempt(),
            advice());
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("release", entry.releaseId());
    fields.put("state", entry.state().name());
    fields.put("attempt", entry.attempt());
    fields.put("when", entry.when().toString());
    fields.put("who", entry.writer().who());
    fields.put("host", entry.writer().host());
    fields.put("process_id", entry.writer().processId());
    fields.put("process", process());
    fields.put("advice", advice());
    return fields;
  }
}
