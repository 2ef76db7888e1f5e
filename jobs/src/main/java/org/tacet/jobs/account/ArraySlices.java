package org.tacet.jobs.account;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The elements of a JSON array as pieces of text, so that a fault in one leaves the others
 * readable. Only strings and brackets are looked at; what a piece says is for a parser to read. A
 * closing bracket closes what stands open inside it, and a line's end closes a string, which may
 * not hold one. An object begins an element where it can be nothing else: behind something at the
 * top, without a comma, and in an open object where a key is expected. So a fault reaches no
 * further than its element where that can be told; where it can't, the element has a fault that
 * says so.
 */
final class ArraySlices {

  /**
   * One element.
   *
   * @param line where it begins, from 1
   * @param column where it begins, from 1
   * @param fault what is wrong with its end, with the position; null if nothing is
   */
  record Slice(String text, int line, int column, String fault) {}

  private final String text;
  private final List<Slice> slices = new ArrayList<>();
  private String fault;
  private int position;
  private int line = 1;
  private int lineStart;

  private ArraySlices(String text) {
    this.text = text;
  }

  /** The elements of the array, as far as there is one. */
  static ArraySlices of(String text) {
    ArraySlices slices = new ArraySlices(text);
    slices.cut();
    return slices;
  }

  List<Slice> slices() {
    return slices;
  }

  /** What is wrong outside of all elements: with its position. */
  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  private void cut() {
    skipBlanks();
    if (end() || text.charAt(position) != '[') {
      fault = "a JSON array of queries must begin with '['" + here();
      return;
    }
    position++;
    skipBlanks();
    if (!end() && text.charAt(position) == ']') {
      position++;
    } else {
      cutElements();
    }
    skipBlanks();
    if (fault == null && !end()) {
      fault = "malformed JSON: nothing may follow the array" + here();
    }
  }

  private void cutElements() {
    while (true) {
      skipBlanks();
      int start = position;
      int startLine = line;
      int column = position - lineStart + 1;
      String faultOfEnd = passElement();
      if (start < position || !end()) {
        String element = text.substring(start, position);
        slices.add(new Slice(element, startLine, column, faultOfEnd));
      }
      if (end()) {
        boolean told = faultOfEnd != null;
        fault = told ? null : "malformed JSON: the array has no closing ']'" + here();
        return;
      }
      if (text.charAt(position) == '{') {
        continue; // the next element, not set off by a comma
      }
      if (text.charAt(position++) == ']') {
        return;
      }
    }
  }

  /**
   * Up to the comma or the closing bracket that ends an element, or to the brace that begins the
   * next one.
   *
   * @return what is wrong with this end, or null
   */
  private String passElement() {
    String beginning = here();
    OpenBrackets open = new OpenBrackets();
    char before = 0;
    for (; !end(); position++) {
      char one = text.charAt(position);
      if (one == '{' && open.isEmpty() && before != 0) {
        return "a comma is missing before the next query" + here();
      }
      if (one == '{' && open.onlyObjects() && (before == ',' || before == '}')) {
        return "a '}' is missing before the next query" + here();
      }
      if (open.isEmpty() && (one == ',' || one == ']')) {
        return null;
      }
      boolean brokenOff = false; // what comes on the next line is taken for a beginning
      switch (one) {
        case '"' -> brokenOff = !passString();
        case '\n' -> newLine();
        case '{', '[' -> open.push(one);
        case '}', ']' -> open.close(one == '}' ? '{' : '[');
        default -> {}
      }
      before = isBlank(one) ? before : brokenOff ? ',' : one;
    }
    return open.isEmpty()
        ? null
        : "the query has no end, so that none behind its beginning was read" + beginning;
  }

  /** What stands open, the innermost last; counted, as each bracket asks whether it closes one. */
  private static final class OpenBrackets {

    private final Deque<Character> open = new ArrayDeque<>();
    private int objects;

    boolean isEmpty() {
      return open.isEmpty();
    }

    boolean onlyObjects() {
      return objects > 0 && objects == open.size();
    }

    void push(char opening) {
      open.push(opening);
      objects += opening == '{' ? 1 : 0;
    }

    /** Also closes what was left open inside; nothing if there is none to close. */
    void close(char opening) {
      if ((opening == '{' ? objects : open.size() - objects) == 0) {
        return;
      }
      char closed;
      do {
        closed = open.pop();
        objects -= closed == '{' ? 1 : 0;
      } while (closed != opening);
    }
  }

  /**
   * Leaves the position at the closing quote, or before the line's end where there is none: then
   * false.
   */
  private boolean passString() {
    for (int index = position + 1; index < text.length(); index++) {
      char one = text.charAt(index);
      if (one == '\n') {
        position = index - 1;
        return false;
      }
      if (one == '"') {
        position = index;
        return true;
      }
      boolean escape = one == '\\' && !text.startsWith("\n", index + 1);
      index += escape ? 1 : 0;
    }
    position = text.length() - 1;
    return false;
  }

  private void skipBlanks() {
    while (!end() && isBlank(text.charAt(position))) {
      if (text.charAt(position) == '\n') {
        newLine();
      }
      position++;
    }
  }

  private void newLine() {
    line++;
    lineStart = position + 1;
  }

  private static boolean isBlank(char one) {
    return one == ' ' || one == '\t' || one == '\r' || one == '\n' || one == '\uFEFF';
  }

  private boolean end() {
    return position >= text.length();
  }

  private String here() {
    return " (line %d, column %d)".formatted(line, position - lineStart + 1);
  }
}
