package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.tacet.engine.plan.ReleasePlan;

/** What many releases of one data set published: a number a cell and draw. */
final class Draws {

  /** What a cell is called whose value is whether its group was published. */
  static final String PUBLISHED = "published";

  /** Names a cell: a column of a group. */
  record Cell(String group, String column) {
    String text() {
      return group.isEmpty() ? column : column + " of " + group;
    }
  }

  private final int size;
  private final Map<Cell, double[]> cells = new LinkedHashMap<>();

  private Draws(int size) {
    this.size = size;
  }

  /**
   * @param plan of the release
   * @param rows as published, with the trial behind the group columns
   */
  static Draws of(ReleasePlan plan, List<Row> rows, int trials) {
    Draws draws = new Draws(trials);
    int groups = plan.publishedGroups().size();
    for (Row row : rows) {
      int trial = row.getInt(groups);
      String group = plan.groups().isEmpty() ? "" : group(row, groups);
      draws.cell(new Cell(group, PUBLISHED), 0)[trial] = 1;
      for (int column = groups + 1; column < row.size(); column++) {
        draws.put(group, row.schema().fieldNames()[column], row.get(column), trial);
      }
    }
    return draws;
  }

  private static String group(Row row, int columns) {
    List<String> values = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      Object value = row.get(column);
      values.add(value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value));
    }
    return "(" + String.join(", ", values) + ")";
  }

  private void put(String group, String column, Object value, int trial) {
    if (value instanceof scala.collection.Seq<?> array) {
      for (int element = 0; element < array.size(); element++) {
        put(group, column + "[" + element + "]", array.apply(element), trial);
      }
    } else if (value != null) {
      cell(new Cell(group, column), Double.NaN)[trial] = number(value);
    }
  }

  private static double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    } else if (value instanceof java.sql.Timestamp time) {
      return time.getTime() + time.getNanos() % 1_000_000 / 1e6;
    } else if (value instanceof java.sql.Date date) {
      return date.getTime();
    } else if (value instanceof java.time.LocalDateTime time) {
      return java.time.temporal.ChronoUnit.MICROS.between(
          java.time.LocalDateTime.of(1970, 1, 1, 0, 0), time);
    }
    return value.hashCode(); // of no published type today
  }

  private double[] cell(Cell cell, double absent) {
    return cells.computeIfAbsent(
        cell,
        added -> {
          double[] values = new double[size];
          Arrays.fill(values, absent);
          return values;
        });
  }

  int size() {
    return size;
  }

  Set<Cell> names() {
    return cells.keySet();
  }

  /** The values of a cell; of one that never came up, what absent ones are. */
  double[] values(Cell cell) {
    double[] known = cells.get(cell);
    if (known != null) {
      return known;
    }
    double[] absent = new double[size];
    Arrays.fill(absent, cell.column().equals(PUBLISHED) ? 0 : Double.NaN);
    return absent;
  }

  /** These draws, and beside each another one whose cells have a prefix. */
  Draws beside(String prefix, Draws other) {
    Draws both = new Draws(size);
    both.cells.putAll(cells);
    other.cells.forEach(
        (cell, values) -> both.cells.put(new Cell(cell.group(), prefix + cell.column()), values));
    return both;
  }

  /** The draws from one on to before another. */
  Draws part(int from, int to) {
    Draws part = new Draws(to - from);
    cells.forEach((cell, values) -> part.cells.put(cell, Arrays.copyOfRange(values, from, to)));
    return part;
  }

  /** These draws, then others. */
  Draws then(Draws others) {
    Draws all = new Draws(size + others.size);
    for (Draws each : List.of(this, others)) {
      int offset = each == this ? 0 : size;
      each.cells.forEach(
          (cell, values) ->
              System.arraycopy(
                  values,
                  0,
                  all.cell(cell, cell.column().equals(PUBLISHED) ? 0 : Double.NaN),
                  offset,
                  values.length));
    }
    return all;
  }
}
