package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;

/** The types that a parameter may have. */
enum ParameterType {
  STRING("string", "text"),
  INTEGER("integer", "a whole number"),
  NUMBER("number", "a number of " + Numbers.LEGAL),
  DATE("date", "a date, such as 1992-01-31"),
  BOOLEAN("boolean", "true or false");

  private final String word;
  private final String legal;

  ParameterType(String word, String legal) {
    this.word = word;
    this.legal = legal;
  }

  String word() {
    return word;
  }

  String legal() {
    return legal;
  }

  static Optional<ParameterType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  /** The value that a word of the command line stands for, if it has this type. */
  Optional<JsonNode> parse(String text) {
    return switch (this) {
      case STRING -> Optional.of(text(text));
      case INTEGER -> Numbers.read(text).filter(Numbers::isWhole).map(Numbers::node);
      case NUMBER -> Numbers.read(text).map(Numbers::node);
      case DATE -> isDate(text) ? Optional.of(text(text)) : Optional.empty();
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? Optional.of(JsonNodeFactory.instance.booleanNode(text.equals("true")))
              : Optional.empty();
    };
  }

  /** Whether a default written in the spec has this type. */
  boolean accepts(JsonNode value) {
    return switch (this) {
      case STRING -> value.isTextual();
      case INTEGER -> value.isIntegralNumber();
      case NUMBER -> value.isNumber();
      case DATE -> value.isTextual() && isDate(value.textValue());
      case BOOLEAN -> value.isBoolean();
    };
  }

  /** How a value reads inside a longer text. */
  static String inText(JsonNode value) {
    BigDecimal number = value.isNumber() ? value.decimalValue() : null;
    return number == null ? value.asText() : number.toPlainString();
  }

  private static JsonNode text(String text) {
    return JsonNodeFactory.instance.textNode(text);
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeException notADate) {
      return false;
    }
  }
}
