package org.tacet.accountant.randomness;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keystream of ChaCha20 (RFC 8439) under a 256-bit key, from a zero nonce and block 0, read as
 * big-endian words. The nonce may be constant because no key serves two cells.
 *
 * <p>ChaCha20 rather than AES: a cell needs a key of its own and some 6 to 10 words, and on Java 17
 * expanding an AES key takes 1.1 (128 bits) to 1.4 (256 bits) microseconds, most of the 2 that a
 * draw may take, against a quarter of a microsecond here. The measurement is in docs/noise.md.
 */
final class CellStream implements BitSource {

  private static final String CIPHER = "ChaCha20";

  /** One block of the cipher. */
  private static final int BUFFER_LENGTH = 64;

  private static final byte[] ZEROS = new byte[BUFFER_LENGTH];
  private static final int NONCE_LENGTH = 12;
  private static final ChaCha20ParameterSpec START =
      new ChaCha20ParameterSpec(new byte[NONCE_LENGTH], 0);
  private static final ChaCha20ParameterSpec OTHER_NONCE =
      new ChaCha20ParameterSpec(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);

  private final Cipher cipher;
  private final byte[] currentKey = new byte[ReleaseKey.LENGTH];
  private final byte[] keystream = new byte[BUFFER_LENGTH];
  private final ByteBuffer words = ByteBuffer.wrap(keystream);
  private boolean started;
  private int position = BUFFER_LENGTH;

  CellStream() throws GeneralSecurityException {
    cipher = Cipher.getInstance(CIPHER);
  }

  void restart(byte[] key) {
    try {
      if (started && MessageDigest.isEqual(key, currentKey)) {
        // The cipher refuses the key and nonce it last had, lest a message be encrypted with them;
        // reading the same cell again is what a retried task does.
        start(key, OTHER_NONCE);
      }
      start(key, START);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime refuses a ChaCha20 key of 256 bits", e);
    }
    System.arraycopy(key, 0, currentKey, 0, key.length);
    started = true;
    position = BUFFER_LENGTH;
  }

  private void start(byte[] key, ChaCha20ParameterSpec parameters) throws GeneralSecurityException {
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, CIPHER), parameters);
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
      throw new IllegalStateException("ChaCha20 refused a buffer of one block", e);
    }
    position = 0;
  }
}
