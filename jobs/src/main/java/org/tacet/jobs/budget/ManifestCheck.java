package org.tacet.jobs.budget;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.ledger.AccountVerification.Finding;
import org.tacet.accountant.ledger.CorruptLedgerException;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.engine.publish.PublishedManifest;

/**
 * Compares published manifests with the entries of their releases. A manifest that the ledger knows
 * by its hash vouches for the head it names; what is not there any more is told of and is no
 * finding, since a published result may be deleted.
 */
final class ManifestCheck {

  private final Ledger ledger;
  private final Supplier<Configuration> hadoop;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<LedgerHead, String> heads = new LinkedHashMap<>();
  private int compared;

  ManifestCheck(Ledger ledger, Supplier<Configuration> hadoop) {
    this.ledger = ledger;
    this.hadoop = hadoop;
  }

  /** What contradicts the ledger. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** What could not be compared, and why. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** How many manifests were compared. */
  int compared() {
    return compared;
  }

  /** The heads that manifests name, each with the manifest's place. */
  Map<LedgerHead, String> heads() {
    return heads;
  }

  /** Every committed release of an account whose output is a folder. */
  void published(String account) {
    List<LedgerEntry> releases;
    try {
      releases = ledger.releases(account);
    } catch (CorruptLedgerException broken) {
      notes.add("the manifests of " + account + " were not compared, as its entries can't be read");
      return;
    }
    int tables = 0;
    for (LedgerEntry entry : releases) {
      if (entry.state() == EntryState.COMMITTED && !PublishedManifest.isFileOf(entry.output())) {
        tables++;
      } else if (entry.state() == EntryState.COMMITTED) {
        compare(account, entry);
      }
    }
    if (tables > 0) {
      notes.add(
          "%d releases of %s are tables, whose manifests are not looked at"
              .formatted(tables, account));
    }
  }

  private void compare(String account, LedgerEntry entry) {
    Optional<PublishedManifest> found;
    try {
      found = PublishedManifest.at(entry.output(), hadoop.get());
    } catch (IOException | IllegalArgumentException unreadable) {
      notes.add(
          "the manifest of %s at %s can't be read".formatted(entry.releaseId(), entry.output()));
      return;
    }
    if (found.isEmpty()) {
      notes.add("%s is not at %s any more".formatted(entry.releaseId(), entry.output()));
      return;
    }
    compared++;
    PublishedManifest manifest = found.get();
    if (manifest.hash().equals(entry.manifestHash())) {
      manifest.heads().stream()
          .filter(head -> head.accountId().equals(account))
          .forEach(head -> heads.put(head, manifest.place()));
    } else if (isAnothers(manifest, entry.releaseId())) {
      notes.add(
          "%s was replaced at %s by %s"
              .formatted(entry.releaseId(), entry.output(), manifest.releaseId().orElseThrow()));
    } else {
      findings.add(
          new Finding(
              manifest.place(),
              "it is not the manifest that entry %d of %s has the hash of: it was changed or replaced after publishing"
                  .formatted(entry.number(), account)));
    }
  }

  /** Whether it is that of another release, which took the place and is in the ledger itself. */
  private boolean isAnothers(PublishedManifest manifest, String releaseId) {
    return manifest.releaseId().filter(id -> !id.equals(releaseId)).isPresent()
        && manifest.heads().stream()
            .anyMatch(
                head ->
                    recorded(head.accountId(), manifest)
                        .filter(entry -> entry.manifestHash().equals(manifest.hash()))
                        .isPresent());
  }

  /** One manifest, by its place: its release in each account that it names. */
  void named(PublishedManifest manifest) {
    compared++;
    String id = manifest.releaseId().orElseThrow();
    for (LedgerHead head : manifest.heads()) {
      String account = head.accountId();
      if (!ledger.accounts().contains(account)) {
        findings.add(
            new Finding(
                manifest.place(),
                "it names account " + account + ", which the ledger does not have"));
        continue;
      }
      heads.put(head, manifest.place());
      Optional<LedgerEntry> entry = recorded(account, manifest);
      if (entry.isEmpty()) {
        findings.add(
            new Finding(
                manifest.place(), "its release " + id + " is not recorded in account " + account));
      } else if (entry.get().state() != EntryState.COMMITTED) {
        notes.add(
            "release %s is %s in account %s, so that its manifest's hash is not known there"
                .formatted(id, entry.get().state(), account));
      } else if (!entry.get().manifestHash().equals(manifest.hash())) {
        findings.add(
            new Finding(
                manifest.place(),
                "its hash is not the one of entry %d of %s: it was changed after publishing"
                    .formatted(entry.get().number(), account)));
      }
    }
    if (manifest.heads().isEmpty()) {
      notes.add(manifest.place() + " names no account: it is of a version before heads");
    }
  }

  private Optional<LedgerEntry> recorded(String account, PublishedManifest manifest) {
    try {
      return ledger.release(account, manifest.releaseId().orElseThrow());
    } catch (CorruptLedgerException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }
}
