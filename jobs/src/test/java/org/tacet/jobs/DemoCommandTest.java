package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.engine.ledger.Ledgers;

/** {@code demo}: everything, twice. */
final class DemoCommandTest {

  @TempDir private Path folder;

  private CommandRun demo() {
    return CommandRun.of("demo", "--scale", "0.01", "--folder", folder.toString());
  }

  @Test
  void showsEverythingAndAgainOnTheSameDataAndAccount() throws IOException {
    CommandRun first = demo();

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out().lines().filter(line -> line.startsWith("== ")))
        .containsExactly(
            "== 1. Sample data: the TPC-H tables customer, orders, nation",
            "== 2. An account: what all releases on these customers may cost together",
            "== 3. The plan, as release --dry-run prints it: no row is read for it",
            "== 4. The release",
            "== Where everything lies");
    assertThat(first.out())
        .contains(
            "Written: " + folder.resolve("data-0.01"),
            "Account tpch-customers: epsilon 100, delta 1e-6 in all",
            "Guarantee:    epsilon 4, delta 1e-8",
            "revenue    sum(o_totalprice)  [0, 800,000] a unit and group",
            "Published:    file:" + folder.resolve("release-1"),
            "budget show --ledger " + folder.resolve("ledger"));
    assertThat(folder.resolve("release-1/_manifest.json")).exists();
    Path table = folder.resolve("data-0.01/orders/_SUCCESS");
    FileTime written = Files.getLastModifiedTime(table);

    CommandRun second = demo();

    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out())
        .contains(
            "Generated before: ",
            "epsilon 96, delta 9.9e-7 left",
            "Published:    file:" + folder.resolve("release-2"));
    assertThat(Files.getLastModifiedTime(table)).isEqualTo(written);
    Ledger ledger = Ledgers.open(folder.resolve("ledger").toString());
    assertThat(ledger.statement("tpch-customers").spent(Instant.now()).epsilon())
        .isEqualByComparingTo("8");
    assertThat(ledger.releases("tpch-customers"))
        .extracting(entry -> entry.state())
        .containsExactly(EntryState.COMMITTED, EntryState.COMMITTED);
  }

  @Test
  void whatItSaysToTypeNextWorks() throws IOException {
    CommandRun demo = demo();
    List<String> commands =
        demo.out()
            .lines()
            .filter(line -> line.startsWith("  ./spark-submit.sh "))
            .map(line -> line.replace("  ./spark-submit.sh ", ""))
            .toList();

    assertThat(commands).hasSize(2);
    for (String command : commands) {
      CommandRun run = CommandRun.of(command.split(" "));
      assertThat(run.exitCode()).as(command + ": " + run.err()).isZero();
    }
    assertThat(Files.readString(folder.resolve("demo.yaml"))).contains("release: orders-by-nation");
  }

  @Test
  void refusesAScaleThatIsNone() {
    CommandRun run = CommandRun.of("demo", "--scale", "0", "--folder", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--scale");
    assertThat(folder).isEmptyDirectory();
  }
}
