package org.tacet.jobs.budget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * What {@code --json} prints. Losses are decimals in texts, as in the ledger: a JSON number is a
 * double to most readers.
 */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final ObjectWriter INDENTED = MAPPER.writerWithDefaultPrettyPrinter();

  private Json() {}

  static Map<String, Object> of(ApproximateDp loss) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epsilon", text(loss.epsilon()));
    document.put("delta", text(loss.delta()));
    return document;
  }

  static Map<String, Object> of(Charge charge) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("loss", text(charge.loss()));
    document.put("delta", text(charge.delta()));
    return document;
  }

  static String text(BigDecimal value) {
    return value.signum() == 0 ? "0" : value.toString();
  }

  /** On one line. */
  static String line(Object document) {
    return written(MAPPER.writer(), document);
  }

  static String indented(Object document) {
    return written(INDENTED, document);
  }

  /** An array with one line an element. */
  static List<String> array(List<?> elements) {
    List<String> lines = new ArrayList<>();
    lines.add("[");
    for (int index = 0; index < elements.size(); index++) {
      lines.add(line(elements.get(index)) + (index < elements.size() - 1 ? "," : ""));
    }
    lines.add("]");
    return lines;
  }

  private static String written(ObjectWriter writer, Object document) {
    try {
      return writer.writeValueAsString(document);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("maps, lists, texts and numbers are JSON", impossible);
    }
  }
}
