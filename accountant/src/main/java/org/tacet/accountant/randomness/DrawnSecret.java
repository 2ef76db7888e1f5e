package org.tacet.accountant.randomness;

import java.security.SecureRandom;

/** Secrets that outlive a release, such as the key that seals a ledger. Drawn, never given. */
public final class DrawnSecret {

  /** 256 bits, beyond any search; as many as HMAC-SHA256 makes use of. */
  public static final int LENGTH_BYTES = 32;

  private DrawnSecret() {}

  /** {@value #LENGTH_BYTES} bytes from the operating system's source of randomness. */
  public static byte[] bytes() {
    byte[] bytes = new byte[LENGTH_BYTES];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
