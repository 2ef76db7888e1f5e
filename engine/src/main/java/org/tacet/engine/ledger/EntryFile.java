package org.tacet.engine.ledger;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a ledger's files: numbers from 0, which is the account's own. */
final class EntryFile {

  private static final Pattern NUMBERED = Pattern.compile("([0-9]{8,18})\\.json");

  private EntryFile() {}

  static String name(long number) {
    return String.format(Locale.ROOT, "%08d.json", number);
  }

  /** The largest number in use, or -1; files of other names are left-overs and do not count. */
  static long largestNumber(List<String> names) {
    long largest = -1;
    for (String name : names) {
      Matcher numbered = NUMBERED.matcher(name);
      if (numbered.matches()) {
        largest = Math.max(largest, Long.parseLong(numbered.group(1)));
      }
    }
    return largest;
  }
}
