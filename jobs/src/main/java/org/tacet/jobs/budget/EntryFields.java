package org.tacet.jobs.budget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ReservationRequest;

/** An entry for machines: the fields of its document in the ledger, but what only seals it. */
final class EntryFields {

  /** The columns of CSV: the fields in their order, with the parts of charge by themselves. */
  static final List<String> COLUMNS =
      List.of(
          "account",
          "number",
          "when",
          "state",
          "release",
          "release_name",
          "attempt",
          "event",
          "epsilon",
          "delta",
          "charge_loss",
          "charge_delta",
          "period",
          "purpose",
          "tables",
          "spec_hash",
          "input_hash",
          "input_files",
          "output",
          "manifest_hash",
          "who",
          "host",
          "process_id",
          "process_started");

  private EntryFields() {}

  static Map<String, Object> of(String accountId, LedgerEntry entry) {
    ReservationRequest release = entry.release();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("account", accountId);
    fields.put("number", entry.number());
    fields.put("when", entry.when().toString());
    fields.put("state", entry.state().name());
    fields.put("release", release.releaseId());
    fields.put("release_name", release.releaseName());
    fields.put("attempt", release.attempt());
    fields.put("event", EventDocument.of(release.event()));
    fields.putAll(Json.of(release.cost()));
    fields.put("charge", Json.of(entry.charge()));
    fields.put("period", entry.period());
    fields.put("purpose", release.purpose());
    fields.put("tables", release.tables());
    fields.put("spec_hash", release.specHash());
    fields.put("input_hash", release.inputHash());
    fields.put("input_files", entry.inputFiles());
    fields.put("output", release.output());
    fields.put("manifest_hash", entry.manifestHash());
    fields.put("who", entry.writer().who());
    fields.put("host", entry.writer().host());
    fields.put("process_id", entry.writer().processId());
    fields.put("process_started", entry.writer().processStarted().toString());
    return fields;
  }
}
