package org.tacet.engine.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.calibration.ReleaseCalibration;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.engine.bounding.BoundedLeaves;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.estimate.HistogramEstimator;
import org.tacet.engine.estimate.TotalEstimator;
import org.tacet.engine.noise.NoiseSettings;
import org.tacet.engine.noise.NoisedGrouping;
import org.tacet.engine.noise.NoisedStatistic;
import org.tacet.engine.noise.PublishedColumn;

/**
 * The pass over the bounded contributions before the main one, from which bounds are chosen (P15):
 * noised counts of values by public ranges, and where groups are private, a noised count of groups.
 * The main pass is planned by what it gives, so that the two compose by sums of epsilon and delta,
 * which hold for parameters that depend on earlier answers (P16).
 *
 * @param share of the release's epsilon that goes to this pass
 * @param histograms what is counted
 * @param questions the ranges that are chosen
 * @param countsGroups whether groups are counted, for nobody knows how many there are
 * @param calibration the noise: pure Laplace, of the histograms in their order, then of the count
 *     of groups
 * @param mechanisms what is drawn from, in the same order
 * @param total what both passes cost together
 * @param chosen one answer a question; none before this pass
 */
public record BoundsPlan(
    BigDecimal share,
    List<ValueHistogram> histograms,
    List<BoundsQuestion> questions,
    boolean countsGroups,
    ReleaseCalibration calibration,
    List<NoiseMechanism> mechanisms,
    ApproximateDp total,
    List<ChosenBounds> chosen) {

  public BoundsPlan {
    histograms = List.copyOf(histograms);
    questions = List.copyOf(questions);
    mechanisms = List.copyOf(mechanisms);
    chosen = List.copyOf(chosen);
  }

  BoundsPlan withTotal(ApproximateDp both) {
    return new BoundsPlan(
        share, histograms, questions, countsGroups, calibration, mechanisms, both, chosen);
  }

  BoundsPlan withChosen(List<ChosenBounds> answers) {
    return new BoundsPlan(
        share, histograms, questions, countsGroups, calibration, mechanisms, total, answers);
  }

  /** Whether the pass is still to come, and bounds are those of the fallback. */
  public boolean isOpen() {
    return chosen.isEmpty();
  }

  /** The noise of each bin of a histogram. */
  public NoiseMechanism mechanism(int histogram) {
    return mechanisms.get(histogram);
  }

  /** The noise of the count of groups. */
  public NoiseMechanism groupsMechanism() {
    return mechanisms.get(histograms.size());
  }

  /** What the bounding operator is told: totals by group, then rows by range. */
  public BoundingSettings boundingSettings(int maxGroups) {
    List<BoundedSum> totals = new ArrayList<>();
    List<BoundedLeaves> rows = new ArrayList<>();
    for (ValueHistogram each : histograms) {
      if (each.countsTotals()) {
        long most = BoundedSum.SATURATION;
        totals.add(BoundedSum.ofValues(each.column(), -most, most, -most, most));
      } else {
        rows.add(new BoundedLeaves(each.column(), ValueHistogram.BINS, each.mostOfAGroup()));
      }
    }
    return new BoundingSettings(maxGroups, totals, rows);
  }

  /** How many running totals, or what takes as much, a task may have to hold for a unit's group. */
  long boundingTotals() {
    BoundingSettings ofOneGroup = boundingSettings(1);
    return BoundingSettings.totals(
        ofOneGroup.sums().size(), ofOneGroup.trees(), ofOneGroup.distincts());
  }

  /** Where the histogram stands among those of its sort, in {@link #boundingSettings}. */
  public int place(int histogram) {
    boolean countsTotals = histograms.get(histogram).countsTotals();
    return (int)
        histograms.subList(0, histogram).stream()
            .filter(each -> each.countsTotals() == countsTotals)
            .count();
  }

  /** What the noise operator is told: no group columns, no selection, a step of its own (P9). */
  public NoiseSettings noiseSettings() {
    int bins = ValueHistogram.BINS.leaves();
    List<NoisedStatistic> statistics = new ArrayList<>();
    List<PublishedColumn> columns = new ArrayList<>();
    for (int index = 0; index < histograms.size(); index++) {
      statistics.add(
          new NoisedStatistic(0, 1, false, mechanism(index), HistogramEstimator.shape(bins)));
      columns.add(
          new PublishedColumn(
              "bins" + index,
              "",
              "",
              "",
              new HistogramEstimator(index, HistogramEstimator.shape(bins), bins)));
    }
    if (countsGroups) {
      int index = histograms.size();
      statistics.add(new NoisedStatistic(1, 1, false, groupsMechanism(), null));
      columns.add(
          new PublishedColumn(
              "groups", "", "", "", new TotalEstimator(index, DataTypes.LongType, 0)));
    }
    return new NoiseSettings(
        0,
        List.of(new NoisedGrouping(statistics, null)),
        columns,
        Double.NaN,
        NoiseSettings.BOUNDS_STEP,
        false);
  }
}
