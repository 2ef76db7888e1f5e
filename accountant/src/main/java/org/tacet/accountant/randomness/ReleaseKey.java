package org.tacet.accountant.randomness;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.security.SecureRandom;

/**
 * The secret from which all randomness of one release comes: 256 uniform bits, drawn for one
 * attempt on one input (P8). Whoever holds the key and the output holds the exact values, so the
 * bytes are reachable inside this package only, and nothing that prints this object shows them
 * (P10).
 *
 * <p>Serializable, so that it reaches the tasks of a job as a field. Equality is identity.
 */
public final class ReleaseKey implements Serializable {

  static final int LENGTH = 32;

  private static final long serialVersionUID = 1L;

  private final byte[] bytes;

  private ReleaseKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Draws a new key from the operating system's source of randomness. */
  public static ReleaseKey draw() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return new ReleaseKey(bytes);
  }

  /** For tests and key stores of this package: production keys are drawn, never given. */
  static ReleaseKey of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "a release key has " + LENGTH + " bytes. Provided length: " + bytes.length);
    }
    return new ReleaseKey(bytes.clone());
  }

  byte[] bytes() {
    return bytes.clone();
  }

  private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
    input.defaultReadObject();
    if (bytes == null || bytes.length != LENGTH) {
      throw new InvalidObjectException("a release key has " + LENGTH + " bytes");
    }
  }

  @Override
  public String toString() {
    return "ReleaseKey(redacted)";
  }
}
