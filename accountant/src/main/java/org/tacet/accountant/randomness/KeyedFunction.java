package org.tacet.accountant.randomness;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * All randomness of a release, as a function of its key and of what is drawn: a retried task, a
 * speculative copy or a second reading draws the same bits.
 *
 * <p>HMAC-SHA256 (RFC 2104) of an injective encoding of the cell (P9) is the cell's key; the cell's
 * bits are the keystream of ChaCha20 (RFC 8439) under that key. No two cells share a key, so no
 * keystream is ever used twice. Ranks of groups are values of SipHash. Without the release key the
 * bits can't be told from uniform ones as long as the primitives hold; the guarantees of the
 * mechanisms are meant against such an observer.
 *
 * <p>Not safe for many threads: one instance a task.
 */
public final class KeyedFunction {

  private final CellEncoding encoding = new CellEncoding();
  private final Mac mac;
  private final byte[] cellKey = new byte[32];
  private final CellStream stream;
  private final SipHash ranks;
  private long rankHigh;
  private long rankLow;

  public KeyedFunction(ReleaseKey key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
      stream = new CellStream();
      encoding.rankingKey();
      ranks = new SipHash(Arrays.copyOf(mac.doFinal(encoding.copy()), 16));
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
   * Says whose groups {@link #groupRank} ranks from now on.
   *
   * @param unit canonical bytes of the unit's values
   * @param length how many bytes of {@code unit} count
   */
  public void startUnit(byte[] unit, int length) {
    ranks.start();
    ranks.absorb(unit, length);
    ranks.keep();
  }

  /**
   * Ranks a group among the groups of the unit: 128 bits, read by {@link #rankHigh} and {@link
   * #rankLow} and compared as unsigned. The groups of smallest rank are kept. Ranks of different
   * pairs are independent, so the kept groups are a uniform subset.
   *
   * <p>A rank is SipHash of (unit, group) under a key of its own, made from the release key: a
   * pseudo-random function that takes nanoseconds where HMAC takes half a microsecond, for there is
   * one rank a row. The guarantee asks little of it: a unit's contribution is bounded whichever of
   * its groups are kept, as long as the choice looks at that unit alone.
   */
  public void groupRank(byte[] group, int length) {
    ranks.restore();
    ranks.absorb(group, length);
    rankHigh = ranks.finish();
    rankLow = ranks.second();
  }

  /**
   * Ranks a value among those of the unit in a group, as {@link #groupRank} does groups: the values
   * of smallest rank are kept. Byte strings enter with their lengths, and a group's rank is of one
   * string after the unit, this is of two and a number, so that no two share an input (P9).
   *
   * @param aggregate index of what counts the values
   */
  public void valueRank(
      int aggregate, byte[] group, int groupLength, byte[] value, int valueLength) {
    ranks.restore();
    ranks.absorb(group, groupLength);
    ranks.word(aggregate);
    ranks.absorb(value, valueLength);
    rankHigh = ranks.finish();
    rankLow = ranks.second();
  }

  /** The upper 64 bits of the last {@link #groupRank} or {@link #valueRank}. */
  public long rankHigh() {
    return rankHigh;
  }

  /** The lower 64 bits of the same. */
  public long rankLow() {
    return rankLow;
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
