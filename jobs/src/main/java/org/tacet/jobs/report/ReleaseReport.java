package org.tacet.jobs.report;

import java.math.BigDecimal;
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

  public ReleaseReport(ReleaseOutcome outcome) {
    this.outcome = outcome;
  }

  public void print(SparkSession spark, Terminal terminal) {
    ReleasePlan plan = outcome.plan();
    terminal.line("");
    terminal.print(table(firstRows(spark)));
    if (outcome.publishedRows() > SHOWN_ROWS) {
      terminal.line(
          "... %s rows in all"
              .formatted(ConsoleTable.grouped(outcome.publishedRows())));
    }
    terminal.line("Intervals hold the noise with probability 95 %; clamping and dropped groups come on top.");
    terminal.line("");
    terminal.line(PlanReport.guarantee(plan));
    terminal.line("Release id: " + outcome.releaseId());
    terminal.line("Published:  " + outcome.output());
    terminal.line("Manifest:   " + outcome.output() + "/_manifest.json");
    AccountStatement account = outcome.account();
    terminal.line(
        "Account:    %s, spent %s of %s"
            .formatted(
                account.account().id(),
                LossText.of(account.spent()),
                LossText.of(account.account().total())));
  }

  private List<Row> firstRows(SparkSession spark) {
    boolean csv = outcome.plan().spec().output().format() == OutputSpec.Format.CSV;
    Dataset<Row> published =
        csv
            ? spark.read().option("header", "true").csv(outcome.output())
            : spark.read().parquet(outcome.output());
    return published.limit(SHOWN_ROWS).collectAsList();
  }

  private ConsoleTable table(List<Row> rows) {
    ReleasePlan plan = outcome.plan();
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
        BigDecimal value = new BigDecimal(String.valueOf(row.get(groups + index)));
        BigDecimal halfWidth = plan.aggregates().get(index).halfWidth(PlanReport.CONFIDENCE);
        cells.add(PlanReport.plain(value));
        cells.add(
            "%s .. %s"
                .formatted(
                    PlanReport.plain(value.subtract(halfWidth)),
                    PlanReport.plain(value.add(halfWidth))));
      }
      table.row(cells);
    }
    return table;
  }
}
