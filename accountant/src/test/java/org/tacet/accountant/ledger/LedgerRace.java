package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.tacet.accountant.loss.ApproximateDp;

/** Threads that race for the budget of one account, each through a ledger handle of its own. */
public final class LedgerRace {

  /** What one release costs; an account of room n holds n of it. */
  public static final ApproximateDp CHARGE = ApproximateDp.of("0.1", "1e-9");

  private static final String ACCOUNT = "raced";

  private LedgerRace() {}

  /** An account that holds exactly {@code room} charges. */
  public static Account account(String id, int room) {
    BigDecimal times = BigDecimal.valueOf(room);
    return Account.now(
        id,
        "customer",
        new ApproximateDp(CHARGE.epsilon().multiply(times), CHARGE.delta().multiply(times)),
        "ann");
  }

  /**
   * Asserts that of {@code threads * each} reservations exactly {@code room} are granted, and that
   * the ledger remembers exactly these.
   */
  public static void assertGrantsExactly(int room, int threads, int each, Supplier<Ledger> handles)
      throws InterruptedException, ExecutionException {
    handles.get().create(account(ACCOUNT, room));
    List<String> granted = race(threads, each, handles);
    assertRemembersExactly(granted, room, handles.get().statement(ACCOUNT));
  }

  /** Asserts that what was granted is what was recorded, and fills the account. */
  public static void assertRemembersExactly(
      List<String> granted, int room, AccountStatement statement) {
    assertThat(granted)
        .as("granted releases against recorded ones")
        .containsExactlyInAnyOrderElementsOf(
            statement.releases().stream().map(LedgerEntry::releaseId).toList());
    assertThat(granted).as("granted releases against the account's room").hasSize(room);
    assertThat(statement.remaining().epsilon()).isZero();
    assertThat(statement.remaining().delta()).isZero();
  }

  /** Reserves {@code each} times under ids of {@code prefix}; returns the ids that were granted. */
  public static List<String> reserveAll(Ledger ledger, String account, String prefix, int each) {
    List<String> granted = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      String id = prefix + "-" + i;
      try {
        ledger.reserve(account, new ReservationRequest(id, CHARGE, "hash", "/output/" + id));
        granted.add(id);
      } catch (BudgetRefusedException refused) {
        assertThat(refused.remaining().epsilon()).isLessThan(CHARGE.epsilon());
      }
    }
    return granted;
  }

  private static List<String> race(int threads, int each, Supplier<Ledger> handles)
      throws InterruptedException, ExecutionException {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<String>>> racers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String prefix = "racer" + thread;
        racers.add(
            executor.submit(
                () -> {
                  start.await();
                  return reserveAll(handles.get(), ACCOUNT, prefix, each);
                }));
      }
      List<String> granted = new ArrayList<>();
      for (Future<List<String>> racer : racers) {
        granted.addAll(racer.get());
      }
      return granted;
    } finally {
      executor.shutdownNow();
    }
  }
}
