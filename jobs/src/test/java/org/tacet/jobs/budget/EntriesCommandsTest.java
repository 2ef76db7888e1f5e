package org.tacet.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.jobs.CommandRun;

/** {@code budget history}, {@code budget export} and {@code budget abandon}. */
final class EntriesCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private ShopLedger shop;

  @BeforeEach
  void shop() {
    shop = new ShopLedger(folder);
    shop.create("--epsilon", "10");
  }

  @Test
  void historyListsEveryChange() throws IOException {
    assertThat(shop.ofShop("history").out()).contains("No release was charged yet.");
    shop.committed("published");
    shop.reserved("refunded");
    shop.open().abandon("shop", "refunded", 1);

    CommandRun run = shop.ofShop("history");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern(
            "1 +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +reserved +1 +epsilon 1 +\\S+ +published")
        .containsPattern("3 +\\S+ \\S+ +committed +1 +epsilon 1 +\\S+ +published")
        .containsPattern("5 +\\S+ \\S+ +abandoned +1 +epsilon 1 \\(refunded\\) +\\S+ +refunded")
        .contains("  " + shop.request("published").output());

    assertThat(shop.ofShop("history", "--limit", "2").out())
        .contains("abandoned", "3 earlier entries are not shown")
        .doesNotContain("committed");
    JsonNode json = JSON.readTree(shop.ofShop("history", "--release", "published", "--json").out());
    assertThat(json).hasSize(3);
    assertThat(json.at("/1/state").textValue()).isEqualTo("READING");
    assertThat(json.at("/1/input_files").textValue()).contains("rows.parquet");
    assertThat(json.at("/1/charge/loss").textValue()).isEqualTo("1");
    assertThat(json.at("/1/event/type").textValue()).isEqualTo("Laplace");
  }

  @Test
  void historyRefusesWhatIsNotThere() {
    assertThat(shop.ofShop("history", "--limit", "0").err()).contains("--limit: is too small");
    CommandRun none = shop.ofShop("history", "--release", "none");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("--release: is not recorded in account shop; given 'none'");
    assertThat(shop.ofShop("history", "--release", "a/../b").err())
        .contains("--release: is not a release's id");
  }

  @Test
  void exportWritesAllEntries() throws IOException {
    assertThat(shop.ofShop("export", "--format", "csv").out().lines()).hasSize(1);
    shop.committed("published");

    Path file = folder.resolve("entries.csv");
    CommandRun run = shop.ofShop("export", "--format", "csv", "--output", file.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Wrote 3 entries to " + file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .startsWith("account,number,when,state,release,")
        .contains(",charge_loss,charge_delta,");
    assertThat(lines.get(1))
        .startsWith("shop,1,2")
        .contains(",RESERVED,published,published,1,\"{\"\"type\"\":\"\"Laplace\"\",");

    JsonNode json = JSON.readTree(shop.ofShop("export", "--format", "json").out());
    assertThat(json).hasSize(3);
    TreeSet<String> fields = new TreeSet<>();
    json.get(0).fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsAll(
            EntryFields.COLUMNS.stream().filter(name -> !name.startsWith("charge_")).toList())
        .hasSize(EntryFields.COLUMNS.size() - 1);
  }

  @Test
  void csvHasAsManyCellsAsColumnsAndNoFormula() {
    shop.open().reserve("shop", shop.request("odd", "=HYPERLINK(\"http://x\",\"y\")\nnext"));

    String csv = shop.ofShop("export", "--format", "csv").out();

    assertThat(csv)
        .contains(",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\nnext\",")
        .doesNotContain(",=", "\n=");
  }

  @Test
  void exportRefusesAFormatOrPlaceThatIsNone() {
    assertThat(shop.ofShop("export", "--format", "xml").exitCode()).isEqualTo(2);
    CommandRun run = shop.ofShop("export", "--format", "csv", "--output", folder.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--output: is a folder");
  }

  @Test
  void abandonRefundsWhatWasReservedOnly() throws IOException {
    shop.reserved("waiting");
    shop.reading("lost");
    shop.committed("published");

    CommandRun run = shop.ofShop("abandon", "--release-id", "waiting");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo("Release waiting abandoned: epsilon 1 refunded to shop.%n".formatted());
    assertThat(shop.open().release("shop", "waiting").orElseThrow().state())
        .isEqualTo(EntryState.ABANDONED);

    for (List<String> wrong :
        List.of(
            List.of("waiting", "is ABANDONED and was refunded already"),
            List.of("lost", "is READING and stays charged: rows may have been read"),
            List.of("published", "is COMMITTED: its result is published"),
            List.of("none", "is not recorded in account shop"),
            List.of("../x", "is not a release's id"))) {
      CommandRun refused = shop.ofShop("abandon", "--release-id", wrong.get(0));
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
      assertThat(refused.err()).contains("--release-id: " + wrong.get(1), "fix: ");
    }
    assertThat(shop.open().statement("shop").budget().lifetimeCharged().loss())
        .isEqualByComparingTo("2");
  }

  @Test
  void aReleaseWhoseProcessRunsIsNotAbandoned() throws IOException {
    try (WaitingRelease running = WaitingRelease.of(folder, "running")) {
      CommandRun refused = shop.ofShop("abandon", "--release-id", "running");
      assertThat(refused.exitCode()).as(refused.err()).isEqualTo(4);
      assertThat(refused.err())
          .contains("running is run right now by process " + running.processId(), "fix: ");
      assertThat(shop.ofShop("show").out())
          .contains("Unsettled: running is RESERVED", "runs on this host: wait");
    }

    assertThat(shop.ofShop("show").out())
        .contains("its process has ended before it read a row: run it again under the same id");
    assertThat(shop.ofShop("abandon", "--release-id", "running").exitCode()).isZero();
  }
}
