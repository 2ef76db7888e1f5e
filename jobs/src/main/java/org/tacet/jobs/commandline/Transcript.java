package org.tacet.jobs.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a command told its user, kept for somebody who was not there. Progress is not kept. */
public final class Transcript {

  private final List<String> results = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Optional<ConsoleTable> lastTable = Optional.empty();

  synchronized void result(String line) {
    results.add(line);
  }

  synchronized void table(ConsoleTable table) {
    results.addAll(table.lines());
    lastTable = Optional.of(table);
  }

  synchronized void message(String line) {
    messages.add(line);
  }

  /** The lines on the standard output, tables included. */
  public synchronized List<String> results() {
    return List.copyOf(results);
  }

  /** The lines on the error stream, but for progress. */
  public synchronized List<String> messages() {
    return List.copyOf(messages);
  }

  /** The last table among the results. */
  public synchronized Optional<ConsoleTable> lastTable() {
    return lastTable;
  }
}
