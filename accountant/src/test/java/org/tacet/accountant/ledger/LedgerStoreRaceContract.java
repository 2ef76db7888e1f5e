package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of a ledger has to pass when several threads use it at once (P16). */
public abstract class LedgerStoreRaceContract {

  private static final String RACED = "raced";

  /** A new handle on the same ledger, which is not there when the test starts. */
  protected abstract LedgerStore open();

  @Test
  void ofRacingWritersOneGetsEachNumber() throws InterruptedException, ExecutionException {
    assertOneWinnerEach(8, 25, this::open);
  }

  @Test
  void threadsMayShareAHandle() throws InterruptedException, ExecutionException {
    LedgerStore shared = open();
    assertOneWinnerEach(8, 25, () -> shared);
  }

  @Test
  void ofRacingCreatorsOneWins() throws InterruptedException, ExecutionException {
    for (int round = 0; round < 20; round++) {
      String id = "round" + round;
      List<List<String>> created =
          race(
              4,
              racer -> {
                String account = "account of " + racer;
                return open().append(id, 0, bytes(account)) ? List.of(account) : List.of();
              });
      List<String> winners = created.stream().flatMap(List::stream).toList();
      assertThat(winners).hasSize(1);
      assertThat(open().read(id, 0)).hasValue(bytes(winners.get(0)));
    }
  }

  /** The ledger itself is made by the first account: at once, by several, without a failure. */
  @Test
  void racingCreatorsOfSeveralAccountsMakeOneLedger()
      throws InterruptedException, ExecutionException {
    List<String> ids = IntStream.range(0, 8).mapToObj(racer -> "account" + racer).toList();
    List<List<String>> created =
        race(
            ids.size(),
            racer -> {
              assertThat(open().append(ids.get(racer), 0, bytes("account"))).isTrue();
              return open().accounts();
            });
    for (int racer = 0; racer < ids.size(); racer++) {
      assertThat(created.get(racer)).contains(ids.get(racer));
    }
    assertThat(open().accounts()).containsExactlyElementsOf(ids);
  }

  @Test
  void readersBesideWritersSeeWholeAccounts() throws InterruptedException, ExecutionException {
    int each = 50;
    open().append(RACED, 0, bytes("account"));
    race(
        4,
        racer -> {
          LedgerStore store = open();
          if (racer < 2) {
            return addInTurn(store, "writer " + racer, each);
          }
          int seen = 1;
          while (seen < 2 * each + 1) {
            int now = store.readFrom(RACED, 0).size(); // which fails where a number is missing
            assertThat(now).isGreaterThanOrEqualTo(seen);
            seen = now;
          }
          return List.of();
        });
  }

  /** Of two snapshots that are kept at once one stays, and whole. */
  @Test
  void racingSnapshotsStayWhole() throws InterruptedException, ExecutionException {
    open().append(RACED, 0, bytes("account"));
    List<String> snapshots =
        List.of("a".repeat(100_000), "b".repeat(50_000), "c".repeat(200), "d".repeat(10_000));
    race(
        snapshots.size(),
        racer -> {
          LedgerStore store = open();
          for (int time = 0; time < 10; time++) {
            store.keepSnapshot(RACED, bytes(snapshots.get(racer)));
            assertThat(texts(List.of(store.snapshot(RACED).orElseThrow()))).isSubsetOf(snapshots);
          }
          return List.of();
        });
    assertThat(texts(List.of(open().snapshot(RACED).orElseThrow()))).isSubsetOf(snapshots);
  }

  /**
   * Lets each thread add {@code each} documents to one account, and asserts that each number holds
   * the document of the one writer that was told so.
   */
  public static void assertOneWinnerEach(int threads, int each, Supplier<LedgerStore> handles)
      throws InterruptedException, ExecutionException {
    handles.get().append(RACED, 0, bytes("account"));
    List<String> added =
        race(threads, racer -> addInTurn(handles.get(), "writer " + racer, each)).stream()
            .flatMap(List::stream)
            .toList();
    List<String> recorded = texts(handles.get().readFrom(RACED, 1));
    assertThat(recorded)
        .as("recorded documents against added ones")
        .containsExactlyInAnyOrderElementsOf(added)
        .hasSize(threads * each);
    for (int number = 1; number <= recorded.size(); number++) {
      assertThat(recorded.get(number - 1)).startsWith(number + " by writer ");
    }
  }

  /** Adds {@code each} documents under the next free numbers, which others take as well. */
  private static List<String> addInTurn(LedgerStore store, String writer, int each) {
    List<String> added = new ArrayList<>();
    long number = store.readFrom(RACED, 0).size();
    while (added.size() < each) {
      String document = number + " by " + writer;
      if (store.append(RACED, number, bytes(document))) {
        added.add(document);
      } else {
        assertThat(store.read(RACED, number)).as("the winner's document").isPresent();
      }
      number++;
    }
    return added;
  }

  private interface Racer {
    List<String> run(int racer) throws Exception;
  }

  /** Runs {@code racers} threads that start together; returns what each returned. */
  private static List<List<String>> race(int racers, Racer race)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(racers);
    ExecutorService executor = Executors.newFixedThreadPool(racers);
    try {
      List<Future<List<String>>> running = new ArrayList<>();
      for (int racer = 0; racer < racers; racer++) {
        int number = racer;
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return race.run(number);
                }));
      }
      List<List<String>> results = new ArrayList<>();
      for (Future<List<String>> result : running) {
        results.add(result.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> texts(List<byte[]> documents) {
    return documents.stream()
        .map(document -> new String(document, StandardCharsets.UTF_8))
        .toList();
  }
}
