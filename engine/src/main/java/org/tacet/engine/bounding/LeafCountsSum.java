package org.tacet.engine.bounding;

import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.expressions.Aggregator;

/** Adds up the leaves of units, as Spark's aggregation does sums: in parts, in any order. */
public final class LeafCountsSum extends Aggregator<byte[], LeafCountsBuffer, byte[]> {

  private static final long serialVersionUID = 1L;

  @Override
  public LeafCountsBuffer zero() {
    return new LeafCountsBuffer();
  }

  @Override
  public LeafCountsBuffer reduce(LeafCountsBuffer buffer, byte[] leaves) {
    buffer.counts().addAll(leaves);
    return buffer;
  }

  @Override
  public LeafCountsBuffer merge(LeafCountsBuffer one, LeafCountsBuffer other) {
    one.counts().addAll(other.counts());
    return one;
  }

  @Override
  public byte[] finish(LeafCountsBuffer buffer) {
    return buffer.counts().toBytes();
  }

  @Override
  public Encoder<LeafCountsBuffer> bufferEncoder() {
    return Encoders.javaSerialization(LeafCountsBuffer.class);
  }

  @Override
  public Encoder<byte[]> outputEncoder() {
    return Encoders.BINARY();
  }
}
