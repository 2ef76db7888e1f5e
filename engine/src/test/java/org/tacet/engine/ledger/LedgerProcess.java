package org.tacet.engine.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerRace;

/** A virtual machine of its own that uses a ledger, steered over its standard streams. */
final class LedgerProcess implements AutoCloseable {

  static final String RESERVED = "crash-reserved";
  static final String READING = "crash-reading";

  private static final String READY = "ready";

  private final Process process;
  private final BufferedReader output;

  private LedgerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a process that waits for {@link #go} and then reserves under ids of a prefix. */
  static LedgerProcess racing(String ledger, String account, String prefix, int each)
      throws IOException {
    return start("race", ledger, account, prefix, Integer.toString(each));
  }

  /** Starts a process that leaves one release RESERVED and one READING, and stays. */
  static LedgerProcess holding(String ledger, String account) throws IOException {
    return start("hold", ledger, account);
  }

  private static LedgerProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LedgerProcess.class.getName());
    command.addAll(List.of(arguments));
    return new LedgerProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  void awaitReady() throws IOException {
    String line = output.readLine();
    if (!READY.equals(line)) {
      throw new IllegalStateException("The process did not start: " + line);
    }
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** What the process printed until it ended, which it has to do well. */
  List<String> granted() throws InterruptedException {
    List<String> lines = output.lines().toList();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("The process ended with " + process.exitValue());
    }
    return lines;
  }

  /** Ends the process as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      output.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Ledger ledger = Ledgers.open(arguments[1]);
    String account = arguments[2];
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (arguments[0].equals("hold")) {
      for (String id : List.of(RESERVED, READING)) {
        ledger.reserve(account, LedgerRace.request(id));
      }
      ledger.markReading(account, READING, 1, "input");
      System.out.println(READY);
      input.readLine();
    } else {
      System.out.println(READY);
      input.readLine();
      int each = Integer.parseInt(arguments[4]);
      LedgerRace.reserveAll(ledger, account, arguments[3], each).forEach(System.out::println);
    }
  }
}
