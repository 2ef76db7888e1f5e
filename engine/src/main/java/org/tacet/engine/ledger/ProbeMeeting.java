package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.tacet.accountant.ledger.LedgerException;

/**
 * Runs of the probe that meet in a folder, on however many machines. They have nothing in common
 * but the folder, so they find each other by files in it, and look again until all are there. That
 * a name which one of them made is seen by the others is already a part of the probe.
 */
final class ProbeMeeting implements AutoCloseable {

  /** Begins with a dot, so that no reader of the ledger takes it for an account. */
  static final String FOLDER = ".store-probe";

  static final String CLAIMS = "claims-";
  static final String DONE = "done-";

  private static final String MEMBER = "run-";
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final Path root;
  private final LedgerStorage storage;
  private final String id;
  private final int size;
  private final Duration patience;
  private Map<String, byte[]> members = Map.of();

  private ProbeMeeting(Path root, LedgerStorage storage, String id, int size, Duration patience) {
    this.root = root;
    this.storage = storage;
    this.id = id;
    this.size = size;
    this.patience = patience;
  }

  /**
   * Joins the meeting and waits until all are there.
   *
   * @throws LedgerException if they are not there in time, or too many are
   */
  static ProbeMeeting join(
      Path root, LedgerStorage storage, String id, String host, int size, Duration patience)
      throws IOException {
    ProbeMeeting meeting = new ProbeMeeting(root, storage, id, size, patience);
    String described = host + "\n" + ProcessHandle.current().pid();
    storage.add(FOLDER, MEMBER + id, described.getBytes(StandardCharsets.UTF_8));
    try {
      meeting.members = meeting.awaitAll(MEMBER);
      return meeting;
    } catch (LedgerException | IOException failed) {
      meeting.leave();
      throw failed;
    }
  }

  String id() {
    return id;
  }

  List<String> members() {
    return List.copyOf(members.keySet());
  }

  /** The machines that take part, sorted. */
  List<String> hosts() {
    return members.values().stream()
        .map(member -> lines(member).get(0))
        .distinct()
        .sorted()
        .toList();
  }

  /** A run as its machine and process. */
  String described(String member) {
    List<String> lines = lines(members.get(member));
    return lines.get(0) + ", process " + lines.get(1);
  }

  private static List<String> lines(byte[] text) {
    return List.of(new String(text, StandardCharsets.UTF_8).split("\n", -1));
  }

  void tell(String what, byte[] content) throws IOException {
    storage.add(FOLDER, what + id, content);
  }

  /** What each member told, by its id. */
  Map<String, byte[]> awaitAll(String what) throws IOException {
    Map<String, byte[]> told = new TreeMap<>();
    await(
        () -> {
          for (String name : namesOf(what)) {
            String member = name.substring(what.length());
            read(name).ifPresent(content -> told.put(member, content));
          }
          return told.size() >= size;
        },
        () -> told.size() + " of " + size);
    if (told.size() > size) {
      throw new LedgerException(
          "More than "
              + size
              + " runs of the probe are in "
              + root.resolve(FOLDER)
              + ": another one runs, or was ended before it was through. Fix: when none runs, delete"
              + " that folder and start again, everywhere with the same number of runs");
    }
    return told;
  }

  /** Until nobody needs the files any more: who is through removes them, its own name first. */
  void awaitDone() throws IOException {
    await(
        () -> {
          List<String> done = namesOf(DONE);
          List<String> there = namesOf(MEMBER);
          return members.keySet().stream()
              .allMatch(member -> done.contains(DONE + member) || !there.contains(MEMBER + member));
        },
        () -> "not all");
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(Condition condition, Supplier<String> state) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new LedgerException(
            state.get()
                + " runs of the probe showed up in "
                + root.resolve(FOLDER)
                + " within "
                + patience.toSeconds()
                + " seconds. Either the others were not started or have failed, or a name that one"
                + " machine makes is not seen on another, and then the folder can't hold a ledger."
                + " Fix: start them all within that time; before that, delete that folder");
      }
      pause();
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("the probe was interrupted", interrupted);
    }
  }

  private List<String> namesOf(String what) throws IOException {
    return storage.files(FOLDER).stream().filter(name -> name.startsWith(what)).toList();
  }

  private Optional<byte[]> read(String name) throws IOException {
    return storage.read(FOLDER, name);
  }

  private void leave() throws IOException {
    Files.deleteIfExists(root.resolve(FOLDER).resolve(MEMBER + id));
  }

  /** Removes what is there; others may be doing the same. */
  @Override
  public void close() throws IOException {
    leave();
    Path folder = root.resolve(FOLDER);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (NoSuchFileException | java.nio.file.DirectoryNotEmptyException othersAreAtIt) {
      return;
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }
}
