package org.tacet.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.ledger.Ledgers;

/** {@code budget create} and {@code budget show}, both without Spark. */
final class BudgetCommandTest {

  @TempDir private Path folder;

  private Path ledger() {
    return folder.resolve("ledger");
  }

  private CommandRun budget(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("budget", command, "--ledger", ledger().toString()));
    arguments.addAll(List.of(more));
    return CommandRun.withoutSpark(arguments.toArray(String[]::new));
  }

  private CommandRun create(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--account", "shop", "--unit", "customer"));
    arguments.addAll(List.of(more));
    return budget("create", arguments.toArray(String[]::new));
  }

  @Test
  void createsAnAccountOnce() {
    CommandRun run = create("--epsilon", "10", "--delta", "1e-6");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo("Account shop created: epsilon 10, delta 1e-6 for customer%n".formatted());
    assertThat(Ledgers.open(ledger().toString()).statement("shop").account().total())
        .isEqualTo(ApproximateDp.of("10", "0.000001"));

    CommandRun again = create("--epsilon", "1000");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err())
        .contains("There is an account 'shop'", "total cannot be changed", "Fix: ");
    assertThat(Ledgers.open(ledger().toString()).statement("shop").account().total().epsilon())
        .isEqualByComparingTo("10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epsilon 0 | --epsilon: is not above 0; given 0; legal: above 0; fix: ",
        "--epsilon -1 | --epsilon: is not above 0; given -1",
        "--epsilon ten | --epsilon: is not a number; given 'ten'; legal: a decimal number",
        "--epsilon NaN | --epsilon: is not a number; given 'NaN'",
        "--epsilon Infinity | --epsilon: is not a number; given 'Infinity'",
        "--epsilon 1e-99999 | --epsilon: has too many digits; given 1E-99999; legal: at most 64",
        "--epsilon 1e65 | --epsilon: has too many digits; given 1E+65",
        "--epsilon 1 --delta 1 | --delta: is out of range; given 1; legal: 0 to below 1; fix: ",
        "--epsilon 1 --delta -0.1 | --delta: is out of range; given -0.1",
        "--delta 1e-6 | Missing required option: '--epsilon=<number>'",
      })
  void refusesATotalThatIsNone(String arguments, String message) {
    CommandRun run = create(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: ").contains(message);
    assertThat(ledger()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"../shop,customer,--account", "shop,' ',--unit", "'',customer,--account"})
  void refusesIdsAndUnitsThatAreNone(String account, String unit, String argument) {
    CommandRun run = budget("create", "--account", account, "--unit", unit, "--epsilon", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(argument + ": is ", "; given '", "; legal: 1 to ", "; fix: ");
    assertThat(ledger()).doesNotExist();
  }

  @Test
  void showsEveryAccountInALine() {
    create("--epsilon", "10", "--delta", "1e-6");
    budget("create", "--account", "b", "--unit", "patient", "--epsilon", "0.5");

    CommandRun run = budget("show");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "  ")).skip(2))
        .containsExactly(
            "b  epsilon 0.5  epsilon 0  epsilon 0.5  patient",
            "shop  epsilon 10, delta 1e-6  epsilon 0  epsilon 10, delta 1e-6  customer");
  }

  @Test
  void showsTheReleasesOfOneAccount() {
    create("--epsilon", "10", "--delta", "1e-6");
    Ledger opened = Ledgers.open(ledger().toString());
    for (String id : List.of("published", "refunded", "running")) {
      opened.reserve(
          "shop",
          new ReservationRequest(id, ApproximateDp.of("1", "1e-8"), "hash", "file:/out/" + id));
    }
    opened.markReading("shop", "published", "files");
    opened.commit("shop", "published", "manifest");
    opened.abandon("shop", "refunded");

    CommandRun run = budget("show", "--account", "shop");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("epsilon 8, delta 9.8e-7")
        .containsPattern(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +committed +epsilon 1, delta 1e-8 +\\S+ +published")
        .containsPattern("abandoned +epsilon 1, delta 1e-8 \\(refunded\\) +\\S+ +refunded")
        .containsPattern("reserved +epsilon 1, delta 1e-8 +\\S+ +running")
        .contains("  file:/out/published")
        .doesNotContain("never published");
  }

  @Test
  void anAccountWithoutReleasesSaysSo() {
    create("--epsilon", "1");

    assertThat(budget("show", "--account", "shop").out()).contains("No release was charged yet.");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    CommandRun noLedger = budget("show");
    assertThat(noLedger.exitCode()).isEqualTo(1);
    assertThat(noLedger.err()).contains("There is no ledger folder " + ledger(), "Fix: ");

    create("--epsilon", "1");
    CommandRun noAccount = budget("show", "--account", "other");
    assertThat(noAccount.exitCode()).isEqualTo(2);
    assertThat(noAccount.err()).contains("No account 'other' in the ledger " + ledger(), "Fix: ");

    CommandRun noId = budget("show", "--account", "../shop");
    assertThat(noId.exitCode()).isEqualTo(2);
    assertThat(noId.err()).contains("--account: is not an account's id; given '../shop'");

    Path file = Files.writeString(folder.resolve("file"), "");
    CommandRun aFile = CommandRun.withoutSpark("budget", "show", "--ledger", file.toString());
    assertThat(aFile.exitCode()).isEqualTo(1);
    assertThat(aFile.err()).contains(file + " is a file. Fix: ");
  }

  @Test
  void aDamagedLedgerIsNamedAndSpendsNothing() throws IOException {
    create("--epsilon", "1");
    Path entry = Files.writeString(ledger().resolve("shop/00000001.json"), "{");

    CommandRun run = budget("show", "--account", "shop");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("tacet: budget show: ").contains(entry.toString());
  }
}
