package org.tacet.accountant.randomness;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * All randomness of a release, as a function of its key and of what is drawn: a retried task, a
 * speculative copy or a second reading draws the same bits.
 *
 * <p>HMAC-SHA256 (RFC 2104) of an injective encoding of the cell (P9) is the cell's key; the cell's
 * bits are the keystream of ChaCha20 (RFC 8439) under that key. No two cells share a key, so no
 * keystream is ever used twice. Without the release key the bits can't be told from uniform ones as
 * long as the two primitives hold; the guarantees of the mechanisms are meant against such an
 * observer.
 *
 * <p>Not safe for many threads: one instance a task.
 */
public final class KeyedFunction {

  private final CellEncoding encoding = new CellEncoding();
  private final Mac mac;
  private final byte[] cellKey = new byte[32];
  private final byte[] rank = new byte[32];
  private final ByteBuffer rankWords = ByteBuffer.wrap(rank);
  private final CellStream stream;

  public KeyedFunction(ReleaseKey key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
      stream = new CellStream();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime lacks HmacSHA256 or ChaCha20", e);
    }
  }

  /**
   * Returns the bits of one cell, from their start. The returned source is valid until the next
   * call of this method, which reuses it.
   *
   * @param purpose NOISE, SELECTION or BATCH_SAMPLING
   * @param grouping index of the grouping in the release
   * @param aggregate index of the aggregate in the grouping
   * @param component index of the component in the aggregate, 0 where it has one
   * @param step training step, 0 where there is none
   * @param group canonical bytes of the group's values, or of the sampled id
   * @param length how many bytes of {@code group} count
   * @throws IllegalArgumentException if the purpose has no bit stream
   */
  public BitSource cell(
      Purpose purpose,
      int grouping,
      int aggregate,
      int component,
      long step,
      byte[] group,
      int length) {
    if (!purpose.hasBitStream()) {
      throw new IllegalArgumentException(
          "purpose must be NOISE, SELECTION or BATCH_SAMPLING. Provided value: " + purpose);
    }
    encoding.cell(purpose, grouping, aggregate, component, step, group, length);
    evaluateInto(cellKey);
    stream.restart(cellKey);
    return stream;
  }

  /**
   * Ranks a group among the groups of a privacy unit: 128 bits, read by {@link #rankHigh} and
   * {@link #rankLow} and compared as unsigned. The groups of smallest rank are kept. Ranks of
   * different pairs are independent, so the kept groups are a uniform subset.
   */
  public void groupRank(byte[] unit, int unitLength, byte[] group, int groupLength) {
    encoding.groupOfUnit(unit, unitLength, group, groupLength);
    evaluateInto(rank);
  }

  /** The upper 64 bits of the last {@link #groupRank}. */
  public long rankHigh() {
    return rankWords.getLong(0);
  }

  /** The lower 64 bits of the last {@link #groupRank}. */
  public long rankLow() {
    return rankWords.getLong(Long.BYTES);
  }

  /**
   * Returns 32 bytes that commit to the content without revealing it to anyone who lacks the key
   * (P19).
   */
  public byte[] commitment(byte[] content) {
    encoding.commitment(content);
    byte[] commitment = new byte[32];
    evaluateInto(commitment);
    return commitment;
  }

  private void evaluateInto(byte[] digest) {
    mac.update(encoding.array(), 0, encoding.length());
    try {
      mac.doFinal(digest, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 refused a buffer of 32 bytes", e);
    }
  }
}
