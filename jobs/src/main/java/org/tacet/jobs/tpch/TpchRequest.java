package org.tacet.jobs.tpch;

import io.trino.tpch.TpchTable;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * Which tables to generate, and where to.
 *
 * @param scale TPC-H scale factor in [0.0001, 100000]; below, a table has no rows and the others
 *     nothing to point at
 * @param output path or URI of the folder that gets one folder a table
 * @param tables names as in TPC-H, each once, in the order of writing
 * @param parts tasks and files a table in [1, 10000]; when empty, by size and cores. {@code nation}
 *     and {@code region} always have one
 * @param overwrite whether a table that is there already is replaced
 */
public record TpchRequest(
    double scale, String output, List<String> tables, OptionalInt parts, boolean overwrite) {

  private static final double MINIMUM_SCALE = 0.0001;
  private static final double MAXIMUM_SCALE = 100_000;
  private static final int MAXIMUM_PARTS = 10_000;

  /**
   * Checks every field.
   *
   * @throws InvalidArgumentException naming the option, the given value, what is legal and the fix
   */
  public TpchRequest {
    // Written so that NaN fails it too.
    if (!(scale >= MINIMUM_SCALE && scale <= MAXIMUM_SCALE)) {
      throw invalidScale("is out of range", Double.toString(scale));
    }
    if (output == null || output.isBlank()) {
      throw new InvalidArgumentException(
          "--output",
          "is empty",
          "'" + output + "'",
          "a path or URI of a folder",
          "name one, for example --output tpch");
    }
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw invalidTables("names no table", "nothing");
    }
    Set<String> seen = new HashSet<>();
    for (String table : tables) {
      if (!allTables().contains(table)) {
        throw invalidTables("names an unknown table", "'" + table + "'");
      }
      if (!seen.add(table)) {
        throw invalidTables("names a table twice", "'" + table + "'");
      }
    }
    if (parts.isPresent() && (parts.getAsInt() < 1 || parts.getAsInt() > MAXIMUM_PARTS)) {
      throw invalidParts("is out of range", Integer.toString(parts.getAsInt()), null);
    }
  }

  /** The eight tables. */
  public static List<String> allTables() {
    return TpchTable.getTables().stream().map(TpchTable::getTableName).toList();
  }

  /**
   * Reads a scale factor as a user writes it: a decimal number, {@code 1e-3} included.
   *
   * @throws InvalidArgumentException when it is none; its range is checked by the constructor
   */
  public static double scale(String given) {
    try {
      return new BigDecimal(given.strip()).doubleValue();
    } catch (NumberFormatException e) {
      throw new InvalidArgumentException(
          "--scale",
          "is not a number",
          "'" + given + "'",
          legalScale(),
          "for example --scale 0.1",
          e);
    }
  }

  /**
   * Reads a number of parts.
   *
   * @throws InvalidArgumentException when it is no whole number; its range is checked by the
   *     constructor
   */
  public static int parts(String given) {
    try {
      return Integer.parseInt(given.strip());
    } catch (NumberFormatException e) {
      throw invalidParts("is not a whole number", "'" + given + "'", e);
    }
  }

  private static String legalScale() {
    return "a number from 0.0001 to 100000";
  }

  private static InvalidArgumentException invalidScale(String problem, String given) {
    return new InvalidArgumentException(
        "--scale", problem, given, legalScale(), "for example --scale 0.1");
  }

  private static InvalidArgumentException invalidTables(String problem, String given) {
    return new InvalidArgumentException(
        "--tables",
        problem,
        given,
        "each of " + String.join(", ", allTables()) + " at most once",
        "for example --tables orders,customer, or leave --tables out to write all");
  }

  private static InvalidArgumentException invalidParts(
      String problem, String given, Throwable cause) {
    return new InvalidArgumentException(
        "--parts",
        problem,
        given,
        "a whole number from 1 to " + MAXIMUM_PARTS,
        "for example --parts 8, or leave --parts out",
        cause);
  }
}
