package org.tacet.engine.noise;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.selection.TruncatedGeometricSelection;

/**
 * What the noise step does to a row of true sums.
 *
 * @param groupColumns how many leading columns are the group
 * @param columns the published columns, in order
 * @param selection null where the groups are public
 */
public record NoiseSettings(
    int groupColumns, List<NoisedColumn> columns, TruncatedGeometricSelection selection)
    implements Serializable {

  public NoiseSettings {
    columns = List.copyOf(columns);
  }

  Optional<TruncatedGeometricSelection> groupSelection() {
    return Optional.ofNullable(selection);
  }
}
