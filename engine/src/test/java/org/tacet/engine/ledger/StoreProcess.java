package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A virtual machine of its own that uses a store, for what one machine can't show of itself. */
final class StoreProcess {

  private static final String USE = "use";
  private static final String PROBE = "probe";

  private StoreProcess() {}

  /**
   * What a process says that has no right to pass over files' modes: the outcome of reading an
   * account "a", of listing the accounts, of appending; empty where there is no such process.
   */
  static List<String> withoutPrivileges(String ledger) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      String dropped = "-dac_override,-dac_read_search";
      List<String> drop = List.of("setpriv", "--bounding-set", dropped, "--inh-caps", dropped);
      command.addAll(drop);
      List<String> trial = new ArrayList<>(drop);
      trial.add("true");
      if (MountedDisk.run(trial.toArray(String[]::new)) != 0) {
        return List.of();
      }
    }
    command.addAll(java(USE, ledger));
    return lines(start(command));
  }

  /** Starts a run of the probe that is to meet others. */
  static Process probing(Path folder, int runs) throws IOException {
    return start(java(PROBE, folder.toString(), Integer.toString(runs)));
  }

  static List<String> lines(Process process) throws InterruptedException {
    List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("The process ended with " + process.exitValue());
    }
    return lines;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals(PROBE)) {
      int runs = Integer.parseInt(arguments[2]);
      StoreProbe.Report report =
          StoreProbe.run(folder, new StoreProbe.Effort(runs, 2, 50, Duration.ofMinutes(1), false));
      System.out.println(report.breaches() + " " + report.wins().size() + " " + report.marked());
      return;
    }
    FileStore store = new FileStore(new LocalStorage(folder));
    say(() -> "read " + store.readFrom("a", 0).size());
    say(() -> "accounts " + store.accounts());
    say(() -> "appended " + store.append("a", 1, new byte[1]));
  }

  private static void say(Supplier<String> outcome) {
    String said;
    try {
      said = outcome.get();
    } catch (RuntimeException failed) {
      said = failed.getMessage();
    }
    System.out.println(said);
  }
}
