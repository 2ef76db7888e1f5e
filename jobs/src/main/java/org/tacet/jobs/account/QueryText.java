package org.tacet.jobs.account;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One query as JSON, read into maps, lists, texts and numbers. NaN and Infinity are read, which
 * JSON does not know but some libraries write, so that the field they stand in can be named. A key
 * that comes twice is a fault: which of its values counts is anyone's guess.
 */
final class QueryText {

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private static final Pattern POSITION =
      Pattern.compile("\\s*\\([^()]*\\[Source:(\\([^()]*\\)|[^()])*\\)|\\s*\\[Source:[^\\]]*\\]");

  private final ArraySlices.Slice slice;
  private Object id;
  private Object document;
  private String fault;

  private QueryText(ArraySlices.Slice slice) {
    this.slice = slice;
  }

  static QueryText read(ArraySlices.Slice slice) {
    QueryText text = new QueryText(slice);
    text.parse();
    text.noteEnd();
    return text;
  }

  /** The query's id, also where the text behind it has a fault; null if there is none. */
  Object id() {
    return id;
  }

  /**
   * What was read.
   *
   * @throws IllegalArgumentException that names the position of a fault in the text
   */
  Object document() {
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
    return document;
  }

  private void parse() {
    try (JsonParser parser = FACTORY.createParser(slice.text())) {
      if (parser.nextToken() == null) {
        note("malformed JSON: a query is missing", slice.line(), slice.column());
        return;
      }
      document = value(parser, 0);
      if (parser.nextToken() != null) {
        note("malformed JSON: a comma is missing", parser.currentTokenLocation());
      }
    } catch (JsonProcessingException malformed) {
      // Jackson's positions inside a message count from the query's beginning, not the file's.
      String message = POSITION.matcher(malformed.getOriginalMessage()).replaceAll("");
      note("malformed JSON: " + message.replaceAll("\\s+", " ").strip(), malformed.getLocation());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void noteEnd() {
    if (slice.fault() != null) {
      fault = (fault == null ? "malformed JSON: " : fault + "; ") + slice.fault();
    }
  }

  private Object value(JsonParser parser, int depth) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getNumberValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (fields.containsKey(name)) {
        note("the key \"" + name + "\" stands twice in one object", parser.currentTokenLocation());
      }
      parser.nextToken();
      Object value = value(parser, depth + 1);
      fields.put(name, value);
      if (depth == 0 && name.equals("id") && !(value instanceof Map || value instanceof List)) {
        id = value;
      }
    }
    return fields;
  }

  private List<Object> array(JsonParser parser, int depth) throws IOException {
    List<Object> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      entries.add(value(parser, depth + 1));
    }
    return entries;
  }

  private void note(String what, JsonLocation location) {
    if (location == null) { // of what has no place, such as a limit of the parser
      note(what, slice.line(), slice.column());
      return;
    }
    int line = slice.line() + location.getLineNr() - 1;
    int column = location.getColumnNr() + (location.getLineNr() == 1 ? slice.column() - 1 : 0);
    note(what, line, column);
  }

  /** The first fault counts. */
  private void note(String what, int line, int column) {
    if (fault == null) {
      fault = "%s (line %d, column %d)".formatted(what, line, column);
    }
  }
}
