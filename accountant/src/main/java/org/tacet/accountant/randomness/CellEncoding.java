package org.tacet.accountant.randomness;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The input of the keyed function as bytes, in one buffer that grows and is reused.
 *
 * <p>Two different inputs have different encodings (P9): the first byte is the purpose's code and
 * fixes the layout of what follows; in a layout, numbers have a fixed width, and each byte string
 * follows its own length, save a commitment's content, which is the rest of the encoding. So each
 * encoding can be read back in exactly one way.
 */
final class CellEncoding {

  private ByteBuffer buffer = ByteBuffer.allocate(256);

  /** Layout: purpose, grouping, aggregate, component, step, length, group. */
  void cell(
      Purpose purpose,
      int grouping,
      int aggregate,
      int component,
      long step,
      byte[] group,
      int length) {
    Objects.checkFromIndexSize(0, length, group.length);
    start(Byte.BYTES + 4 * Integer.BYTES + Long.BYTES, length);
    buffer
        .put(purpose.code())
        .putInt(grouping)
        .putInt(aggregate)
        .putInt(component)
        .putLong(step)
        .putInt(length)
        .put(group, 0, length);
  }

  /** Layout: purpose. The value is the key under which groups are ranked. */
  void rankingKey() {
    start(Byte.BYTES, 0);
    buffer.put(Purpose.BOUNDING.code());
  }

  /** Layout: purpose, content. */
  void commitment(byte[] content) {
    start(Byte.BYTES, content.length);
    buffer.put(Purpose.COMMITMENT.code()).put(content);
  }

  byte[] array() {
    return buffer.array();
  }

  int length() {
    return buffer.position();
  }

  byte[] copy() {
    return Arrays.copyOf(array(), length());
  }

  private void start(int fixed, int variable) {
    int needed = Math.addExact(fixed, variable);
    if (buffer.capacity() < needed) {
      buffer = ByteBuffer.allocate((int) Math.min(2L * needed, Integer.MAX_VALUE - 8L));
    }
    buffer.clear();
  }
}
