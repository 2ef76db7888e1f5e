package org.tacet.jobs.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.filter.BasicFilter;
import org.tacet.accountant.filter.RenyiFilter;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.PlannedBudget;
import org.tacet.accountant.ledger.RenewedBudget;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.jobs.CommandRun;

/** {@code budget create}, by options and by a file. */
final class CreateCommandTest {

  private static final Path ROOT = Path.of(System.getProperty("tacet.root"));

  @TempDir private Path folder;
  private ShopLedger shop;

  @BeforeEach
  void shop() {
    shop = new ShopLedger(folder);
  }

  private Account created() {
    return shop.open().account("shop");
  }

  private CommandRun createFrom(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("account.yaml"), yaml);
    return shop.budget("create", file.toString());
  }

  @Test
  void createsAnAccountOnce() {
    CommandRun run = shop.create("--epsilon", "10", "--delta", "1e-6");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "Account shop created in " + shop.path() + ".",
            "Protects: customer",
            "Promises: epsilon 10, delta 1e-6, by all releases together",
            "Lifetime: the same: the total is never there anew",
            "Filter: " + AccountWords.filter(created().budget()),
            "Seal: a plain hash, without a key");
    assertThat(run.err()).contains("warning: without a key", "fix: ");
    assertThat(created().total()).isEqualTo(ApproximateDp.of("10", "0.000001"));
    ZcdpFilter filter = (ZcdpFilter) ((TotalBudget) created().budget()).filter();
    assertThat(filter.failureDelta()).isEqualByComparingTo("5e-7");

    CommandRun again = shop.create("--epsilon", "1000");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("There is an account 'shop'", "Fix: ");
    assertThat(created().total().epsilon()).isEqualByComparingTo("10");
  }

  @Test
  void aTotalWithoutDeltaIsSummed() {
    assertThat(shop.create("--epsilon", "2").exitCode()).isZero();

    assertThat(((TotalBudget) created().budget()).filter()).isInstanceOf(BasicFilter.class);
  }

  @Test
  void optionsSayAllOfASimpleAccount() {
    CommandRun run =
        shop.create(
            "--epsilon",
            "1",
            "--delta",
            "1e-6",
            "--filter",
            "rdp",
            "--order",
            "20.5",
            "--failure-delta",
            "1e-7",
            "--renew",
            "30-days",
            "--zone",
            "Europe/Berlin",
            "--lifetime-epsilon",
            "20",
            "--lifetime-delta",
            "1e-5",
            "--release-epsilon",
            "0.5",
            "--release-delta",
            "1e-7");

    assertThat(run.exitCode()).as(run.err()).isZero();
    RenewedBudget budget = (RenewedBudget) created().budget();
    RenyiFilter filter = (RenyiFilter) budget.filter().fresh();
    assertThat(filter.order()).isEqualTo(20.5);
    assertThat(filter.failureDelta()).isEqualByComparingTo("1e-7");
    assertThat(budget.renewal().windowPeriods()).isEqualTo(30);
    assertThat(budget.renewal().zone().getId()).isEqualTo("Europe/Berlin");
    assertThat(budget.filter().lifetimeCap().orElseThrow().total())
        .isEqualTo(ApproximateDp.of("20", "0.00001"));
    assertThat(created().releaseCap()).contains(ApproximateDp.of("0.5", "0.0000001"));
    assertThat(run.out())
        .contains("in any 30 consecutive days (Europe/Berlin)")
        .contains("Lifetime: at most epsilon 20, delta 1e-5 over all time")
        .contains("Filter: rdp of order 20.5: sums up to renyi divergence ");
  }

  @Test
  void aMonthlyTotalMayBeUnboundedOverTheLifetime() {
    CommandRun run = shop.create("--epsilon", "1", "--renew", "month", "--unbounded-lifetime");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(((RenewedBudget) created().budget()).filter().lifetimeCap()).isEmpty();
    assertThat(run.out()).contains("every month (UTC)", "Lifetime: unbounded: the loss grows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--epsilon 0 | --epsilon: is out of range; given 0; legal: a number > 0; fix: ",
        "--epsilon -1 | --epsilon: is out of range; given -1",
        "--epsilon ten | --epsilon: has the wrong type; given \"ten\"; legal: a number > 0",
        "--epsilon NaN | --epsilon: has the wrong type; given \"NaN\"",
        "--epsilon 1e-99999 | --epsilon: is beyond the numbers that Tacet reads; given 1e-99999",
        "--epsilon 1e65 | --epsilon: has more digits than a ledger adds up; given 1000000",
        "--epsilon 1 --delta 1 | --delta: is out of range; given 1; legal: a number >= 0 and < 1",
        "--epsilon 1 --delta -0.1 | --delta: is out of range; given -0.1",
        "--delta 1e-6 | --epsilon: is missing; legal: a number > 0; fix: ",
        "--epsilon 1 --filter zcdp | --delta: is 0, and the filter zcdp needs one; given 0",
        "--epsilon 1 --filter sum | --filter: is not a legal value; given \"sum\"; legal: zcdp, rdp, basic",
        "--epsilon 1 --order 3 | --order: belongs to other filters; given 3; legal: a field of rdp",
        "--epsilon 1 --delta 1e-6 --filter rdp --order 1.001 | --order: makes no filter: order must be",
        "--epsilon 1 --delta 1e-6 --failure-delta 1e-6 | --failure-delta: leaves nothing of the total's delta",
        "--epsilon 1 --renew day | --renew: lacks what bounds the lifetime; given none of them",
        "--epsilon 1 --renew week | --renew: is no way to renew; given 'week'; legal: day, month, or <n>-days",
        "--epsilon 1 --renew 4000-days --unbounded-lifetime | --renew: is out of range; given 4000",
        "--epsilon 1 --renew day --zone Mars --unbounded-lifetime | --zone: is not a time zone; given \"Mars\"",
        "--epsilon 1 --zone UTC | --zone: has no --renew beside it",
        "--epsilon 1 --unbounded-lifetime | --unbounded-lifetime: has no renewal beside it",
        "--epsilon 2 --renew day --lifetime-epsilon 1 | --lifetime-epsilon, --lifetime-delta: is below the total",
        "--epsilon 1 --release-epsilon 2 | --release-epsilon, --release-delta: is above the total",
      })
  void refusesWhatIsNoAccount(String arguments, String message) {
    CommandRun run = shop.create(arguments.split(" "));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: budget create: ").contains(message);
    assertThat(shop.path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"../shop,customer,--account", "shop,' ',--unit", "/etc,customer,--account"})
  void refusesIdsAndUnitsThatAreNone(String account, String unit, String argument) {
    CommandRun run = shop.budget("create", "--account", account, "--unit", unit, "--epsilon", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(argument + ": is ", "; given \"", "; legal: 1 to ", "; fix: ");
    assertThat(shop.path()).doesNotExist();
  }

  @Test
  void anIdOfTenThousandLettersIsRefusedInAShortMessage() {
    CommandRun run =
        shop.budget("create", "--account", "a".repeat(10_000), "--unit", "u", "--epsilon", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--account: is not an id").hasSizeLessThan(500);
  }

  @Test
  void theExampleIsAnAccountWithEverythingInIt() {
    CommandRun run = shop.budget("create", ROOT.resolve("conf/examples/account.yaml").toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    Account account = shop.open().account("shop-customers");
    assertThat(account.tables()).hasSize(2);
    assertThat(account.tables().get(1).limit()).contains(ApproximateDp.of("1", "1e-7"));
    assertThat(account.purposes()).containsOnlyKeys("finance", "marketing");
    assertThat(run.out())
        .contains("Table: spark_catalog.shop.visits, unit customer_id, at most epsilon 1")
        .contains("Purposes: finance at most epsilon 2, delta 5e-7; marketing at most");
  }

  @Test
  void aPathWithoutASchemeIsSaidToBeOfTheLocalDisk() throws IOException {
    CommandRun run =
        createFrom(
            """
            account: orders
            privacy_unit: customer
            total: {epsilon: 1}
            tables: [{place: /data/orders, unit: [id]}, {place: 'hdfs://name/orders', unit: [id]}]
            """);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("Table: file:/data/orders, unit id", "Table: hdfs://name/orders, unit id");
  }

  @Test
  void aTableMayHaveRowsForUnits() throws IOException {
    CommandRun run =
        createFrom(
            """
            account: clicks
            privacy_unit: a click
            total: {epsilon: 1}
            tables: [{place: /data/clicks, rows: 1}, {place: shop.web.views, rows: 1}]
            """);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("Table: file:/data/clicks, unit one row");

    CommandRun mixed =
        createFrom(
            """
            account: mixed
            privacy_unit: a click
            total: {epsilon: 1}
            tables: [{place: /data/clicks, rows: 1}, {place: /data/orders, unit: [id]}]
            """);
    assertThat(mixed.exitCode()).isEqualTo(2);
    assertThat(mixed.err()).contains("tables: have units of several kinds");

    CommandRun both =
        createFrom(
            """
            account: both
            privacy_unit: a click
            total: {epsilon: 1}
            tables: [{place: /data/clicks, rows: 1, unit: [id]}, {place: /data/orders, rows: 0}]
            """);
    assertThat(both.err())
        .contains("tables[0]: has keys that exclude each other", "tables[1].rows: is out of range");
  }

  @Test
  void aFileTellsAllItsFaultsAtOnce() throws IOException {
    CommandRun run =
        createFrom(
            """
            account: ../x
            privacy_unit: customer
            total: {epsilon: 1, delta: 1e-6}
            order: 3
            lifetime_cap: {epsilon: 9}
            tables:
              - {place: orders/2026, unit: [id]}
              - {place: orders, unit: [id], limit: {epsilon: 2}}
              - {place: 'hdfs:///orders', unit: [id]}
            purposes: {finance: {epsilon: 0.5}}
            """);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(
            run.err()
                .lines()
                .map(line -> line.replaceFirst("; given.*|(?<=no limit for this budget): .*", "")))
        .containsExactly(
            "tacet: budget create: account: is not an id",
            "tacet: budget create: lifetime_cap: has no renewal beside it: the total already holds for all time",
            "tacet: budget create: order: belongs to other filters",
            "tacet: budget create: tables[0].place: is no absolute path",
            "tacet: budget create: tables[1].place: is no full name of a table",
            "tacet: budget create: tables[1].limit: is above the total, which it is a part of",
            "tacet: budget create: tables[2].place: names no NameNode, so that it is the same as no table that is read",
            "tacet: budget create: purposes.finance: is no limit for this budget");
    assertThat(shop.path()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "total: {epsilon: 1, dela: 1e-6} | total.dela: is not a known key; given \"dela\"",
        "schedule: {delta: 1e-6, events: []} | schedule.events: has too few entries",
        "schedule: {delta: 1e-6, events: [{type: Noise}]} | schedule.events[0]: is no event: event.type must be one of",
        "schedule: {delta: 1e-6, events: [{type: NonPrivate}]} | schedule: can't be accounted: ",
        "{total: {epsilon: 1}, schedule: {delta: 1e-6, events: [{type: NoOp}]}} | the spec: has keys that exclude each other",
        "release_cap: {epsilon: 1} | the spec: lacks a key; given none of them; legal: exactly one of total, schedule",
      })
  void namesTheFieldOfAFile(String fields, String message) throws IOException {
    String more = fields.startsWith("{") ? fields.substring(1, fields.length() - 1) : fields;
    CommandRun run = createFrom("{account: shop, privacy_unit: customer, " + more + "}");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("tacet: budget create: " + message);
  }

  @Test
  void aScheduleFixesItsEvents() throws IOException {
    CommandRun run =
        createFrom(
            """
            account: shop
            privacy_unit: customer
            schedule:
              delta: 1e-6
              events:
                - {type: Gaussian, noise_multiplier: 10}
                - {type: Gaussian, noise_multiplier: 10}
            """);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(((PlannedBudget) created().budget()).schedule().events()).hasSize(2);
    assertThat(run.out()).contains("Filter: schedule, events 2 in their order");
  }

  @Test
  void aFileAndOptionsExcludeEachOther() {
    CommandRun run = shop.create("account.yaml", "--epsilon", "1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("<account.yaml>: stands beside options");
    assertThat(shop.budget("create", folder.resolve("none.yaml").toString()).err())
        .contains("none.yaml: does not exist", "fix: ");
  }
}
