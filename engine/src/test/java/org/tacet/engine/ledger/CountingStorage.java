package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a store asks for. */
final class CountingStorage extends ForwardingStorage {

  final AtomicLong read = new AtomicLong();
  final AtomicLong added = new AtomicLong();

  CountingStorage(LedgerStorage storage) {
    super(storage);
  }

  @Override
  public Optional<byte[]> read(String folder, String file) throws IOException {
    read.incrementAndGet();
    return super.read(folder, file);
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    added.incrementAndGet();
    return super.add(folder, file, content);
  }
}
