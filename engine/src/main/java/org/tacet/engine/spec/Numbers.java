package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the numbers of a spec exactly: 0.1 is a tenth, as written, and never passes a double. */
final class Numbers {

  static final String LEGAL =
      "at most 1000 digits, exponents from -1000 to 1000, and neither .nan nor .inf";

  static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  // Beyond any parameter of a mechanism; exact arithmetic on 1e999999999 would fill the memory.
  private static final int MOST_DIGITS = 1000;
  private static final int LARGEST_EXPONENT = 1000;

  private Numbers() {}

  /** Whether the text is written like a number. */
  static boolean isNumber(String text) {
    return DECIMAL.matcher(text).matches();
  }

  /** The number, or nothing when it is not one or beyond {@link #LEGAL}. */
  static Optional<BigDecimal> read(String text) {
    if (!isNumber(text) || text.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    int exponentAt = text.toLowerCase(Locale.ROOT).indexOf('e');
    if (exponentAt >= 0 && text.length() - exponentAt > 8) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(text);
    boolean withinReach = Math.abs((long) number.scale() - number.precision()) <= LARGEST_EXPONENT;
    return withinReach ? Optional.of(number) : Optional.empty();
  }

  /** A number as a JSON node; whole numbers, 1e6 and 3.0 included, as integers. */
  static JsonNode node(BigDecimal number) {
    return isWhole(number)
        ? JsonNodeFactory.instance.numberNode(number.toBigIntegerExact())
        : DecimalNode.valueOf(number);
  }

  static boolean isWhole(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }
}
