package org.tacet.accountant.randomness;

/**
 * What a value of the keyed function is used for. The code is the first byte of the function's
 * input, so that two purposes never share an input (P9); codes are part of the meaning of a stored
 * key and never change.
 */
public enum Purpose {
  /** Noise added to one aggregate of one group. */
  NOISE(1),
  /** Whether a group is published. */
  SELECTION(2),
  /** Which groups of a privacy unit are kept. */
  BOUNDING(3),
  /** Which examples enter a training step. */
  BATCH_SAMPLING(4),
  /** A commitment to content that is not published. */
  COMMITMENT(5);

  private final byte code;

  Purpose(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }

  /** Whether cells of this purpose are read as a stream of bits. */
  boolean hasBitStream() {
    return this == NOISE || this == SELECTION || this == BATCH_SAMPLING;
  }
}
