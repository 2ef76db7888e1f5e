package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Planted fault: looks whether a name is free, then writes it. The first two that find one free
 * wait for each other, so that both write.
 */
final class CheckThenWriteStorage extends ForwardingStorage {

  private final CyclicBarrier bothHaveChecked = new CyclicBarrier(2);
  private final AtomicInteger racers = new AtomicInteger();

  CheckThenWriteStorage(LedgerStorage storage) {
    super(storage);
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    boolean free = !has(folder, file);
    if (file.endsWith("00000001.json") && racers.incrementAndGet() <= 2) {
      try {
        bothHaveChecked.await();
      } catch (InterruptedException | BrokenBarrierException failed) {
        throw new IllegalStateException(failed);
      }
    }
    if (free) {
      replace(folder, file, content);
    }
    return free;
  }
}
