package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.engine.ledger.TrustedFileSystems.Mount;

/**
 * Tries out whether a folder can hold a ledger: threads, and with several runs at once processes
 * and machines, race for names as writers of a ledger do, and what each was told is compared with
 * what lies there. A probe can find a breach, and can't prove that there is none: it is run on the
 * machines that will write, and again when the mount changes.
 */
public final class StoreProbe {

  /**
   * How hard to try.
   *
   * @param runs that are started on the same folder at once and wait for each other, 1 to 16
   * @param threads of each run, 1 to 64
   * @param rounds a name is raced for in each, 10 to 100,000
   * @param patience how long to wait for the other runs at each step
   * @param singleHost to have the mark also where only one machine took part
   */
  public record Effort(int runs, int threads, int rounds, Duration patience, boolean singleHost) {

    public Effort {
      require("runs", runs, 1, 16);
      require("threads", threads, 1, 64);
      require("rounds", rounds, 10, 100_000);
      if (patience.isNegative() || patience.isZero()) {
        throw new IllegalArgumentException(
            "patience must be longer than 0. Provided value: " + patience);
      }
    }

    private static void require(String field, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            field + " must be " + least + " to " + most + ". Provided value: " + value);
      }
    }

    /** One run, as long as it takes to see a few thousand lost races. */
    public static Effort ofRuns(int runs, boolean singleHost) {
      return new Effort(runs, 8, 500, Duration.ofMinutes(2), singleHost);
    }
  }

  /**
   * What was found.
   *
   * @param fileSystem type and device of what the folder lies on
   * @param hosts that took part, sorted
   * @param rounds that were raced for
   * @param wins of each run, by its machine and process
   * @param breaches of what a ledger needs, in words; none if the folder passed
   * @param marked whether the folder is taken from now on
   */
  public record Report(
      String fileSystem,
      List<String> hosts,
      int rounds,
      Map<String, Integer> wins,
      List<String> breaches,
      boolean marked) {

    public Report {
      hosts = List.copyOf(hosts);
      wins = Map.copyOf(wins);
      breaches = List.copyOf(breaches);
    }

    public boolean passed() {
      return breaches.isEmpty();
    }
  }

  private final Path root;
  private final LedgerStorage storage;
  private final LinkProbe links;
  private final String host;

  StoreProbe(Path root, LedgerStorage storage, LinkProbe links, String host) {
    this.root = root;
    this.storage = storage;
    this.links = links;
    this.host = host;
  }

  /**
   * Probes a folder, which is made where it is not there yet.
   *
   * @throws LedgerException if the runs don't meet, or the folder can't be used at all
   */
  public static Report run(Path root, Effort effort) {
    Path absolute = root.toAbsolutePath().normalize();
    return new StoreProbe(
            absolute, new LocalStorage(absolute), new LinkProbe(), ProcessIdentity.localHost())
        .run(effort);
  }

  Report run(Effort effort) {
    String id = UUID.randomUUID().toString();
    try {
      storage.makeFolder(ProbeMeeting.FOLDER);
      try (ProbeMeeting meeting =
          ProbeMeeting.join(root, storage, id, host, effort.runs(), effort.patience())) {
        return run(effort, meeting);
      }
    } catch (IOException failed) {
      throw new LedgerException(
          "The folder "
              + root
              + " can't hold a ledger: "
              + failed
              + ". Fix: "
              + storage.fix(failed),
          failed);
    }
  }

  private Report run(Effort effort, ProbeMeeting meeting) throws IOException {
    List<String> breaches = new ArrayList<>(links.breaches(root.resolve(ProbeMeeting.FOLDER)));
    ProbeRace race = new ProbeRace(storage, meeting.id(), meeting.members());
    breaches.addAll(race.run(effort));
    meeting.tell(ProbeMeeting.CLAIMS, ProbeRace.text(race.claims()));
    Map<String, byte[]> claims = meeting.awaitAll(ProbeMeeting.CLAIMS);
    Map<Integer, List<String>> claimed = new TreeMap<>();
    Map<String, Integer> wins = new TreeMap<>();
    for (Map.Entry<String, byte[]> member : claims.entrySet()) {
      List<Integer> rounds = ProbeRace.rounds(member.getValue());
      wins.put(meeting.described(member.getKey()), rounds.size());
      for (int round : rounds) {
        claimed.computeIfAbsent(round, any -> new ArrayList<>()).add(member.getKey());
      }
    }
    breaches.addAll(race.compare(claimed));
    meeting.tell(ProbeMeeting.DONE, ProbeRace.text(List.of()));
    meeting.awaitDone();

    Mount mount = Mount.of(root);
    List<String> hosts = meeting.hosts();
    boolean mark = breaches.isEmpty() && (hosts.size() > 1 || effort.singleHost());
    if (mark) {
      storage.replace(
          "",
          ProbeMark.NAME,
          new ProbeMark(mount, Instant.now(), LedgerUser.current(), hosts).text());
    }
    return new Report(mount.described(), hosts, claimed.size(), wins, breaches, mark);
  }
}
