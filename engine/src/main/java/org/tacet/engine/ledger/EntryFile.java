package org.tacet.engine.ledger;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a ledger's files: numbers from 0, which is the account's own. */
final class EntryFile {

  /** Beside the entries, and none. */
  static final String SNAPSHOT = "snapshot.json";

  private static final Pattern NUMBERED = Pattern.compile("([0-9]{8})\\.json");

  /** Bounds the set of numbers that a listing is kept as, whatever a file may be called. */
  private static final int MAXIMUM_NUMBER = 99_999_999;

  private EntryFile() {}

  static String name(long number) {
    if (number < 0 || number > MAXIMUM_NUMBER) {
      throw new IllegalArgumentException(
          "entry number must be 0 to "
              + MAXIMUM_NUMBER
              + ". Provided value: "
              + number
              + ". Fix: open another account");
    }
    return String.format(Locale.ROOT, "%08d.json", number);
  }

  /** The numbers in use; files of other names are left-overs and do not count. */
  static BitSet numbers(List<String> names) {
    BitSet numbers = new BitSet();
    for (String name : names) {
      number(name).ifPresent(numbers::set);
    }
    return numbers;
  }

  private static OptionalInt number(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches()
        ? OptionalInt.of(Integer.parseInt(numbered.group(1)))
        : OptionalInt.empty();
  }
}
