package org.tacet.jobs.report;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.Grid;
import org.tacet.engine.plan.KeepProbability;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.jobs.commandline.ConsoleTable;
import org.tacet.jobs.commandline.ConsoleTable.Column;
import org.tacet.jobs.commandline.Terminal;

/** A plan, as {@code --dry-run} prints it. */
public final class PlanReport {

  static final double CONFIDENCE = 0.95;
  private static final int COMPUTED_DIGITS = 4;
  private static final long[] ROWS = {100, 1_000, 10_000, 100_000};

  private final ReleasePlan plan;

  public PlanReport(ReleasePlan plan) {
    this.plan = plan;
  }

  public void print(Terminal terminal) {
    terminal.line("Release:      " + plan.spec().name());
    terminal.line("Account:      " + String.join(", ", plan.spec().accounts()));
    printGuarantee(plan, terminal);
    terminal.line("Groups:       " + groups());
    terminal.line(
        "Bounds:       a privacy unit counts in at most %s"
            .formatted(counted(plan.maxGroups(), "group")));
    plan.automaticBounds().ifPresent(bounds -> printAutomaticBounds(bounds, terminal));
    plan.assumptions().forEach(assumption -> terminal.line("Assumes:      " + assumption));
    terminal.line("");
    terminal.print(aggregates());
    terminal.line(
        "Noise moves each value by at most its error with probability 95 %; what the bounds cut off");
    terminal.line("comes on top.");
    terminal.line("");
    printErrorsByRows(terminal);
    plan.selection().ifPresent(selection -> printSelection(selection, terminal));
    terminal.print(costs());
  }

  /** The guarantee with everything that an epsilon alone leaves open (P1). */
  static void printGuarantee(ReleasePlan plan, Terminal terminal) {
    terminal.line("Guarantee:    %s; exact discrete sampler".formatted(LossText.of(plan.cost())));
    terminal.line(
        "Privacy unit: %s; neighbours differ by all rows of one unit"
            .formatted(String.join(", ", plan.unitNames())));
  }

  /** Which ranges are not known yet, and what finding them costs (P15). */
  private void printAutomaticBounds(BoundsPlan bounds, Terminal terminal) {
    String columns =
        bounds.questions().stream()
            .flatMap(question -> question.aggregates().stream())
            .map(index -> plan.spec().aggregates().get(index).name())
            .collect(Collectors.joining(", "));
    terminal.line("              those of %s come from the data,".formatted(columns));
    terminal.line(
        "              in a pass before that takes %s of epsilon; shown are the fallback's"
            .formatted(NumberText.exact(bounds.share().movePointRight(2)) + " %"));
  }

  private String groups() {
    if (plan.groups().isEmpty()) {
      return "none, one row for the whole";
    }
    String columns = String.join(", ", plan.groups().fieldNames());
    if (plan.spec().groups() instanceof GroupsSpec.PublicList list) {
      return "%s; the %s that the spec lists"
          .formatted(columns, counted(list.values().size(), "group"));
    } else if (plan.spec().groups() instanceof GroupsSpec.PublicTable table) {
      return columns + "; those in the public table " + table.table();
    }
    return columns + "; selected privately";
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
          spec.value()
              .map(value -> spec.kind().word() + "(" + value + rank(spec) + ")")
              .orElse(spec.kind().word()),
          bounds(spec),
          grid(aggregate.grid()),
          noise(aggregate),
          aggregate.noiseScale().map(NumberText::few).orElse(""),
          aggregate.halfWidth(CONFIDENCE).isPresent() ? "+- " + error(aggregate) : "see below");
    }
    return table;
  }

  private static String rank(AggregateSpec spec) {
    return spec.rank().map(rank -> ", " + NumberText.exact(rank)).orElse("");
  }

  /** What is computed from several noised numbers has less error the more rows a group has. */
  private void printErrorsByRows(Terminal terminal) {
    List<PlannedAggregate> computed =
        plan.aggregates().stream().filter(each -> each.mechanism().isEmpty()).toList();
    if (computed.isEmpty()) {
      return;
    }
    List<Column> columns = new ArrayList<>(List.of(Column.text("95 % error in a group of")));
    for (long rows : ROWS) {
      columns.add(Column.number(counted(rows, "row")));
    }
    ConsoleTable table = new ConsoleTable(columns);
    for (PlannedAggregate aggregate : computed) {
      List<String> cells = new ArrayList<>(List.of(aggregate.spec().name()));
      for (long rows : ROWS) {
        cells.add("+- " + NumberText.few(plan.halfWidth(aggregate, CONFIDENCE, rows)));
      }
      table.row(cells);
    }
    terminal.print(table);
    terminal.line("For values that lie evenly between their bounds.");
    terminal.line("");
  }

  private static String grid(Grid grid) {
    return grid.exponent() < 0 ? "2^" + grid.exponent() : NumberText.exact(grid.step());
  }

  /** All parts of a release have noise of one family. */
  private static String noise(PlannedAggregate aggregate) {
    String family = aggregate.noise().get(0).name();
    if (aggregate.spec().quantileRank().isPresent()) {
      return family + ", each node of a tree";
    }
    return aggregate.noise().size() == 1
        ? family
        : "%s, %d times".formatted(family, aggregate.noise().size());
  }

  /** The error, rounded up. */
  private static String error(PlannedAggregate aggregate) {
    return NumberText.withFraction(
        aggregate.halfWidth(CONFIDENCE).orElseThrow(),
        fractionDigits(aggregate),
        RoundingMode.CEILING);
  }

  /** How many digits are worth printing: of a value whose error depends on the group, some. */
  static int fractionDigits(PlannedAggregate aggregate) {
    return aggregate
        .halfWidth(CONFIDENCE)
        .map(halfWidth -> NumberText.fractionDigits(halfWidth, aggregate.grid().step()))
        .orElse(COMPUTED_DIGITS);
  }

  private static String bounds(AggregateSpec spec) {
    if (spec.perRow().isPresent()) {
      return "%s a row, %s"
          .formatted(
              range(spec.perRow().get()),
              counted(spec.maxRowsPerGroup().orElseThrow(), "row") + " a unit and group");
    } else if (spec.perGroup().isPresent()) {
      return range(spec.perGroup().get()) + " a unit and group";
    }
    return spec.maxRowsPerGroup().isPresent()
        ? counted(spec.maxRowsPerGroup().getAsLong(), "row") + " a unit and group"
        : "1 a unit and group";
  }

  static String range(Clamp clamp) {
    return "[%s, %s]".formatted(NumberText.exact(clamp.lower()), NumberText.exact(clamp.upper()));
  }

  private static String counted(long number, String what) {
    return ConsoleTable.grouped(number) + " " + what + (number == 1 ? "" : "s");
  }

  private static void printSelection(TruncatedGeometricSelection selection, Terminal terminal) {
    ConsoleTable table =
        new ConsoleTable(
            Column.number("privacy units in a group"), Column.number("chance to be published"));
    KeepProbability.curve(selection)
        .forEach(
            point ->
                table.row(
                    ConsoleTable.grouped(point.privacyUnits()),
                    NumberText.percent(point.probability())));
    terminal.print(table);
    terminal.line("");
  }

  private ConsoleTable costs() {
    ConsoleTable table = new ConsoleTable(Column.text("cost of"), Column.text("privacy loss"));
    plan.costs().forEach(part -> table.row(part.name(), LossText.of(part.loss())));
    if (plan.calibration().accountant().equals("pld")) {
      // Only there the parts don't add up to the whole.
      table.row("all composed (pld)", LossText.of(plan.composed()));
    }
    table.row("the release", LossText.of(plan.cost()));
    return table;
  }
}
