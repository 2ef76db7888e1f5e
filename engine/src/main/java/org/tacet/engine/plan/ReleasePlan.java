package org.tacet.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.calibration.CalibratedPart;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.noise.NoiseSettings;
import org.tacet.engine.noise.NoisedColumn;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * A release decided down to the noise of each column, before any row is read: what it will hold the
 * data to, what it adds, what it costs.
 *
 * @param unitNames the columns of the privacy unit
 * @param groups name and type of each group column
 * @param gridExponents for each value column of the source the power of two of its grid
 * @param assumptions what the guarantee takes on trust
 */
public record ReleasePlan(
    ReleaseSpec spec,
    List<String> unitNames,
    StructType groups,
    List<PlannedAggregate> aggregates,
    List<Integer> gridExponents,
    ReleaseCalibration calibration,
    List<String> assumptions) {

  public ReleasePlan {
    unitNames = List.copyOf(unitNames);
    aggregates = List.copyOf(aggregates);
    gridExponents = List.copyOf(gridExponents);
    assumptions = List.copyOf(assumptions);
  }

  /** What the release is charged. */
  public ApproximateDp cost() {
    return calibration.total();
  }

  /**
   * What each part of the release costs by itself, by the aggregate's name, then the group
   * selection.
   */
  public List<CalibratedPart> costs() {
    List<CalibratedPart> costs = new ArrayList<>();
    for (CalibratedPart part : calibration.parts()) {
      boolean isAggregate = costs.size() < aggregates.size();
      costs.add(
          isAggregate
              ? new CalibratedPart(aggregates.get(costs.size()).spec().name(), part.loss())
              : part);
    }
    return costs;
  }

  /** The columns of the result: the group, then the aggregates. */
  public StructType publishedSchema() {
    StructType schema = groups;
    for (PlannedAggregate aggregate : aggregates) {
      schema = schema.add(aggregate.spec().name(), aggregate.publishedType());
    }
    return schema;
  }

  public Optional<TruncatedGeometricSelection> selection() {
    return calibration.selection();
  }

  public int maxGroups() {
    return spec.bounds().maxGroupsContributed();
  }

  /** What the bounding operator is told. */
  public BoundingSettings boundingSettings() {
    return new BoundingSettings(maxGroups(), boundedSums(), gridExponents);
  }

  /** The sums that the bounding operator puts out, in its order. */
  public List<BoundedSum> boundedSums() {
    return aggregates.stream().flatMap(aggregate -> aggregate.bounded().stream()).toList();
  }

  /** What the noise operator is told. */
  public NoiseSettings noiseSettings() {
    List<NoisedColumn> columns = new ArrayList<>();
    for (PlannedAggregate aggregate : aggregates) {
      columns.add(
          new NoisedColumn(
              aggregate.spec().name(),
              columns.size(),
              aggregate.bounded().map(BoundedSum::limbs).orElse(0),
              aggregate.mechanism(),
              aggregate.publishedType(),
              aggregate.grid().exponent()));
    }
    return new NoiseSettings(groups.size(), columns, selection().orElse(null));
  }
}
