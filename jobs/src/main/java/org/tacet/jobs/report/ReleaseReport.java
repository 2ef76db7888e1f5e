package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.ChosenBounds;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.ReleaseOutcome;
import org.tacet.engine.spec.OutputSpec;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.Terminal;

/**
 * A published release on the terminal: each value beside its 95 % interval. Read back from what was
 * published, after the commit (P11).
 */
public final class ReleaseReport {

  private static final int SHOWN_ROWS = 40;

  /** Of an array. */
  private static final int SHOWN_COMPONENTS = 8;

  private final ReleaseOutcome outcome;
  private final ReleasePlan plan;

  public ReleaseReport(ReleaseOutcome outcome) {
    this.outcome = outcome;
    this.plan = outcome.plan();
  }

  public void print(SparkSession spark, Terminal terminal) {
    if (outcome.publication() == ReleaseOutcome.Publication.EARLIER) {
      printEarlier(terminal);
      return;
    }
    if (outcome.publication() == ReleaseOutcome.Publication.RESUMED) {
      terminal.line(
          "An earlier run had drawn and staged this release; it is published now, at no charge.");
    }
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
    plan.automaticBounds().ifPresent(bounds -> printChosenBounds(bounds, terminal));
    terminal.line("Release id:   " + outcome.releaseId());
    terminal.line("Published:    " + outcome.output());
    terminal.line(
        "Manifest:     "
            + (plan.spec().output() instanceof OutputSpec.Table
                ? "the table's property tacet.manifest"
                : outcome.output() + "/_manifest.json"));
    for (AccountStatement account : outcome.accounts()) {
      terminal.line(
          "Account:      %s; %s left of %s"
              .formatted(
                  account.account().id(),
                  LossText.remaining(account),
                  LossText.of(account.account().total())));
    }
  }

  private void printEarlier(Terminal terminal) {
    terminal.line(
        "Release %s is already published; nothing was read or charged."
            .formatted(outcome.releaseId()));
    terminal.line("Published:    " + outcome.output());
    if (outcome.publishedRows() < 0) {
      terminal.line("It does not stand there any more: it was moved, deleted or replaced since.");
    }
  }

  private void printRows(SparkSession spark, Terminal terminal) {
    terminal.print(table(firstRows(spark)));
    if (outcome.publishedRows() > SHOWN_ROWS) {
      terminal.line(
          "... the first %d of %s rows"
              .formatted(SHOWN_ROWS, ConsoleTable.grouped(outcome.publishedRows())));
    }
    terminal.line(
        "An interval holds the value without noise with probability %s; what the bounds cut off"
            .formatted(confidence()));
    terminal.line(
        "comes on top.%s"
            .formatted(isRounded() ? " Rounded here; what is published holds all digits." : ""));
  }

  private boolean isRounded() {
    return plan.aggregates().stream()
        .anyMatch(
            aggregate ->
                aggregate.mechanism().isEmpty()
                    || aggregate.grid().step().stripTrailingZeros().scale()
                        > PlanReport.fractionDigits(aggregate));
  }

  /** In the order of the groups, in which the rows lie where there is one file. */
  private List<Row> firstRows(SparkSession spark) {
    Dataset<Row> published = outcome.rows(spark);
    Column[] groups =
        Arrays.stream(plan.publishedGroups().fieldNames())
            .map(name -> functions.col("`" + name + "`"))
            .toArray(Column[]::new);
    return (groups.length == 0 ? published : published.orderBy(groups))
        .limit(SHOWN_ROWS)
        .collectAsList();
  }

  private ConsoleTable table(List<Row> rows) {
    List<ConsoleTable.Column> columns = new ArrayList<>();
    for (String group : plan.publishedGroups().fieldNames()) {
      columns.add(ConsoleTable.Column.text(group));
    }
    for (PlannedAggregate aggregate : plan.aggregates()) {
      columns.add(ConsoleTable.Column.number(aggregate.spec().name()));
      if (hasInterval(aggregate)) {
        columns.add(ConsoleTable.Column.number(confidence() + " interval"));
      }
    }
    ConsoleTable table = new ConsoleTable(columns);
    for (Row row : rows) {
      List<String> cells = new ArrayList<>();
      PlannedGrouping grouping = groupingOf(row);
      for (int group = 0; group < plan.publishedGroups().size(); group++) {
        cells.add(isRolledUp(grouping, group) ? "" : String.valueOf(row.get(group)));
      }
      for (PlannedAggregate aggregate : grouping.aggregates()) {
        addCells(cells, aggregate, row);
      }
      table.row(cells);
    }
    return table;
  }

  private PlannedGrouping groupingOf(Row row) {
    return plan.groupings().stream()
        .filter(each -> !plan.hasSeveralGroupings() || each.name().equals(row.getString(0)))
        .findFirst()
        .orElseThrow();
  }

  /** Whether a published column is null because the row's grouping does not have it. */
  private boolean isRolledUp(PlannedGrouping grouping, int publishedColumn) {
    return plan.hasSeveralGroupings()
        && publishedColumn > 0
        && !grouping.spec().columns().contains(publishedColumn - 1);
  }

  /** Where none was published, one is known if the noise is the same for every group. */
  private boolean hasInterval(PlannedAggregate aggregate) {
    return plan.spec().intervals().isPresent() || hasKnownNoise(aggregate);
  }

  /** What an earlier run published by bounds of its own has noise that only its manifest knows. */
  private boolean hasKnownNoise(PlannedAggregate aggregate) {
    return aggregate.mechanism().isPresent()
        && plan.automaticBounds().map(bounds -> !bounds.isOpen()).orElse(true);
  }

  private void printChosenBounds(BoundsPlan bounds, Terminal terminal) {
    for (int index = 0; index < bounds.chosen().size(); index++) {
      ChosenBounds chosen = bounds.chosen().get(index);
      String columns =
          bounds.questions().get(index).aggregates().stream()
              .map(aggregate -> plan.spec().aggregates().get(aggregate).name())
              .collect(Collectors.joining(", "));
      terminal.line(
          "Bounds:       %s of %s, %s"
              .formatted(
                  PlanReport.range(chosen.bounds()),
                  columns,
                  chosen.isFallback() ? "the fallback" : "from the data"));
    }
  }

  private String confidence() {
    return plan.spec()
        .intervals()
        .map(confidence -> NumberText.exact(confidence.movePointRight(2)) + " %")
        .orElse("95 %");
  }

  /** A value and its interval, which rounding may widen but not narrow. */
  private void addCells(List<String> cells, PlannedAggregate aggregate, Row row) {
    int digits = PlanReport.fractionDigits(aggregate);
    if (aggregate.estimator().type() instanceof ArrayType) {
      addArrayCells(cells, aggregate, row, digits);
      return;
    }
    if (isTime(aggregate)) {
      cells.add(time(row, aggregate.spec().name()));
      if (plan.spec().intervals().isPresent()) {
        cells.add(
            "%s .. %s"
                .formatted(
                    time(row, aggregate.spec().lowerName()),
                    time(row, aggregate.spec().upperName())));
      }
      return;
    }
    BigDecimal value = number(row, aggregate.spec().name());
    cells.add(NumberText.withFraction(value, digits, RoundingMode.HALF_EVEN));
    if (plan.spec().intervals().isPresent()) {
      cells.add(
          interval(
              number(row, aggregate.spec().lowerName()),
              number(row, aggregate.spec().upperName()),
              digits));
    } else if (hasKnownNoise(aggregate)) {
      BigDecimal halfWidth = aggregate.halfWidth(PlanReport.CONFIDENCE).orElseThrow();
      cells.add(interval(value.subtract(halfWidth), value.add(halfWidth), digits));
    }
  }

  /** The components of an array, and how far noise moves each. */
  private void addArrayCells(List<String> cells, PlannedAggregate aggregate, Row row, int digits) {
    List<Object> components = row.getList(row.fieldIndex(aggregate.spec().name()));
    String shown =
        components.stream()
            .limit(SHOWN_COMPONENTS)
            .map(each -> new BigDecimal(String.valueOf(each)))
            .map(each -> NumberText.withFraction(each, digits, RoundingMode.HALF_EVEN))
            .collect(Collectors.joining("; "));
    cells.add(components.size() > SHOWN_COMPONENTS ? shown + "; ..." : shown);
    double confidence =
        plan.spec().intervals().map(BigDecimal::doubleValue).orElse(PlanReport.CONFIDENCE);
    cells.add(
        "each +- "
            + NumberText.withFraction(
                aggregate.halfWidth(confidence).orElseThrow(), digits, RoundingMode.CEILING));
  }

  private static boolean isTime(PlannedAggregate aggregate) {
    DataType type = aggregate.estimator().type();
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  /** A date or a clock time, in the time zone of the release. */
  private String time(Row row, String column) {
    Object time = row.get(row.fieldIndex(column));
    Object instant = time instanceof Timestamp stamp ? stamp.toInstant() : time;
    return instant instanceof Instant moment
        ? LocalDateTime.ofInstant(moment, ZoneId.of(plan.spec().timeZone())).toString()
        : String.valueOf(instant);
  }

  private static BigDecimal number(Row row, String column) {
    return new BigDecimal(String.valueOf(row.get(row.fieldIndex(column))));
  }

  private static String interval(BigDecimal lower, BigDecimal upper, int digits) {
    return "%s .. %s"
        .formatted(
            NumberText.withFraction(lower, digits, RoundingMode.FLOOR),
            NumberText.withFraction(upper, digits, RoundingMode.CEILING));
  }
}
