package org.tacet.jobs.budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tacet.accountant.ledger.AccountVerification;
import org.tacet.accountant.ledger.AccountVerification.Finding;
import org.tacet.accountant.ledger.LedgerHead;

/** What a look at accounts and manifests found. */
final class VerificationReport {

  private final Map<String, AccountVerification> accounts;
  private final ManifestCheck manifests;
  private final boolean withManifests;

  VerificationReport(
      Map<String, AccountVerification> accounts, ManifestCheck manifests, boolean withManifests) {
    this.accounts = accounts;
    this.manifests = manifests;
    this.withManifests = withManifests;
  }

  boolean isSound() {
    return manifests.findings().isEmpty()
        && accounts.values().stream().allMatch(AccountVerification::isSound);
  }

  List<String> lines(boolean json) {
    return json ? List.of(Json.indented(fields())) : text();
  }

  private List<String> text() {
    List<String> lines = new ArrayList<>();
    if (accounts.isEmpty()) {
      lines.add("No accounts.");
    }
    accounts.forEach(
        (id, found) -> {
          lines.add(
              "%s: %s; %d entries%s"
                  .formatted(
                      id,
                      found.isSound() ? "sound" : found.findings().size() + " findings",
                      found.entries(),
                      found
                          .head()
                          .map(head -> ", head %s:%d:%s".formatted(id, head.number(), head.mac()))
                          .orElse("")));
          found.findings().forEach(finding -> lines.add(line(finding)));
        });
    if (withManifests) {
      lines.add(
          "%d manifests compared: %s"
              .formatted(
                  manifests.compared(),
                  manifests.findings().isEmpty()
                      ? "none was changed"
                      : manifests.findings().size() + " findings"));
      manifests.findings().forEach(finding -> lines.add(line(finding)));
      suspectHeads().forEach(place -> lines.add("  one of these heads is named by " + place));
      manifests.notes().forEach(note -> lines.add("  note: " + note));
    }
    return lines;
  }

  private static String line(Finding finding) {
    return "  FOUND %s: %s".formatted(finding.where(), finding.problem());
  }

  /** Manifests whose account does not end before their head, or does not have it. */
  private List<String> suspectHeads() {
    return manifests.heads().entrySet().stream()
        .filter(named -> isSuspect(named.getKey()))
        .map(Map.Entry::getValue)
        .distinct()
        .toList();
  }

  private boolean isSuspect(LedgerHead head) {
    AccountVerification found = accounts.get(head.accountId());
    return found != null
        && (head.number() > found.entries()
            || found.findings().stream().anyMatch(each -> each.problem().contains(head.mac())));
  }

  private Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("sound", isSound());
    List<Object> each = new ArrayList<>();
    accounts.forEach(
        (id, found) -> {
          Map<String, Object> account = new LinkedHashMap<>();
          account.put("account", id);
          account.put("sound", found.isSound());
          account.put("entries", found.entries());
          account.put("head", found.head().map(VerificationReport::fields).orElse(null));
          account.put("findings", fields(found.findings()));
          each.add(account);
        });
    fields.put("accounts", each);
    if (withManifests) {
      Map<String, Object> compared = new LinkedHashMap<>();
      compared.put("compared", manifests.compared());
      compared.put(
          "findings",
          Stream.concat(
                  fields(manifests.findings()).stream(),
                  suspectHeads().stream()
                      .map(place -> fields(new Finding(place, "its head is not in the account"))))
              .toList());
      compared.put("notes", manifests.notes());
      fields.put("manifests", compared);
    }
    return fields;
  }

  private static Map<String, Object> fields(LedgerHead head) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", head.number());
    fields.put("mac", head.mac());
    return fields;
  }

  private static List<Map<String, Object>> fields(List<Finding> findings) {
    return findings.stream().map(VerificationReport::fields).toList();
  }

  private static Map<String, Object> fields(Finding finding) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("where", finding.where());
    fields.put("problem", finding.problem());
    return fields;
  }
}
