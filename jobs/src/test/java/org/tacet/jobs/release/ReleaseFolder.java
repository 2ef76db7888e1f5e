package org.tacet.jobs.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.jobs.CommandRun;

/** A folder with a spec, a ledger that holds its account, and a place for the output. */
final class ReleaseFolder {

  static final String ACCOUNT = "visitors";

  static final String SPEC =
      """
      release: events-by-city
      account: visitors
      parameters:
        data: {type: string}
        since: {type: date, default: 2020-01-01}
      sources:
        events: {path: "${data}/events", private: {unit: [id]}}
        cities: {path: "${data}/cities", public: true}
      from: events
      joins:
        - {table: cities, on: {city: name}}
      where: "day >= date '${since}'"
      group_by: [city]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 4]}}
        - {name: people, privacy_units: {}}
        - {name: spent, sum: {value: amount, contribution_bounds_per_group: [0, 64]}}
      privacy: {epsilon: 40, delta: 1e-7}
      """;

  private static final Path DATA = SampleEvents.write();

  private final Path root;

  ReleaseFolder(Path root) {
    this.root = root;
    spec(SPEC);
    ledger()
        .create(
            Account.now(
                ACCOUNT, "visitors of the cities", ApproximateDp.of("100", "1e-6"), "tests"));
  }

  /** Where the tables of {@link SampleEvents} lie; tests only read there. */
  static Path data() {
    return DATA;
  }

  Path root() {
    return root;
  }

  Path specFile() {
    return root.resolve("spec.yaml");
  }

  Path output() {
    return root.resolve("out");
  }

  Path ledgerFolder() {
    return root.resolve("ledger");
  }

  Ledger ledger() {
    return Ledgers.open(ledgerFolder().toString());
  }

  /** The newest entry of each release. */
  List<LedgerEntry> releases() {
    return ledger().releases(ACCOUNT);
  }

  /** What was charged, by sums of epsilon and delta. */
  ApproximateDp spent() {
    return statement().spent(Instant.now());
  }

  AccountStatement statement() {
    return ledger().statement(ACCOUNT);
  }

  ReleaseFolder spec(String yaml) {
    try {
      Files.writeString(specFile(), yaml);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a passage of the spec, which has to be there once. */
  ReleaseFolder spec(String passage, String replacement) {
    if (SPEC.split(java.util.regex.Pattern.quote(passage), -1).length != 2) {
      throw new IllegalArgumentException("not once in the spec: " + passage);
    }
    return spec(SPEC.replace(passage, replacement));
  }

  /** The arguments of a release with this folder's spec, data, ledger and output. */
  String[] arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("release", specFile().toString(), "--set", "data=" + DATA));
    List<String> given = Arrays.asList(more);
    if (!given.contains("--ledger")) {
      arguments.addAll(List.of("--ledger", ledgerFolder().toString()));
    }
    if (!given.contains("--output")) {
      arguments.addAll(List.of("--output", output().toString()));
    }
    arguments.addAll(given);
    return arguments.toArray(String[]::new);
  }

  CommandRun release(String... more) {
    return CommandRun.of(arguments(more));
  }

  /** Every file below the folder with its content, but for the spec. */
  Map<String, String> content() {
    try (Stream<Path> files = Files.walk(root)) {
      Map<String, String> content = new TreeMap<>();
      for (Path file : files.filter(file -> !file.equals(specFile())).toList()) {
        String name = root.relativize(file).toString();
        content.put(
            name,
            Files.isDirectory(file)
                ? "(folder)"
                : new String(
                    Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
