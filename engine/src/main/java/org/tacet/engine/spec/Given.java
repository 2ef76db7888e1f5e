package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/** Writes a value of a spec into a message: as JSON, cut where it gets long. */
final class Given {

  private static final int LONGEST = 100;

  private Given() {}

  static String of(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof JsonNode node) {
      return of(node);
    }
    if (value instanceof BigDecimal number) {
      return cut(number.toString());
    }
    if (value instanceof CharSequence text) {
      return of((JsonNode) JsonNodeFactory.instance.textNode(text.toString()));
    }
    return cut(value.toString());
  }

  /** Text as it stands in the spec, without quotes. */
  static String written(String text) {
    return cut(text);
  }

  private static String of(JsonNode node) {
    return cut(node.isBigDecimal() ? node.decimalValue().toString() : node.toString());
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }
}
