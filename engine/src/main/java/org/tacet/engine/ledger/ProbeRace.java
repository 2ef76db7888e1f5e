package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.tacet.engine.ledger.StoreProbe.Effort;

/**
 * Threads that race for one name after the other, as writers of a ledger race for numbers. Who
 * loses reads what won, so that each also knows how the others fare: the race goes on until every
 * run has won some rounds, or the runs may never have met.
 */
final class ProbeRace {

  /** Names lost to a run that is slower to start are won back by then, or never. */
  private static final int AT_MOST_TIMES = 50;

  /** Of the rounds, what all runs have to win together, evenly. */
  private static final int SHARE = 10;

  /** About an entry, so that a file which is seen before it is whole shows. */
  private static final int FILLER_BYTES = 2_000;

  private final LedgerStorage storage;
  private final String id;
  private final List<String> members;
  private final Set<Integer> claims = new ConcurrentSkipListSet<>();
  private final Set<String> breaches = Collections.synchronizedSet(new java.util.TreeSet<>());
  private final Map<Integer, String> winners = new ConcurrentHashMap<>();
  private final Map<String, Integer> wins = new ConcurrentHashMap<>();

  ProbeRace(LedgerStorage storage, String id, List<String> members) {
    this.storage = storage;
    this.id = id;
    this.members = members;
  }

  /** Races; returns what was seen to be wrong on the way. */
  List<String> run(Effort effort) throws IOException {
    CyclicBarrier start = new CyclicBarrier(effort.threads());
    ExecutorService executor = Executors.newFixedThreadPool(effort.threads());
    try {
      List<Future<Void>> racers = new ArrayList<>();
      for (int thread = 0; thread < effort.threads(); thread++) {
        String racer = id + " " + thread;
        racers.add(
            executor.submit(
                () -> {
                  start.await();
                  raceAll(racer, effort);
                  return null;
                }));
      }
      for (Future<Void> racer : racers) {
        racer.get();
      }
    } catch (ExecutionException failed) {
      breaches.add("a name can't be added or read during the race: " + failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("the probe was interrupted", interrupted);
    } finally {
      executor.shutdownNow();
    }
    if (breaches.isEmpty() && !everyoneWon(1)) {
      breaches.add(
          "the runs never raced each other: in "
              + winners.size()
              + " rounds not each of them won one, so that nothing is known");
    }
    return List.copyOf(breaches);
  }

  private void raceAll(String racer, Effort effort) throws IOException {
    long deadline = System.nanoTime() + effort.patience().toNanos();
    int share = Math.max(1, effort.rounds() / SHARE / members.size());
    int last = Math.multiplyExact(AT_MOST_TIMES, effort.rounds());
    for (int round = 0; round < effort.rounds() || (round < last && !everyoneWon(share)); round++) {
      if (!breaches.isEmpty() || System.nanoTime() - deadline > 0) {
        return;
      }
      race(racer, round);
    }
  }

  private boolean everyoneWon(int share) {
    return members.stream().allMatch(member -> wins.getOrDefault(member, 0) >= share);
  }

  private void race(String racer, int round) throws IOException {
    String mine = content(racer, round);
    boolean won =
        storage.add(ProbeMeeting.FOLDER, name(round), mine.getBytes(StandardCharsets.UTF_8));
    if (won && !claims.add(round)) {
      breaches.add("one name was given to two that raced for it");
    }
    Optional<byte[]> there = storage.read(ProbeMeeting.FOLDER, name(round));
    if (there.isEmpty()) {
      breaches.add("a name that is taken can't be read");
      return;
    }
    String found = new String(there.get(), StandardCharsets.UTF_8);
    if (won != found.equals(mine)) {
      breaches.add(
          won
              ? "a name that was given to one that raced for it holds what another wrote"
              : "a name is called taken to the very one that got it");
    }
    String[] words = found.split(" ", -1);
    if (!found.equals(content(words[0] + " " + (words.length > 1 ? words[1] : ""), round))) {
      breaches.add("a file is seen before it is whole");
    } else if (winners.putIfAbsent(round, words[0]) == null) {
      wins.merge(words[0], 1, Integer::sum);
    }
  }

  /** The rounds that this run was told to have won. */
  List<Integer> claims() {
    return List.copyOf(claims);
  }

  /**
   * Compares what all runs were told with what lies there.
   *
   * @param claimed for each round the runs that claim it
   */
  List<String> compare(Map<Integer, List<String>> claimed) throws IOException {
    Set<String> found = new java.util.TreeSet<>();
    int round = 0;
    for (Map.Entry<Integer, List<String>> claim : claimed.entrySet()) {
      if (claim.getKey() != round++) {
        found.add("a name is taken that was given to nobody");
      }
      if (claim.getValue().size() > 1) {
        found.add("one name was given to two that raced for it");
      }
      Optional<byte[]> content = storage.read(ProbeMeeting.FOLDER, name(claim.getKey()));
      if (content.isEmpty()
          || !new String(content.get(), StandardCharsets.UTF_8)
              .startsWith(claim.getValue().get(0) + " ")) {
        found.add("a name that was given to one that raced for it holds what another wrote");
      }
    }
    if (storage.has(ProbeMeeting.FOLDER, name(round))) {
      found.add("a name is taken that was given to nobody");
    }
    return List.copyOf(found);
  }

  private static String name(int round) {
    return String.format(Locale.ROOT, "round-%08d", round);
  }

  private static String content(String racer, int round) {
    return racer + " " + round + " " + ".".repeat(FILLER_BYTES) + "\n";
  }

  static byte[] text(List<Integer> rounds) {
    StringBuilder text = new StringBuilder();
    rounds.forEach(round -> text.append(round).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static List<Integer> rounds(byte[] text) {
    return new String(text, StandardCharsets.UTF_8).lines().map(Integer::valueOf).toList();
  }
}
