package org.tacet.engine.noise;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the noise step does to a row of true sums.
 *
 * @param groupColumns how many leading columns are the group; where there are several groupings,
 *     the first of them is the grouping's number
 * @param groupings the noise of each grouping's groups, and how they are chosen; at least one
 * @param columns what is published of their statistics, in order
 * @param confidence of the interval that is published beside each value; NaN where none is
 * @param step which pass over the rows it belongs to: the passes of a release share no cell (P9)
 * @param standardDeviations whether that of a value's noise is published behind it
 */
public record NoiseSettings(
    int groupColumns,
    List<NoisedGrouping> groupings,
    List<PublishedColumn> columns,
    double confidence,
    long step,
    boolean standardDeviations)
    implements Serializable {

  /** The pass whose values are published. */
  public static final long MAIN_STEP = 0;

  /** The pass before it, from which bounds are chosen. */
  public static final long BOUNDS_STEP = 1;

  public NoiseSettings {
    groupings = List.copyOf(groupings);
    columns = List.copyOf(columns);
  }

  OptionalDouble intervalConfidence() {
    return Double.isNaN(confidence) ? OptionalDouble.empty() : OptionalDouble.of(confidence);
  }

  boolean publishesStandardDeviation(PublishedColumn column) {
    return standardDeviations && column.estimator().hasStandardDeviation();
  }

  boolean hasSeveralGroupings() {
    return groupings.size() > 1;
  }

  /**
   * The columns after the group: each value, with its interval and standard deviation behind it
   * where they are asked for.
   */
  public StructType valueSchema() {
    StructType schema = new StructType();
    for (PublishedColumn column : columns) {
      schema = schema.add(column.name(), column.estimator().type(), false);
      if (intervalConfidence().isPresent()) {
        schema =
            schema
                .add(column.lowerName(), column.estimator().type(), false)
                .add(column.upperName(), column.estimator().type(), false);
      }
      if (publishesStandardDeviation(column)) {
        schema = schema.add(column.standardDeviationName(), DataTypes.DoubleType, false);
      }
    }
    return schema;
  }
}
