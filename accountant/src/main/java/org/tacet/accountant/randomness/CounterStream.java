package org.tacet.accountant.randomness;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The keystream of AES-256 in counter mode, read as big-endian words. */
final class CounterStream implements BitSource {

  // A draw of noise takes some 6 to 10 words.
  private static final int BUFFER_LENGTH = 128;
  private static final byte[] ZEROS = new byte[BUFFER_LENGTH];
  private static final IvParameterSpec ZERO_COUNTER = new IvParameterSpec(new byte[16]);

  private final Cipher cipher;
  private final byte[] keystream = new byte[BUFFER_LENGTH];
  private final ByteBuffer words = ByteBuffer.wrap(keystream);
  private int position = BUFFER_LENGTH;

  CounterStream(Cipher cipher) {
    this.cipher = cipher;
  }

  void restart(byte[] key) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), ZERO_COUNTER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime refuses AES with 256-bit keys", e);
    }
    position = BUFFER_LENGTH;
  }

  @Override
  public long nextWord() {
    if (position == BUFFER_LENGTH) {
      refill();
    }
    long word = words.getLong(position);
    position += Long.BYTES;
    return word;
  }

  private void refill() {
    try {
      cipher.update(ZEROS, 0, BUFFER_LENGTH, keystream, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES refused a buffer of its own length", e);
    }
    position = 0;
  }
}
