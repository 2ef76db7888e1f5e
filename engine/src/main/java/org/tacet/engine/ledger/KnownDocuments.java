package org.tacet.engine.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The documents that a handle has read or written. A document never changes, and one file is one
 * round trip or two on HDFS, so a release reads those before it once and not at each step.
 */
final class KnownDocuments {

  private record Key(String accountId, long number) {}

  private final long maximumBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<Key, byte[]> documents = new ConcurrentHashMap<>();

  /**
   * @param maximumBytes what is kept at most, to within one document a thread; what comes later is
   *     read each time
   */
  KnownDocuments(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  Optional<byte[]> find(String accountId, long number) {
    return Optional.ofNullable(documents.get(new Key(accountId, number))).map(byte[]::clone);
  }

  void keep(String accountId, long number, byte[] document) {
    if (bytes.get() + document.length <= maximumBytes
        && documents.putIfAbsent(new Key(accountId, number), document.clone()) == null) {
      bytes.addAndGet(document.length);
    }
  }
}
