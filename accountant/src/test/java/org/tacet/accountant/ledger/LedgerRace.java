package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.filter.Charge;
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
    assertRemembersExactly(granted, room, handles.get(), ACCOUNT);
  }

  /** Asserts that what was granted is what was recorded, and fills the account. */
  public static void assertRemembersExactly(
      List<String> granted, int room, Ledger ledger, String account) {
    assertThat(granted)
        .as("granted releases against recorded ones")
        .containsExactlyInAnyOrderElementsOf(
            ledger.releases(account).stream().map(LedgerEntry::releaseId).toList());
    assertThat(granted).as("granted releases against the account's room").hasSize(room);
    Charge left = ledger.statement(account).remaining(Instant.now());
    assertThat(left.loss()).isZero();
    assertThat(left.delta()).isZero();
  }

  /** What a release asks for that costs {@link #CHARGE}. */
  public static ReservationRequest request(String releaseId) {
    return request(releaseId, CHARGE);
  }

  /** What a release asks for. */
  public static ReservationRequest request(String releaseId, ApproximateDp cost) {
    return new ReservationRequest(
        releaseId,
        "release",
        1,
        new EpsilonDelta(cost.epsilon().doubleValue(), cost.delta().doubleValue()),
        cost,
        "",
        List.of(),
        "spec-hash",
        "input-hash",
        "/output/" + releaseId);
  }

  /** Reserves {@code each} times under ids of {@code prefix}; returns the ids that were granted. */
  public static List<String> reserveAll(Ledger ledger, String account, String prefix, int each) {
    List<String> granted = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      String id = prefix + "-" + i;
      try {
        ledger.reserve(account, request(id));
        granted.add(id);
      } catch (BudgetRefusedException refused) {
        assertThat(refused).hasMessageContaining("epsilon 0 and delta 0 are left");
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
