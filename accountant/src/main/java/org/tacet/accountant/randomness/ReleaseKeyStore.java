package org.tacet.accountant.randomness;

/**
 * Where the driver finds the key of a release. A key belongs to one attempt on one input: a new
 * attempt takes a new id and so a new key (P8).
 */
public interface ReleaseKeyStore {

  /**
   * Returns the key of an attempt. A release asks once.
   *
   * @param releaseId the id of the attempt, not empty
   */
  ReleaseKey keyFor(String releaseId);

  /**
   * Returns a store that draws a key whenever it is asked, also for an id it was asked for before,
   * and keeps none: the key lives as long as the attempt. So neither a crash nor the same id used
   * with another account or on changed data can bring a key back, and with it the same noise on
   * other values.
   */
  static ReleaseKeyStore inMemory() {
    return releaseId -> {
      if (releaseId.isEmpty()) {
        throw new IllegalArgumentException("releaseId must not be empty");
      }
      return ReleaseKey.draw();
    };
  }
}
