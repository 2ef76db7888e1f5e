package org.tacet.engine.bounding;

import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner$;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;

/** Puts longs behind the columns of a row. What it returns is valid until the next call. */
final class LongsJoiner {

  private final UnsafeRow longs;
  private final byte[] bytes;
  private final int firstByte;
  private final UnsafeRowJoiner joiner;

  /**
   * @param columns the types of the row before the longs
   * @param count how many longs there are
   */
  LongsJoiner(List<DataType> columns, int count) {
    this.firstByte = UnsafeRow.calculateBitSetWidthInBytes(count);
    this.bytes = new byte[firstByte + Long.BYTES * count];
    this.longs = new UnsafeRow(count);
    longs.pointTo(bytes, bytes.length);
    this.joiner =
        GenerateUnsafeRowJoiner$.MODULE$.create(
            schema(columns), schema(Collections.nCopies(count, DataTypes.LongType)));
  }

  /** A schema that has nothing but types. */
  static StructType schema(List<DataType> types) {
    StructType schema = new StructType();
    for (DataType type : types) {
      schema = schema.add("column" + schema.size(), type);
    }
    return schema;
  }

  UnsafeRow join(UnsafeRow row, long[] values) {
    Platform.copyMemory(
        values,
        Platform.LONG_ARRAY_OFFSET,
        bytes,
        Platform.BYTE_ARRAY_OFFSET + firstByte,
        (long) Long.BYTES * values.length);
    return joiner.join(row, longs);
  }
}
