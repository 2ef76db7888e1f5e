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
 * not hold one: a fault reaches no further than its element where that can be told.
 */
final class ArraySlices {

  /**
   * One element.
   *
   * @param line where it begins, from 1
   * @param column where it begins, from 1
   */
  record Slice(String text, int line, int column) {}

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
      passElement();
      slices.add(new Slice(text.substring(start, position), startLine, column));
      if (end()) {
        fault = "malformed JSON: the array has no closing ']'" + here();
        return;
      }
      if (text.charAt(position++) == ']') {
        return;
      }
    }
  }

  /** Up to the comma or the closing bracket that ends an element. */
  private void passElement() {
    Deque<Character> open = new ArrayDeque<>();
    for (; !end(); position++) {
      char one = text.charAt(position);
      switch (one) {
        case '"' -> passString();
        case '\n' -> newLine();
        case '{', '[' -> open.push(one);
        case '}', ']' -> {
          if (open.isEmpty() && one == ']') {
            return;
          }
          close(open, one == '}' ? '{' : '[');
        }
        case ',' -> {
          if (open.isEmpty()) {
            return;
          }
        }
        default -> {}
      }
    }
  }

  private static void close(Deque<Character> open, char opening) {
    if (open.contains(opening)) {
      while (open.pop() != opening) {
        // what was left open inside
      }
    }
  }

  /** Leaves the position at the closing quote, or before the line's end where there is none. */
  private void passString() {
    for (int index = position + 1; index < text.length(); index++) {
      char one = text.charAt(index);
      if (one == '\n') {
        position = index - 1;
        return;
      }
      if (one == '"') {
        position = index;
        return;
      }
      index += one == '\\' ? 1 : 0;
    }
    position = text.length() - 1;
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
