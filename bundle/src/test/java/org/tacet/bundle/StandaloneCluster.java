package org.tacet.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A master and a worker of Spark's own kind of cluster, as processes that speak on loopback. */
final class StandaloneCluster implements AutoCloseable {

  private static final Pattern STARTED = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered with master)");

  private final PlainSpark spark;
  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final String master;

  /**
   * @param folder where the cluster writes its logs and drivers work; made
   */
  StandaloneCluster(PlainSpark spark, Path folder) throws IOException {
    this.spark = spark;
    this.folder = Files.createDirectories(folder);
    this.master =
        started(
            "master",
            STARTED,
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    try {
      startWorker();
    } catch (RuntimeException e) {
      close(); // nobody has the cluster yet, to stop its master
      throw e;
    }
  }

  private void startWorker() {
    started(
        "worker",
        REGISTERED,
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--webui-port",
        "0",
        "--cores",
        "12",
        "--memory",
        "8g",
        "--work-dir",
        folder.resolve("work").toString(),
        master);
  }

  /** The master's address. */
  String master() {
    return master;
  }

  /** What the drivers on the worker wrote, for a test that failed. */
  String driverLogs() {
    try (Stream<Path> files = Files.walk(folder.resolve("work"))) {
      StringBuilder logs = new StringBuilder();
      for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
        logs.append(log).append('\n').append(Files.readString(log)).append('\n');
      }
      return logs.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a program and waits for the line that says it is up. */
  private String started(String name, Pattern line, String... arguments) {
    Process process = spark.start(List.of(arguments));
    processes.add(process);
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, folder.resolve(name + ".log"), line, found));
    reader.setDaemon(true);
    reader.start();
    return found.orTimeout(1, TimeUnit.MINUTES).join();
  }

  private static void read(
      Process process, Path log, Pattern line, CompletableFuture<String> found) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        var copy = Files.newBufferedWriter(log)) {
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        copy.write(next);
        copy.newLine();
        copy.flush();
        Matcher match = line.matcher(next);
        if (match.find()) {
          found.complete(match.group(1));
        }
      }
      found.completeExceptionally(new AssertionError("ended; its lines are in " + log));
    } catch (IOException e) {
      found.completeExceptionally(new UncheckedIOException(e));
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : processes) {
      process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
  }
}
