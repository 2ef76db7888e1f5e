package org.tacet.jobs.report;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.Grid;
import org.tacet.engine.plan.KeepProbability;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.spec.AggregateSpec;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.engine.spec.NoiseSource;
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
    plan.warnings().forEach(warning -> terminal.message("warning: " + warning));
    terminal.line("Release:      " + plan.spec().name());
    terminal.line("Account:      " + String.join(", ", plan.spec().accounts()));
    printGuarantee(plan, terminal);
    terminal.line("Groups:       " + groups());
    for (PlannedGrouping grouping : plan.groupings()) {
      terminal.line(
          "Bounds:       a %s counts in at most %s%s"
              .formatted(
                  rowsAreUnits() ? "row" : "privacy unit",
                  counted(grouping.maxGroups(), "group"),
                  of(grouping)));
      grouping
          .spec()
          .maxRowsContributed()
          .ifPresent(
              rows ->
                  terminal.line(
                      "              and for at most %s over all of them"
                          .formatted(counted(rows, "row"))));
    }
    plan.automaticBounds().ifPresent(bounds -> printAutomaticBounds(bounds, terminal));
    new TraceReport(plan.trace()).print(terminal);
    plan.assumptions().forEach(assumption -> terminal.line("Assumes:      " + assumption));
    for (PlannedGrouping grouping : plan.groupings()) {
      terminal.line("");
      if (plan.hasSeveralGroupings()) {
        terminal.line("By %s:".formatted(grouping.name()));
      }
      terminal.print(aggregates(grouping));
    }
    terminal.line(
        "Noise moves each value by at most its error with probability 95 %; what the bounds cut off");
    terminal.line("comes on top.");
    terminal.line("");
    for (PlannedGrouping grouping : plan.groupings()) {
      printErrorsByRows(grouping, terminal);
    }
    for (PlannedGrouping grouping : plan.groupings()) {
      grouping.selection().ifPresent(selection -> printSelection(grouping, selection, terminal));
    }
    terminal.print(costs());
  }

  /** The guarantee with everything that an epsilon alone leaves open (P1). */
  static void printGuarantee(ReleasePlan plan, Terminal terminal) {
    NoiseSource source = plan.spec().privacy().noiseSource();
    terminal.line(
        "Guarantee:    %s; %s"
            .formatted(
                LossText.of(plan.cost()),
                source.isExact() ? "exact discrete sampler" : "noise " + source.sampler()));
    int rows = plan.spec().rowsTogether();
    terminal.line(
        plan.spec().rowUnit().isPresent()
            ? "Privacy unit: %s; neighbours differ by %s"
                .formatted(
                    rows == 1 ? "one row" : "any %s rows".formatted(ConsoleTable.grouped(rows)),
                    plan.spec().difference())
            : "Privacy unit: %s; neighbours differ by all rows of one unit"
                .formatted(String.join(", ", plan.unitNames())));
  }

  private boolean rowsAreUnits() {
    return plan.spec().rowUnit().isPresent();
  }

  /** Nothing where there is one grouping. */
  private String of(PlannedGrouping grouping) {
    return plan.hasSeveralGroupings() ? " of " + grouping.name() : "";
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
    } else if (plan.spec().groups() instanceof GroupsSpec.PublicProduct product) {
      List<Integer> all = IntStream.range(0, plan.groups().size()).boxed().toList();
      return "%s; the %s of the product that the spec lists"
          .formatted(columns, counted(product.listed(all).orElseThrow(), "group"));
    } else if (plan.spec().groups() instanceof GroupsSpec.PublicTable table) {
      return columns + "; those in the public table " + table.table();
    }
    return columns + "; selected privately";
  }

  private ConsoleTable aggregates(PlannedGrouping grouping) {
    ConsoleTable table =
        new ConsoleTable(
            Column.text("column"),
            Column.text("aggregate"),
            Column.text("bounds"),
            Column.number("grid"),
            Column.text("noise"),
            Column.number("scale"),
            Column.number("95 % error"));
    for (PlannedAggregate aggregate : grouping.aggregates()) {
      AggregateSpec spec = aggregate.spec();
      table.row(
          spec.name(),
          spec.value()
              .map(value -> word(spec) + "(" + value + rank(spec) + ")")
              .orElse(spec.kind().word()),
          rowsAreUnits() ? boundsOfRow(spec) : bounds(spec),
          grid(aggregate.grid()),
          noise(aggregate),
          aggregate.noiseScale().map(NumberText::few).orElse(""),
          aggregate.halfWidth(CONFIDENCE).isPresent() ? "+- " + error(aggregate) : "see below");
    }
    return table;
  }

  /** A user's aggregate has a name of its own. */
  private static String word(AggregateSpec spec) {
    return spec.registered().map(UserAggregate::name).orElse(spec.kind().word());
  }

  private static String rank(AggregateSpec spec) {
    return spec.rank().map(rank -> ", " + NumberText.exact(rank)).orElse("");
  }

  /** What is computed from several noised numbers has less error the more rows a group has. */
  private void printErrorsByRows(PlannedGrouping grouping, Terminal terminal) {
    List<PlannedAggregate> computed =
        grouping.aggregates().stream().filter(each -> each.mechanism().isEmpty()).toList();
    if (computed.isEmpty()) {
      return;
    }
    List<Column> columns =
        new ArrayList<>(List.of(Column.text("95 % error in a group" + of(grouping) + " of")));
    for (long rows : ROWS) {
      columns.add(Column.number(counted(rows, "row")));
    }
    ConsoleTable table = new ConsoleTable(columns);
    for (PlannedAggregate aggregate : computed) {
      List<String> cells = new ArrayList<>(List.of(aggregate.spec().name()));
      for (long rows : ROWS) {
        cells.add("+- " + NumberText.few(plan.halfWidth(grouping, aggregate, CONFIDENCE, rows)));
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
    } else if (aggregate.spec().bins().isPresent()) {
      return family + ", each bin";
    } else if (aggregate.spec().vector().isPresent()) {
      return family + ", each component";
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
    if (spec.vector().isPresent()) {
      return "%s at most %s a unit and group"
          .formatted(
              spec.vector().get().norm().word(), NumberText.exact(spec.vector().get().maxNorm()));
    }
    if (spec.maxDistinct().isPresent()) {
      return counted(spec.maxDistinct().getAsInt(), "value") + " a unit and group";
    }
    String bins =
        spec.bins().map(each -> counted(each.edges().size() - 1L, "bin") + ", ").orElse("");
    return spec.maxRowsPerGroup().isPresent()
        ? bins + counted(spec.maxRowsPerGroup().getAsLong(), "row") + " a unit and group"
        : "1 a unit and group";
  }

  /** What one row contributes, and how many rows the noise covers. */
  private String boundsOfRow(AggregateSpec spec) {
    String row =
        spec.perRow()
            .or(spec::perGroup)
            .map(PlanReport::range)
            .or(() -> spec.bins().map(bins -> counted(bins.edges().size() - 1L, "bin") + ", 1"))
            .or(
                () ->
                    spec.vector()
                        .map(
                            vector ->
                                "%s at most %s"
                                    .formatted(
                                        vector.norm().word(), NumberText.exact(vector.maxNorm()))))
            .orElse("1");
    int rows = plan.spec().rowsTogether();
    return row + " a row" + (rows == 1 ? "" : ", for " + counted(rows, "row"));
  }

  static String range(Clamp clamp) {
    List<Object> bounds = clamp.written();
    return clamp.areTimes()
        ? "[%s, %s]".formatted(bounds.get(0), bounds.get(1))
        : "[%s, %s]".formatted(NumberText.exact(clamp.lower()), NumberText.exact(clamp.upper()));
  }

  private static String counted(long number, String what) {
    return ConsoleTable.grouped(number) + " " + what + (number == 1 ? "" : "s");
  }

  private void printSelection(
      PlannedGrouping grouping, GroupSelection selection, Terminal terminal) {
    if (selection instanceof NoisyThresholdSelection noisy) {
      terminal.line(
          "A group is published where its noised %s reaches %s."
              .formatted(
                  plan.statistics().get(noisy.unitCount()).name(),
                  ConsoleTable.grouped(noisy.threshold())));
    }
    ConsoleTable table =
        new ConsoleTable(
            Column.number(
                "%s in a group%s"
                    .formatted(rowsAreUnits() ? "rows" : "privacy units", of(grouping))),
            Column.number("chance to be published"));
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
