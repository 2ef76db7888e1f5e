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

  private static final String RACE = "race";
  private static final String HOLD = "hold";
  private static final String READY = "ready";
  private static final String DONE = "done";

  private final Process process;
  private final BufferedReader output;

  private LedgerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process that reserves under ids of a prefix in each account that {@link #go} names,
   * each time through a handle of its own.
   */
  static LedgerProcess racing(String ledger, String prefix, int each) throws IOException {
    return start(RACE, ledger, prefix, Integer.toString(each));
  }

  /** Starts a process that leaves one release RESERVED and one READING, and stays. */
  static LedgerProcess holding(String ledger, String account) throws IOException {
    return start(HOLD, ledger, account);
  }

  private static LedgerProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
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

  void go(String account) throws IOException {
    process.getOutputStream().write((account + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** What the process was granted in the account that it was sent to. */
  List<String> granted() throws IOException {
    List<String> granted = new ArrayList<>();
    for (String line = output.readLine(); !DONE.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new IllegalStateException("The process ended early");
      }
      granted.add(line);
    }
    return granted;
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
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (arguments[0].equals(HOLD)) {
      hold(TestLedgers.open(arguments[1]), arguments[2]);
      System.out.println(READY);
      input.readLine();
      return;
    }
    System.out.println(READY);
    int each = Integer.parseInt(arguments[3]);
    for (String account = input.readLine(); account != null; account = input.readLine()) {
      Ledger ledger = TestLedgers.open(arguments[1]);
      List<String> granted = LedgerRace.reserveAll(ledger, account, arguments[2], each);
      granted.forEach(System.out::println);
      System.out.println(DONE);
    }
  }

  private static void hold(Ledger ledger, String account) {
    for (String id : List.of(RESERVED, READING)) {
      ledger.reserve(account, LedgerRace.request(id));
    }
    ledger.markReading(account, READING, 1, "input");
  }
}
