package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.jobs.CommandRun;

/** {@code release --dry-run}: a plan from schemas alone. */
final class DryRunTest {

  @TempDir private Path root;

  private ReleaseFolder folder;

  @BeforeEach
  void folder() {
    folder = new ReleaseFolder(root);
  }

  @Test
  void printsPlanNoiseErrorsKeepProbabilitiesAndCost() {
    CommandRun run = folder.release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().replaceAll(" {2,}", "  ")))
        .containsSubsequence(
            "Release:  events-by-city",
            "Account:  visitors",
            "Guarantee:  epsilon 40, delta 1e-7; exact discrete sampler",
            "Privacy unit: id; neighbours differ by all rows of one unit",
            "Groups:  city; selected privately",
            "Bounds:  a privacy unit counts in at most 1 group",
            "column  aggregate  bounds  grid  noise  scale  95 % error",
            "visits  count  [0, 4] a unit and group  1  discrete_laplace  0.3  +- 1",
            "people  privacy_units  1 a unit and group  1  discrete_laplace  0.075  +- 0",
            "spent  sum(amount)  [0, 64] a unit and group  2^-18  discrete_laplace  4.8  +- 14.38",
            "A group is published where its noised people reaches 3.",
            "privacy units in a group  chance to be published",
            "1  2.6e-10 %",
            "cost of  privacy loss",
            "visits  epsilon 13.3334",
            "group selection  epsilon 0, delta 1e-7",
            "the release  epsilon 40, delta 1e-7",
            "Dry run: no row was read, nothing was charged or published.");
    assertThat(run.err())
        .startsWith("warning: privacy.epsilon is 40")
        .endsWith("%n[1/7] plan: trace sources, calibrate noise%n".formatted());
  }

  /** Why each row belongs to one unit, node by node. */
  @Test
  void printsTheTraceDownToTheSources() {
    CommandRun run =
        folder
            .spec(
                "bounds: {max_groups_contributed: 1}",
                "bounds: {max_groups_contributed: 1, max_rows_joined: 7}")
            .release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    int first =
        lines.indexOf("Trace:        each row belongs to one id; rows without are left out");
    assertThat(first).isPositive();
    assertThat(lines.get(first + 1)).startsWith("                filter: day >= date '");
    assertThat(lines.get(first + 2))
        .isEqualTo(
            "                  join with public rows: (city = name); a row meets no more than public tables and the spec say");
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("source events: " + ReleaseFolder.data().resolve("events") + ", unit id")
        .contains("source cities: " + ReleaseFolder.data().resolve("cities") + ", public");
    assertThat(run.err()).contains("warning: max_rows_joined is 7, and bounds nothing");
  }

  /** Neighbours, bounds and noise of rows that are the units (P1). */
  @Test
  void printsHowManyRowsAreProtectedTogether() {
    folder.spec(
        """
        release: events-by-city
        account: visitors
        parameters:
          data: {type: string}
        sources:
          events: {path: "${data}/events", private: {rows: 3}}
        from: events
        group_by: [city]
        groups: {public: {values: [{city: Bern}]}}
        aggregates:
          - {name: visits, count: {}}
          - {name: spent, sum: {value: amount, contribution_bounds_per_row: [0, 64]}}
          - {name: people, privacy_units: {}}
        privacy: {epsilon: 3}
        """);
    CommandRun run = folder.release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().replaceAll(" {2,}", "  ")))
        .containsSubsequence(
            "Privacy unit: any 3 rows; neighbours differ by up to 3 rows",
            "Bounds:  a row counts in at most 1 group",
            "Assumes:  nobody whose presence is to be hidden has more than 3 rows in events",
            "visits  count  1 a row, for 3 rows  1  discrete_laplace  3  +- 9",
            "people  privacy_units  1 a row, for 3 rows  1  discrete_laplace  3  +- 9");
    assertThat(run.out()).contains("[0, 64] a row, for 3 rows");
  }

  @Test
  void saysThatNoiseOfGooglesLibraryIsNotExact() {
    CommandRun run =
        folder
            .spec("{epsilon: 40, delta: 1e-7}", "{epsilon: 4, delta: 1e-7, noise_source: google}")
            .release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().replaceAll(" {2,}", "  ")))
        .containsSubsequence(
            "Guarantee:  epsilon 4, delta 1e-7; noise not exact: LaplaceNoise of"
                + " com.google.privacy:differentialprivacy:1.0.0, rounded to steps",
            "people  privacy_units  1 a unit and group  1  rounded_laplace  1  +- 3",
            "group selection  epsilon 1, delta 1e-7");
    assertThat(run.out()).contains(" always\n").doesNotContain("reaches", "exact discrete");
  }

  /** Without a count of privacy units, groups are chosen by a table, which costs an epsilon. */
  @Test
  void printsTheTableOfAReleaseThatCountsNoUnits() {
    CommandRun run =
        folder
            .spec(
                """
                bounds: {max_groups_contributed: 1}
                aggregates:
                  - {name: visits, count: {contribution_bounds_per_group: [0, 4]}}
                  - {name: people, privacy_units: {}}
                """,
                """
                bounds: {max_groups_contributed: 1, max_rows_contributed: 1}
                aggregates:
                  - {name: visits, count: {contribution_bounds_per_group: [0, 4]}}
                  - {name: people, count: {max_rows_per_group: 1}}
                """)
            .release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.strip().replaceAll(" {2,}", "  ")))
        .containsSubsequence(
            "Bounds:  a privacy unit counts in at most 1 group",
            "and for at most 1 row over all of them",
            "privacy units in a group  chance to be published",
            "1  9.9e-6 %",
            "group selection  epsilon 10, delta 1e-7");
    assertThat(run.err()).contains("max_rows_contributed is 1, and bounds nothing");
    assertThat(run.out()).contains(" always\n").doesNotContain("reaches");
  }

  /** Parts of a joint composition don't add up: what they compose to stands below them. */
  @Test
  void printsWhatPartsOfAJointCompositionComposeTo() {
    CommandRun run =
        folder
            .spec("max_groups_contributed: 1", "max_groups_contributed: 200")
            .release("--dry-run");

    assertThat(run.exitCode()).as(run.err()).isZero();
    List<String> lines =
        run.out().lines().map(line -> line.strip().replaceAll(" {2,}", "  ")).toList();
    String composed =
        lines.stream().filter(line -> line.startsWith("all composed (pld)")).findFirst().orElse("");
    assertThat(composed).startsWith("all composed (pld)  epsilon 39.99");
    assertThat(lines).contains("the release  epsilon 40, delta 1e-7");
  }

  @Test
  void chargesAndWritesNothingAndNeedsNoLedger() {
    CommandRun run =
        folder.release("--dry-run", "--ledger", root.resolve("no-such-ledger").toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(root.resolve("no-such-ledger")).doesNotExist();
    assertThat(folder.releases()).isEmpty();
    assertThat(root)
        .isDirectoryNotContaining(file -> file.getFileName().toString().contains("out"));
  }

  /**
   * The pages that hold the rows are overwritten, the footers that hold the schema are not: what
   * prints the same plan has not read a row.
   */
  @Test
  void readsNoRow() throws IOException {
    Path data = root.resolve("data");
    for (String table : List.of("events", "cities")) {
      copyWithoutRows(ReleaseFolder.data().resolve(table), data.resolve(table));
    }
    String plan = folder.release("--dry-run").out();

    CommandRun dryRun = folder.release("--dry-run", "--set", "data=" + data);

    assertThat(dryRun.exitCode()).as(dryRun.err()).isZero();
    // The trace names the folder, by whose length its lines are broken.
    assertThat(dryRun.out().replaceAll("\\s+", " "))
        .isEqualTo(
            plan.replaceAll("\\s+", " ").replace(ReleaseFolder.data().toString(), data.toString()));

    CommandRun release = folder.release("--set", "data=" + data);
    assertThat(release.exitCode()).as("a release that reads rows fails on them").isEqualTo(1);
    assertThat(release.err()).contains("failed in phase noise", "nothing was published");
    assertThat(folder.output()).doesNotExist();
    assertThat(folder.releases())
        .extracting(entry -> entry.state())
        .containsExactly(EntryState.READING);
  }

  private static void copyWithoutRows(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
        Files.write(to.resolve(file.getFileName()), withoutRows(Files.readAllBytes(file)));
      }
    }
  }

  /** Parquet: "PAR1", pages, footer, the footer's length in 4 bytes, "PAR1". */
  private static byte[] withoutRows(byte[] parquet) {
    int footerLength =
        ByteBuffer.wrap(parquet).order(ByteOrder.LITTLE_ENDIAN).getInt(parquet.length - 8);
    byte[] copy = parquet.clone();
    Arrays.fill(copy, 4, parquet.length - 8 - footerLength, (byte) 0xff);
    return copy;
  }
}
