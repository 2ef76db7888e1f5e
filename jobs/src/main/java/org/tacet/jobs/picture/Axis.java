package org.tacet.jobs.picture;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One axis of a {@link Chart}.
 *
 * @param name what it shows
 * @param first the value at its start
 * @param last the value at its end, above {@code first}
 * @param ticks the values that are marked
 */
public record Axis(String name, double first, double last, List<Tick> ticks) {

  /** A marked value, and what stands beside it. */
  public record Tick(double value, String label) {}

  public Axis {
    if (!(first < last && last - first < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "first must be below last. Provided values: " + first + " and " + last + ".");
    }
    ticks = List.copyOf(ticks);
  }

  /** From 0 to a value, with some five round numbers. */
  public static Axis numbers(String name, double last) {
    List<Tick> ticks = new ArrayList<>();
    double step = roundStep(last / 5);
    for (long index = 0; index * step <= last; index++) {
      ticks.add(new Tick(index * step, plain(index * step)));
    }
    return new Axis(name, 0, last, ticks);
  }

  /**
   * Logarithmic, marked at whole powers of ten.
   *
   * @param firstExponent a whole number; values on the axis are exponents
   */
  public static Axis powersOfTen(String name, double firstExponent, double lastExponent) {
    List<Tick> ticks = new ArrayList<>();
    for (double exponent = firstExponent; exponent <= lastExponent + 1e-9; exponent++) {
      ticks.add(new Tick(exponent, "1e" + Math.round(exponent)));
    }
    return new Axis(name, firstExponent, lastExponent, ticks);
  }

  /** The largest of 1, 2 or 5 times a power of ten that is not much above the given step. */
  private static double roundStep(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (int factor : new int[] {2, 5, 10}) {
      step = rough > step ? power * factor : step;
    }
    return step;
  }

  private static String plain(double tick) {
    BigDecimal rounded = new BigDecimal(String.format(Locale.ROOT, "%.6g", tick));
    String text = rounded.stripTrailingZeros().toPlainString();
    return text.length() > 9 ? String.format(Locale.ROOT, "%.3g", tick) : text;
  }
}
