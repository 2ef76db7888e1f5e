package org.tacet.accountant.randomness;

import java.nio.ByteBuffer;

/** Release keys with known bytes, for tests: the one place where a key can be given. */
public final class FixedReleaseKeys {

  private FixedReleaseKeys() {}

  /** Returns the key with the given 32 bytes. */
  public static ReleaseKey of(byte[] bytes) {
    return ReleaseKey.of(bytes);
  }

  /** Returns one of 2^64 different keys. */
  public static ReleaseKey numbered(long number) {
    return ReleaseKey.of(ByteBuffer.allocate(ReleaseKey.LENGTH).putLong(number).array());
  }

  /** Returns a copy of the key's bytes, to search for them where they must not be. */
  public static byte[] bytesOf(ReleaseKey key) {
    return key.bytes();
  }
}
