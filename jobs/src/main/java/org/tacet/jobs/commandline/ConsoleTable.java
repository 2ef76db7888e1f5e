package org.tacet.jobs.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table of text in aligned columns: a heading, a rule, and a line a row. Numbers stand to the
 * right.
 */
public final class ConsoleTable {

  /** A column: its heading, and on which side its cells stand. */
  public record Column(String heading, boolean rightAligned) {

    public static Column text(String heading) {
      return new Column(heading, false);
    }

    public static Column number(String heading) {
      return new Column(heading, true);
    }
  }

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  public ConsoleTable(Column... columns) {
    this(List.of(columns));
  }

  public ConsoleTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** A whole number with its thousands apart: {@code 59,986,052}. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  public ConsoleTable row(String... cells) {
    return row(List.of(cells));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException unless there is one cell a column
   */
  public ConsoleTable row(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row needs %d cells, one a column, but has %d".formatted(columns.size(), cells.size()));
    }
    rows.add(cells.stream().map(ConsoleTable::printable).toList());
    return this;
  }

  public List<Column> columns() {
    return columns;
  }

  /** The cells, as they are printed. */
  public List<List<String>> rows() {
    return List.copyOf(rows);
  }

  /** The lines, without trailing blanks. */
  public List<String> lines() {
    List<String> headings = columns.stream().map(Column::heading).toList();
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      int width = width(headings.get(column));
      for (List<String> row : rows) {
        width = Math.max(width, width(row.get(column)));
      }
      widths.add(width);
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, widths));
    lines.add(widths.stream().map("-"::repeat).collect(Collectors.joining(GAP)));
    for (List<String> row : rows) {
      lines.add(line(row, widths));
    }
    return lines;
  }

  private String line(List<String> cells, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(widths.get(column) - width(cell));
      line.append(column == 0 ? "" : GAP);
      line.append(columns.get(column).rightAligned() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /**
   * A published group is text from a table: its line breaks and escape sequences must not reach the
   * terminal.
   */
  private static String printable(String cell) {
    StringBuilder text = new StringBuilder();
    cell.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }
}
