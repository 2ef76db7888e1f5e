package org.tacet.accountant.ledger;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.accountant.document.DocumentFields;
import org.tacet.accountant.event.EventDocument;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * Entries as documents of a numbered format. Budgets are decimals in texts, since a JSON number is
 * a double to most readers and ten times 0.1 would not be 1. A field too many, too few or of
 * another type is refused, because a document that is not understood in full may charge what is not
 * seen.
 */
final class LedgerDocument {

  static final long FORMAT = 2;

  private static final String PATH = "entry";

  private LedgerDocument() {}

  /**
   * Writes an entry.
   *
   * @param previous the MAC of the document before it
   */
  static Map<String, Object> of(String accountId, String previous, LedgerEntry entry) {
    ReservationRequest release = entry.release();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("account", accountId);
    document.put("number", entry.number());
    document.put("previous", previous);
    document.put("state", entry.state().name());
    document.put("release", release.releaseId());
    document.put("release_name", release.releaseName());
    document.put("attempt", (long) release.attempt());
    document.put("event", EventDocument.of(release.event()));
    document.putAll(of(release.cost()));
    document.put("charge", charge(entry.charge()));
    document.put("period", entry.period());
    document.put("purpose", release.purpose());
    document.put("tables", release.tables());
    document.put("spec_hash", release.specHash());
    document.put("input_hash", release.inputHash());
    document.put("input_files", entry.inputFiles());
    document.put("output", release.output());
    document.put("manifest_hash", entry.manifestHash());
    document.put("who", entry.writer().who());
    document.put("host", entry.writer().host());
    document.put("process_id", entry.writer().processId());
    document.put("process_started", entry.writer().processStarted().toString());
    document.put("when", entry.when().toString());
    document.put("nonce", entry.nonce());
    return document;
  }

  static Map<String, Object> of(ApproximateDp loss) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epsilon", loss.epsilon().toString());
    document.put("delta", loss.delta().toString());
    return document;
  }

  private static Map<String, Object> charge(Charge charge) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("loss", charge.loss().toString());
    document.put("delta", charge.delta().toString());
    return document;
  }

  /** The MAC that an entry names as that of the document before it. */
  static String previous(Map<String, Object> document) {
    return text(new DocumentFields(document, PATH), "previous");
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static LedgerEntry readEntry(String accountId, Map<String, Object> document) {
    if (isFirstFormat(document)) {
      return FirstFormat.readEntry(accountId, document);
    }
    DocumentFields fields = new DocumentFields(document, PATH);
    requireFormatAndAccount(fields, accountId);
    text(fields, "previous");
    LedgerEntry entry = fields.checked(() -> entry(fields));
    fields.requireNoOthers();
    return entry;
  }

  private static LedgerEntry entry(DocumentFields fields) {
    DocumentFields charge = new DocumentFields(fields.value("charge"), PATH + ".charge");
    Charge charged = new Charge(charge.decimal("loss"), charge.decimal("delta"));
    charge.requireNoOthers();
    return new LedgerEntry(
        wholeNumber(fields, "number"),
        EntryState.valueOf(text(fields, "state")),
        release(fields),
        charged,
        wholeNumber(fields, "period"),
        text(fields, "input_files"),
        text(fields, "manifest_hash"),
        writer(fields),
        instant(fields, "when"),
        text(fields, "nonce"));
  }

  private static ReservationRequest release(DocumentFields fields) {
    PrivacyEvent event = EventDocument.read(fields.value("event"));
    return new ReservationRequest(
        text(fields, "release"),
        text(fields, "release_name"),
        Math.toIntExact(wholeNumber(fields, "attempt")),
        event,
        loss(fields),
        text(fields, "purpose"),
        texts(fields, "tables"),
        text(fields, "spec_hash"),
        text(fields, "input_hash"),
        text(fields, "output"));
  }

  static ProcessIdentity writer(DocumentFields fields) {
    return new ProcessIdentity(
        text(fields, "who"),
        text(fields, "host"),
        wholeNumber(fields, "process_id"),
        instant(fields, "process_started"));
  }

  static boolean isFirstFormat(Map<String, Object> document) {
    return Long.valueOf(1).equals(document.get("format"));
  }

  /** Written by a later version: it may charge what this one does not see. */
  static final class NewerFormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    NewerFormatException(long format) {
      super(
          "it has format "
              + format
              + " and this version of Tacet reads format 1 and "
              + FORMAT
              + ". Nothing is granted from this account by this version, and nothing is rewritten."
              + " Fix: use the version that wrote it");
    }
  }

  /** Looked at before anything else: how a later version seals its documents is not known. */
  static void requireKnownFormat(Map<String, Object> document) {
    if (document.get("format") instanceof Long format && format > FORMAT) {
      throw new NewerFormatException(format);
    }
  }

  static void requireFormatAndAccount(DocumentFields fields, String accountId) {
    long format = wholeNumber(fields, "format");
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format must be 1 or " + FORMAT + ". Provided value: " + format + ".");
    }
    requireAccount(fields, accountId);
  }

  static void requireAccount(DocumentFields fields, String accountId) {
    String given = text(fields, "account");
    if (!given.equals(accountId)) {
      throw new IllegalArgumentException(
          "it belongs to account '" + given + "' and not to '" + accountId + "'");
    }
  }

  static ApproximateDp loss(DocumentFields fields) {
    BigDecimal epsilon = exact(fields, "epsilon");
    return new ApproximateDp(epsilon, exact(fields, "delta"));
  }

  private static BigDecimal exact(DocumentFields fields, String field) {
    text(fields, field); // a number would have been a double to whoever wrote it
    return fields.decimal(field);
  }

  static String text(DocumentFields fields, String field) {
    if (fields.value(field) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(
        "%s must be a text. Provided value: %s.".formatted(field, fields.value(field)));
  }

  static List<String> texts(DocumentFields fields, String field) {
    return fields.list(field).stream()
        .map(
            element -> {
              if (element instanceof String text) {
                return text;
              }
              throw new IllegalArgumentException(
                  "%s must be a list of texts. Provided value: %s.".formatted(field, element));
            })
        .toList();
  }

  static long wholeNumber(DocumentFields fields, String field) {
    if (fields.value(field) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException(
        "%s must be a whole number. Provided value: %s.".formatted(field, fields.value(field)));
  }

  static Instant instant(DocumentFields fields, String field) {
    try {
      return Instant.parse(text(fields, field));
    } catch (DateTimeException bad) {
      throw new IllegalArgumentException(
          "%s must be a moment such as 2026-01-31T12:00:00Z. Provided value: %s."
              .formatted(field, fields.value(field)),
          bad);
    }
  }
}
