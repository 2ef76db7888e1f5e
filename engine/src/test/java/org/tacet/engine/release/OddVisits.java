package org.tacet.engine.release;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.tacet.engine.testing.ReleaseHarness;

/**
 * Random visits of persons, and lines that visits own, with all that breaks sums and equality among
 * them. Persons from {@link #FIRST_NAMELESS} on leave a column of the unit null.
 */
final class OddVisits {

  static final int PERSONS = 7;
  static final int FIRST_NAMELESS = 5;

  private static final String VISITS =
      "id bigint, person bigint, clinic string, town string, score double, amount double, whole"
          + " bigint, price decimal(12,2), big decimal(30,4), ratio float, small int";
  private static final String LINES = "visit bigint, place int, cost double";

  private static final String[] TOWNS = {"Bern", "Basel", "Genf", "Chur", "", null};
  private static final Double[] DOUBLES = {
    null,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    1.5,
    -2.25,
    1e300
  };
  private static final Float[] FLOATS = {
    null, Float.NaN, Float.POSITIVE_INFINITY, -0.0f, 2.5f, -1e30f
  };
  private static final Long[] LONGS = {null, Long.MIN_VALUE, Long.MAX_VALUE, 0L, 1L, -7L, 40L};
  private static final Integer[] INTS = {null, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 3, -3};
  private static final BigDecimal[] PRICES = {
    null, new BigDecimal("9999999999.99"), new BigDecimal("-9999999999.99"), new BigDecimal("1.25")
  };
  private static final BigDecimal[] BIGS = {
    null,
    new BigDecimal("99999999999999999999999999.9999"),
    new BigDecimal("-99999999999999999999999999.9999"),
    new BigDecimal("0.0001")
  };

  private record Visit(int person, long id, List<Object> columns, List<Row> lines) {}

  private final List<Visit> visits = new ArrayList<>();

  /** Zero to forty visits; person 0 of every third table has a hundred more. */
  OddVisits(long seed) {
    Random random = new Random(seed);
    int count = random.nextInt(41);
    int giant = random.nextInt(3) == 0 ? 100 : 0;
    for (int visit = 0; visit < count + giant; visit++) {
      visits.add(visit(visit < count ? random.nextInt(PERSONS) : 0, visit, random));
    }
  }

  private static Visit visit(int person, long id, Random random) {
    boolean named = person < FIRST_NAMELESS;
    boolean personIsNull = !named && random.nextBoolean();
    List<Object> columns = new ArrayList<>();
    columns.add(id);
    columns.add(personIsNull ? null : named ? (Long) (person / 2 + Long.MIN_VALUE) : (Long) 0L);
    columns.add(named ? "clinic " + person % 2 : personIsNull ? "clinic 0" : null);
    columns.add(one(TOWNS, random));
    columns.add(one(DOUBLES, random));
    columns.add(one(DOUBLES, random));
    columns.add(one(LONGS, random));
    columns.add(one(PRICES, random));
    columns.add(one(BIGS, random));
    columns.add(one(FLOATS, random));
    columns.add(one(INTS, random));
    List<Row> lines = new ArrayList<>();
    for (int line = random.nextInt(4); line > 0; line--) {
      lines.add(RowFactory.create(id, random.nextInt(4), one(DOUBLES, random)));
    }
    return new Visit(person, id, columns, lines);
  }

  private static <T> T one(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  /**
   * Writes the tables {@code visits} and {@code lines} below a folder, without one person.
   *
   * @param without no person's number for the whole table
   * @param nameless what stands for a null in the unit; null as it is
   */
  void write(ReleaseHarness harness, String folder, int without, String nameless) {
    List<Row> rows = new ArrayList<>();
    List<Row> lines = new ArrayList<>();
    for (Visit visit : visits) {
      if (visit.person != without) {
        List<Object> columns = new ArrayList<>(visit.columns);
        if (nameless != null && visit.person >= FIRST_NAMELESS) {
          columns.set(1, 0L);
          columns.set(2, nameless);
        }
        rows.add(RowFactory.create(columns.toArray()));
        lines.addAll(visit.lines);
      }
    }
    harness.table(folder + "/visits", VISITS, rows, 2).table(folder + "/lines", LINES, lines, 1);
  }
}
