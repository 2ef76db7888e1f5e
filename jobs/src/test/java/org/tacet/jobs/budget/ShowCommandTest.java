package org.tacet.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.jobs.CommandRun;

/** {@code budget show}. */
final class ShowCommandTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private ShopLedger shop;

  @BeforeEach
  void shop() {
    shop = new ShopLedger(folder);
  }

  @Test
  void showsEveryAccountInALine() {
    shop.create("--epsilon", "10");
    shop.budget("create", "--account", "b", "--unit", "patient", "--epsilon", "0.5");

    CommandRun run = shop.budget("show");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "  ")).skip(2))
        .containsExactly(
            "b  epsilon 0.5  epsilon 0  epsilon 0.5  patient",
            "shop  epsilon 10  epsilon 0  epsilon 10  customer");
  }

  @Test
  void anAccountThatCantBeReadHidesNoOther() throws IOException {
    shop.create("--epsilon", "10");
    shop.budget("create", "--account", "b", "--unit", "patient", "--epsilon", "0.5");
    shop.reserved("one");
    Files.writeString(shop.entry(1), "torn");

    CommandRun run = shop.budget("show");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .anyMatch(line -> line.startsWith("b  "))
        .anyMatch(line -> line.startsWith("shop can't be read: "));

    CommandRun asJson = shop.budget("show", "--json");
    assertThat(asJson.exitCode()).isEqualTo(1);
    JsonNode accounts = JSON.readTree(asJson.out());
    assertThat(accounts.findValuesAsText("account")).containsExactly("b", "shop");
    assertThat(accounts.get(1).path("error").asText()).isNotEmpty();
  }

  @Test
  void showsWhatIsSpentAndWhatWaits() throws IOException {
    shop.create("--epsilon", "10");
    shop.committed("published");
    shop.reading("lost");
    shop.reserved("waiting");

    CommandRun run = shop.ofShop("show");

    assertThat(run.exitCode()).as(run.err()).isZero();
    LedgerHead head = shop.open().statement("shop").head();
    assertThat(run.out().lines().map(line -> line.replaceAll(" {2,}", "  ")))
        .contains(
            "Account: shop",
            "total  epsilon 10  epsilon 3  epsilon 3  epsilon 7",
            "Head: shop:6:" + head.mac(),
            "Releases: 3")
        .anyMatch(line -> line.startsWith("Unsettled: lost is READING since 2"))
        .anyMatch(
            line ->
                line.startsWith("Unsettled: waiting is RESERVED since 2")
                    && line.endsWith("budget abandon --account shop --release-id waiting"));
  }

  @Test
  void aWindowSaysWhenItRenews() {
    shop.create("--epsilon", "2", "--renew", "7-days", "--lifetime-epsilon", "5");
    shop.reserved("first");

    String out = shop.ofShop("show").out();

    assertThat(out.lines().map(line -> line.replaceAll(" {2,}", "  ")))
        .contains(
            "window  epsilon 2  epsilon 1  epsilon 1  epsilon 1",
            "lifetime  epsilon 5  epsilon 1  epsilon 1  epsilon 4",
            "Lifetime loss: within epsilon 5");
    assertThat(out)
        .containsPattern(
            "Window: any 7 consecutive days \\(UTC\\); on \\d{4}-\\d\\d-\\d\\d 00:00:00 \\(UTC\\) epsilon 1 will be back");
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    shop.budget("create", ROOT.resolve("conf/examples/account.yaml").toString());
    shop.create("--epsilon", "10");
    shop.reserved("waiting");

    JsonNode one = JSON.readTree(shop.ofShop("show", "--json").out());

    assertThat(one.at("/account").textValue()).isEqualTo("shop");
    assertThat(one.at("/filter").textValue()).isEqualTo("basic");
    assertThat(one.at("/total/epsilon").textValue()).isEqualTo("10");
    assertThat(one.at("/charged/loss").textValue()).isEqualTo("1");
    assertThat(one.at("/remaining/loss").textValue()).isEqualTo("9");
    assertThat(one.at("/head/number").longValue()).isEqualTo(1);
    assertThat(one.at("/unsettled/0/release").textValue()).isEqualTo("waiting");

    JsonNode all = JSON.readTree(shop.budget("show", "--json").out());
    assertThat(all).hasSize(2);
    JsonNode other = all.get(1);
    assertThat(other.at("/filter").textValue()).isEqualTo("zcdp");
    assertThat(other.at("/window/window_periods").intValue()).isEqualTo(30);
    assertThat(other.at("/lifetime/cap/epsilon").textValue()).isEqualTo("40");
    assertThat(other.at("/tables/1/total/epsilon").textValue()).isEqualTo("1");
    assertThat(other.at("/purposes/finance/remaining/loss").textValue()).isNotBlank();
  }

  @Test
  void countsHowManyMoreFit() throws IOException {
    shop.create("--epsilon", "10.5");
    shop.reserved("first");

    assertThat(shop.ofShop("show", "--like", "first").out())
        .contains("Room for 9 more like first (by release first)");

    Path spec = folder.resolve("spec.yaml");
    Files.writeString(
        spec,
        Files.readString(ROOT.resolve("conf/demo.yaml"))
            .replace("account: tpch-customers", "account: shop"));
    CommandRun never = shop.ofShop("show", "--like", spec.toString(), "--set", "data=/tables");
    assertThat(never.exitCode()).as(never.err()).isZero();
    assertThat(never.out()).contains("Room for at least 0 more like " + spec);

    shop.open().reserve("shop", shop.request("second", "orders-by-nation-and-year"));
    assertThat(shop.ofShop("show", "--like", spec.toString(), "--set", "data=/tables").out())
        .contains("Room for 8 more like", "(by the newest release of that name, second)");
    JsonNode json = JSON.readTree(shop.ofShop("show", "--like", "second", "--json").out());
    assertThat(json.at("/more/count").longValue()).isEqualTo(8);
  }

  @Test
  void refusesWhatCannotBeCompared() {
    shop.create("--epsilon", "10");

    for (List<String> wrong :
        List.of(
            List.of("other", "--like: is not recorded in account shop; given 'other'"),
            List.of("../x", "--like: is not a release's id"),
            List.of(ROOT.resolve("conf/demo.yaml").toString(), "parameters.data"),
            List.of("x".repeat(10_000), "(10000 characters)"))) {
      CommandRun run = shop.ofShop("show", "--like", wrong.get(0));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains(wrong.get(1)).hasSizeLessThan(1_000);
    }
    CommandRun others =
        shop.ofShop(
            "show", "--like", ROOT.resolve("conf/demo.yaml").toString(), "--set", "data=/x");
    assertThat(others.err()).contains("--like: is charged to other accounts: tpch-customers");
    assertThat(shop.budget("show", "--like", "x").err()).contains("--like: is about one account");
  }

  @Test
  void drawsWhatWasSpentOverTime() throws IOException {
    shop.create("--epsilon", "10", "--renew", "month", "--lifetime-epsilon", "20");
    shop.reserved("first");
    shop.reserved("second");
    shop.open().abandon("shop", "second", 1);
    Path picture = folder.resolve("spending.svg");

    CommandRun run = shop.ofShop("show", "--plot", picture.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("Wrote " + picture);
    assertThat(Files.readString(picture))
        .startsWith("<svg ")
        .endsWith("</svg>\n")
        .contains(
            ">shop: epsilon charged, of epsilon 10<",
            ">in the window<",
            ">limit of a window<",
            ">lifetime<",
            ">lifetime cap<",
            ">time (UTC)<")
        .doesNotContain("NaN", "Infinity");
    assertThat(shop.ofShop("show", "--plot", folder.toString()).err())
        .contains("--plot: is a folder");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    CommandRun noLedger = shop.budget("show");
    assertThat(noLedger.exitCode()).isEqualTo(1);
    assertThat(noLedger.err()).contains("There is no ledger folder " + shop.path(), "Fix: ");

    shop.create("--epsilon", "1");
    for (String command : List.of("show", "history", "verify")) {
      CommandRun noAccount = shop.budget(command, "--account", "other");
      assertThat(noAccount.exitCode()).as(noAccount.err()).isEqualTo(2);
      assertThat(noAccount.err())
          .contains("No account 'other' in the ledger " + shop.path(), "Fix: ");

      CommandRun noId = shop.budget(command, "--account", "../shop");
      assertThat(noId.exitCode()).isEqualTo(2);
      assertThat(noId.err()).contains("--account: is not an account's id; given '../shop'");

      CommandRun longId = shop.budget(command, "--account", "a".repeat(10_000));
      assertThat(longId.exitCode()).isEqualTo(2);
      assertThat(longId.err()).contains("(10000 characters)").hasSizeLessThan(500);
    }

    Path file = Files.writeString(folder.resolve("file"), "");
    CommandRun aFile = CommandRun.withoutSpark("budget", "show", "--ledger", file.toString());
    assertThat(aFile.exitCode()).isEqualTo(1);
    assertThat(aFile.err()).contains(file + " is a file. Fix: ");
  }

  @Test
  void aDamagedLedgerIsNamedAndSpendsNothing() throws IOException {
    shop.create("--epsilon", "1");
    Files.writeString(shop.entry(1), "{");

    CommandRun run = shop.ofShop("show");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("tacet: budget show: ").contains(shop.entry(1).toString());
  }

  @Test
  void budgetAloneNamesItsCommands() {
    assertThat(CommandRun.withoutSpark("budget").err())
        .contains("create, show, history, verify, abandon, export, key, probe");
  }
}
