package org.tacet.accountant.randomness;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * SipHash-2-4 with 128 bits of output (Aumasson, Bernstein: SipHash, a fast short-input PRF, 2012,
 * and the authors' 128-bit variant), over messages of whole 64-bit words. A byte string enters as
 * its length and then its bytes, padded with zeros to a whole word, so that two lists of strings
 * never make one message (P9).
 *
 * <p>The state after the first strings of a message can be kept and returned to: what many messages
 * begin with is then absorbed once.
 */
final class SipHash {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long key0;
  private final long key1;

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long bytes;

  private long kept0;
  private long kept1;
  private long kept2;
  private long kept3;
  private long keptBytes;

  /** The key is 16 bytes, taken as two little-endian words. */
  SipHash(byte[] key) {
    key0 = (long) WORDS.get(key, 0);
    key1 = (long) WORDS.get(key, Long.BYTES);
    start();
  }

  /** Begins a message. */
  void start() {
    v0 = key0 ^ 0x736f6d6570736575L;
    v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
    v2 = key0 ^ 0x6c7967656e657261L;
    v3 = key1 ^ 0x7465646279746573L;
    bytes = 0;
  }

  /** Remembers the message up to here. */
  void keep() {
    kept0 = v0;
    kept1 = v1;
    kept2 = v2;
    kept3 = v3;
    keptBytes = bytes;
  }

  /** Returns to the message as it was remembered. */
  void restore() {
    v0 = kept0;
    v1 = kept1;
    v2 = kept2;
    v3 = kept3;
    bytes = keptBytes;
  }

  /** Adds a byte string to the message. */
  void absorb(byte[] string, int length) {
    Objects.checkFromIndexSize(0, length, string.length);
    word(length);
    int whole = length & -Long.BYTES;
    for (int at = 0; at < whole; at += Long.BYTES) {
      word((long) WORDS.get(string, at));
    }
    if (whole < length) {
      long rest = 0;
      for (int at = length - 1; at >= whole; at--) {
        rest = (rest << Byte.SIZE) | (string[at] & 0xff);
      }
      word(rest);
    }
  }

  /** Adds a word to the message. */
  void word(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
    bytes += Long.BYTES;
  }

  /** Ends the message: the first 64 bits of its value. */
  long finish() {
    word(bytes << 56);
    v2 ^= 0xee;
    return fourRounds();
  }

  /** The other 64 bits, right after {@link #finish}. */
  long second() {
    v1 ^= 0xdd;
    return fourRounds();
  }

  private long fourRounds() {
    round();
    round();
    round();
    round();
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
