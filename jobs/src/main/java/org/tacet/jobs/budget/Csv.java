package org.tacet.jobs.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows as CSV by RFC 4180, but for line feeds as line ends. */
final class Csv {

  private Csv() {}

  static String row(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(","));
  }

  /**
   * A cell. Spreadsheets carry out a text that begins like a formula, and names in a ledger are
   * chosen by whoever starts a release: so an apostrophe goes before it.
   */
  private static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    boolean padded = !safe.equals(safe.strip());
    return quoted || padded ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** The cells of fields: lists and events as JSON, the parts of other maps one by one. */
  static List<String> values(Map<String, Object> fields) {
    List<String> values = new ArrayList<>();
    fields.forEach(
        (name, value) -> {
          if (!isFlat(name, value)) {
            ((Map<?, ?>) value).values().forEach(inner -> values.add(String.valueOf(inner)));
          } else if (value instanceof Map || value instanceof List) {
            values.add(Json.line(value));
          } else {
            values.add(String.valueOf(value));
          }
        });
    return values;
  }

  /** Events have other fields each. */
  private static boolean isFlat(String name, Object value) {
    return !(value instanceof Map) || name.equals("event");
  }
}
