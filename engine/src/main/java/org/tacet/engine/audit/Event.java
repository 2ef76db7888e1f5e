package org.tacet.engine.audit;

import java.util.Locale;

/**
 * Something that a release may show or not.
 *
 * @param feature of what
 * @param relation of its value to the number; never that of NaN
 * @param withIsLikelier which of the two data sets is to show it more often
 */
record Event(Feature feature, Relation relation, double number, boolean withIsLikelier) {

  enum Relation {
    AT_MOST("<="),
    ABOVE(">"),
    EQUAL("=");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    boolean holds(double value, double number) {
      return switch (this) {
        case AT_MOST -> value <= number;
        case ABOVE -> value > number;
        case EQUAL -> value == number;
      };
    }
  }

  long seen(Draws draws) {
    return seen(feature.values().apply(draws), relation, number);
  }

  static long seen(double[] values, Relation relation, double number) {
    long seen = 0;
    for (double value : values) {
      seen += relation.holds(value, number) ? 1 : 0;
    }
    return seen;
  }

  String text() {
    return String.format(Locale.ROOT, "%s %s %.6g", feature.name(), relation.sign, number);
  }
}
