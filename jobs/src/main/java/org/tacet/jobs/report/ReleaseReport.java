package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.spec.OutputSpec;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/**
 * A published release on the terminal: each value beside its 95 % interval. Read back from what was
 * published, after the commit (P11).
 */
public final class ReleaseReport {

  private static final int SHOWN_ROWS = 40;

  private final ReleaseOutcome outcome;
  private final ReleasePlan plan;

  public ReleaseReport(ReleaseOutcome outcome) {
    this.outcome = outcome;
    this.plan = outcome.plan();
  }

  public void print(SparkSession spark, Terminal terminal) {
    terminal.line("");
    if (outcome.publishedRows() == 0) {
      terminal.line(
          "No group was published: small groups are left out. From which size on a group is");
      terminal.line("likely to be published, release --dry-run says.");
    } else {
      printRows(spark, terminal);
    }
    terminal.line("");
    PlanReport.printGuarantee(plan, terminal);
    terminal.line("Release id:   " + outcome.releaseId());
    terminal.line("Published:    " + outcome.output());
    terminal.line("Manifest:     " + outcome.output() + "/_manifest.json");
    AccountStatement account = outcome.account();
    terminal.line(
        "Account:      %s; %s left of %s"
            .formatted(
                account.account().id(),
                LossText.remaining(account.remaining()),
                LossText.of(account.account().total())));
  }

  private void printRows(SparkSession spark, Terminal terminal) {
    terminal.print(table(firstRows(spark)));
    if (outcome.publishedRows() > SHOWN_ROWS) {
      terminal.line(
          "... the first %d of %s rows"
              .formatted(SHOWN_ROWS, ConsoleTable.grouped(outcome.publishedRows())));
    }
    terminal.line(
        "An interval holds the value without noise with probability 95 %; what the bounds cut off");
    terminal.line(
        "comes on top.%s"
            .formatted(isRounded() ? " Rounded here; the files hold all digits." : ""));
  }

  private boolean isRounded() {
    return plan.aggregates().stream()
        .anyMatch(
            aggregate ->
                aggregate.grid().step().stripTrailingZeros().scale()
                    > PlanReport.fractionDigits(aggregate));
  }

  /** From the first file: Spark lists files by their size. */
  private List<Row> firstRows(SparkSession spark) {
    OutputSpec.Format format = plan.spec().output().format();
    String file = outcome.output() + "/part-00000." + format.word();
    Dataset<Row> published =
        format == OutputSpec.Format.CSV
            ? spark.read().option("header", "true").csv(file)
            : spark.read().parquet(file);
    return published.limit(SHOWN_ROWS).collectAsList();
  }

  private ConsoleTable table(List<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String group : plan.groups().fieldNames()) {
      columns.add(Column.text(group));
    }
    for (PlannedAggregate aggregate : plan.aggregates()) {
      columns.add(Column.number(aggregate.spec().name()));
      columns.add(Column.number("95 % interval"));
    }
    ConsoleTable table = new ConsoleTable(columns);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      int groups = plan.groups().size();
      for (int group = 0; group < groups; group++) {
        cells.add(String.valueOf(row.get(group)));
      }
      for (int index = 0; index < plan.aggregates().size(); index++) {
        addCells(cells, plan.aggregates().get(index), String.valueOf(row.get(groups + index)));
      }
      table.row(cells);
    }
    return table;
  }

  /** A value and its interval, which rounding may widen but not narrow. */
  private static void addCells(List<String> cells, PlannedAggregate aggregate, String published) {
    int digits = PlanReport.fractionDigits(aggregate);
    BigDecimal value = new BigDecimal(published);
    BigDecimal halfWidth = aggregate.halfWidth(PlanReport.CONFIDENCE);
    cells.add(NumberText.withFraction(value, digits, RoundingMode.HALF_EVEN));
    cells.add(
        "%s .. %s"
            .formatted(
                NumberText.withFraction(value.subtract(halfWidth), digits, RoundingMode.FLOOR),
                NumberText.withFraction(value.add(halfWidth), digits, RoundingMode.CEILING)));
  }
}
