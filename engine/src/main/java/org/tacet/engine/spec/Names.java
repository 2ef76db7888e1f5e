package org.tacet.engine.spec;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may be a name in a spec. */
final class Names {

  static final String COLUMN_LEGAL = "letters, digits and _, the first not a digit";
  static final String ID_LEGAL =
      "1 to 128 letters, digits, '.', '_' and '-', the first a letter or a digit";

  private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  // A ledger turns account and release ids into file names.
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private Names() {}

  static boolean isColumn(String name) {
    return COLUMN.matcher(name).matches();
  }

  static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  static boolean isTimeZone(String name) {
    try {
      ZoneId.of(name);
      return true;
    } catch (DateTimeException unknownZone) {
      return false;
    }
  }

  /** Spark resolves names without regard to case, so two names that differ only in case clash. */
  static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
