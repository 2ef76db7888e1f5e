package org.tacet.accountant.randomness;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the driver finds the key of a release. A key belongs to one release id, and a release id to
 * one attempt on one input: a new attempt takes a new id and so a new key (P8).
 */
public interface ReleaseKeyStore {

  /**
   * Returns the key of a release, drawing it at the first call.
   *
   * @param releaseId the id of the attempt, not empty
   */
  ReleaseKey keyFor(String releaseId);

  /**
   * Returns a store that keeps keys in the memory of this process alone: a crash destroys them, so
   * that an interrupted release can't be drawn again on changed data. Safe for use by many threads.
   */
  static ReleaseKeyStore inMemory() {
    ConcurrentHashMap<String, ReleaseKey> keys = new ConcurrentHashMap<>();
    return releaseId -> {
      if (releaseId.isEmpty()) {
        throw new IllegalArgumentException("releaseId must not be empty");
      }
      return keys.computeIfAbsent(releaseId, id -> ReleaseKey.draw());
    };
  }
}
