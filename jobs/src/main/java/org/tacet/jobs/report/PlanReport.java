package org.tacet.jobs.report;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.plan.KeepProbability;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/** A plan, as {@code --dry-run} prints it. */
public final class PlanReport {

  static final double CONFIDENCE = 0.95;

  private final ReleasePlan plan;

  public PlanReport(ReleasePlan plan) {
    this.plan = plan;
  }

  public void print(Terminal terminal) {
    terminal.line("Release " + plan.spec().name() + ", charged to account " + plan.spec().account());
    terminal.line(guarantee(plan));
    terminal.line("Groups: " + groups());
    terminal.line(
        "Bounds: at most %s groups a privacy unit".formatted(ConsoleTable.grouped(plan.maxGroups())));
    plan.assumptions().forEach(assumption -> terminal.line("Assumes: " + assumption));
    terminal.line("");
    terminal.print(aggregates());
    terminal.line("The 95 % errors are those of the noise; clamping and dropped groups come on top.");
    terminal.line("");
    plan.selection().ifPresent(selection -> printSelection(selection, terminal));
    terminal.print(costs());
  }

  /** The guarantee with everything that an epsilon alone leaves open (P1). */
  static String guarantee(ReleasePlan plan) {
    return "Guarantee: epsilon %s, delta %s; privacy unit (%s); neighbours differ by all rows of one unit; exact discrete sampler"
        .formatted(
            plan.cost().epsilon().toPlainString(),
            plan.cost().delta(),
            String.join(", ", plan.unitNames()));
  }

  private String groups() {
    String columns =
        plan.groups().isEmpty() ? "none, one total" : String.join(", ", plan.groups().fieldNames());
    if (plan.spec().groups() instanceof GroupsSpec.PublicList list && !plan.groups().isEmpty()) {
      return columns + "; " + list.values().size() + " public ones, listed in the spec";
    } else if (plan.spec().groups() instanceof GroupsSpec.PublicTable table) {
      return columns + "; those of the public table " + table.table();
    }
    return plan.selection().isPresent() ? columns + "; selected privately" : columns;
  }

  private ConsoleTable aggregates() {
    ConsoleTable table =
        new ConsoleTable(
            Column.text("column"),
            Column.text("aggregate"),
            Column.text("bounds"),
            Column.number("grid"),
            Column.text("noise"),
            Column.number("scale"),
            Column.number("95 % error"));
    for (PlannedAggregate aggregate : plan.aggregates()) {
      AggregateSpec spec = aggregate.spec();
      table.row(
          spec.name(),
          spec.value().map(value -> spec.kind().word() + "(" + value + ")").orElse(spec.kind().word()),
          bounds(spec),
          plain(aggregate.grid().step()),
          aggregate.mechanism().name(),
          rounded(aggregate.noiseScale()),
          "+- " + plain(aggregate.halfWidth(CONFIDENCE)));
    }
    return table;
  }

  private static String bounds(AggregateSpec spec) {
    String rows =
        spec.maxRowsPerGroup().isPresent()
            ? ", at most " + spec.maxRowsPerGroup().getAsLong() + " rows a group"
            : "";
    return spec.perGroup()
        .map(clamp -> "[%s, %s] a group".formatted(plain(clamp.lower()), plain(clamp.upper())))
        .or(
            () ->
                spec.perRow()
                    .map(
                        clamp ->
                            "[%s, %s] a row%s"
                                .formatted(plain(clamp.lower()), plain(clamp.upper()), rows)))
        .orElse(rows.isEmpty() ? "1 a group" : rows.substring(2));
  }

  private static void printSelection(TruncatedGeometricSelection selection, Terminal terminal) {
    List<KeepProbability> curve = KeepProbability.curve(selection);
    ConsoleTable table =
        new ConsoleTable(Column.number("privacy units in a group"), Column.number("published with probability"));
    curve.forEach(
        point ->
            table.row(
                ConsoleTable.grouped(point.privacyUnits()), rounded(point.probability())));
    terminal.print(table);
    terminal.line("");
  }

  private ConsoleTable costs() {
    ConsoleTable table = new ConsoleTable(Column.text("cost of"), Column.text("privacy loss"));
    plan.costs().forEach(part -> table.row(part.name(), LossText.of(part.loss())));
    table.row("the release", LossText.of(plan.cost()));
    return table;
  }

  static String plain(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  static String rounded(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
