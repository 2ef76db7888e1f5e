package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** The contract on the simplest store there is, and that its race finds a faulty one. */
final class InMemoryStoreTest extends LedgerStoreContract {

  private final InMemoryStore store = new InMemoryStore();

  @Override
  protected LedgerStore open() {
    return store;
  }

  @Override
  protected void lose(String accountId, long number) {
    store.lose(accountId, number);
  }

  /** Planted fault: looks whether the number is free, then puts; both racers find it free. */
  private static final class CheckThenPutStore extends InMemoryStore {

    private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);

    @Override
    public boolean append(String accountId, long number, byte[] document) {
      boolean free = read(accountId, number).isEmpty();
      if (number == 1) {
        try {
          bothHaveChecked.await();
        } catch (InterruptedException | BrokenBarrierException failed) {
          throw new IllegalStateException(failed);
        }
      }
      if (free) {
        put(accountId, number, document);
      }
      return free;
    }
  }

  @Test
  void theRaceFindsAStoreThatChecksThenPuts() {
    CheckThenPutStore faulty = new CheckThenPutStore();
    assertThatThrownBy(() -> assertOneWinnerEach(2, 1, () -> faulty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("recorded documents against added ones");
  }
}
