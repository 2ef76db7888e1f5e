package org.tacet.engine.bounding;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/** Counts on their way between tasks. */
public final class LeafCountsBuffer implements Externalizable {

  private static final long serialVersionUID = 1L;

  private LeafCounts counts = new LeafCounts();

  /** For deserialization and for {@link LeafCountsSum}. */
  public LeafCountsBuffer() {}

  LeafCounts counts() {
    return counts;
  }

  @Override
  public void writeExternal(ObjectOutput output) throws IOException {
    byte[] bytes = counts.toBytes();
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  @Override
  public void readExternal(ObjectInput input) throws IOException {
    byte[] bytes = new byte[input.readInt()];
    input.readFully(bytes);
    counts = new LeafCounts();
    counts.addAll(bytes);
  }
}
