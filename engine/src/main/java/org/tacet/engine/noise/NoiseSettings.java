package org.tacet.engine.noise;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * What the noise step does to a row of true sums.
 *
 * @param groupColumns how many leading columns are the group
 * @param statistics what is noised, in the order of the input's sums and that of its trees
 * @param columns what is published of them, in order
 * @param selection null where the groups are public
 * @param confidence of the interval that is published beside each value; NaN where none is
 * @param step which pass over the rows it belongs to: the passes of a release share no cell (P9)
 */
public record NoiseSettings(
    int groupColumns,
    List<NoisedStatistic> statistics,
    List<PublishedColumn> columns,
    TruncatedGeometricSelection selection,
    double confidence,
    long step)
    implements Serializable {

  /** The pass whose values are published. */
  public static final long MAIN_STEP = 0;

  /** The pass before it, from which bounds are chosen. */
  public static final long BOUNDS_STEP = 1;

  public NoiseSettings {
    statistics = List.copyOf(statistics);
    columns = List.copyOf(columns);
  }

  Optional<TruncatedGeometricSelection> groupSelection() {
    return Optional.ofNullable(selection);
  }

  OptionalDouble intervalConfidence() {
    return Double.isNaN(confidence) ? OptionalDouble.empty() : OptionalDouble.of(confidence);
  }

  /** How many input columns hold sums; the leaves of trees come after them. */
  int limbs() {
    return statistics.stream().mapToInt(NoisedStatistic::limbs).sum();
  }

  List<NoiseMechanism> mechanisms() {
    return statistics.stream().map(NoisedStatistic::mechanism).toList();
  }

  /**
   * The columns after the group: each value, with its interval behind it where one is asked for.
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
    }
    return schema;
  }
}
