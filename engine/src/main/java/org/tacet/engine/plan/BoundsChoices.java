package org.tacet.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.LogarithmicRanges;
import org.tacet.engine.plan.BoundsChoice.Range;
import org.tacet.engine.spec.AggregateSpec;

/**
 * Answers the questions of a release from the noised bins. How much noise a range costs is known
 * from the plan with the fallback, for it is in proportion to the range.
 */
final class BoundsChoices {

  /** P(noise > t) is about exp(-t / scale) / 2: one release in a thousand counts too many. */
  private static final double GROUPS_DOUBT = Math.log(500);

  private final ReleasePlan plan;
  private final BoundsPlan bounds;
  private final NoisedBins noised;

  BoundsChoices(ReleasePlan plan, NoisedBins noised) {
    this.plan = plan;
    this.bounds = plan.automaticBounds().orElseThrow();
    this.noised = noised;
  }

  List<ChosenBounds> choose() {
    List<ChosenBounds> chosen = new ArrayList<>();
    for (BoundsQuestion question : bounds.questions()) {
      Grid grid = bounds.histograms().get(question.histogram()).grid();
      boolean hasOwnGrid = aggregate(question).grid().isPresent();
      chosen.add(
          range(question)
              .map(each -> grid.outward(each.lower(), each.upper(), hasOwnGrid))
              .map(found -> new ChosenBounds(found, false))
              .orElseGet(() -> new ChosenBounds(question.fallback(), true)));
    }
    return chosen;
  }

  private AggregateSpec aggregate(BoundsQuestion question) {
    return plan.spec().aggregates().get(question.aggregates().get(0));
  }

  private Optional<Range> range(BoundsQuestion question) {
    long maxRows = aggregate(question).maxRowsPerGroup().orElse(1);
    // A unit's rows in a group have to add up to no more than 2^62 steps.
    long limit = BoundedSum.SATURATION / maxRows;
    LogarithmicRanges bins = ValueHistogram.BINS;
    return ValueExtent.of(
            noised.counts().get(question.histogram()),
            bounds.mechanism(question.histogram()).scale())
        .flatMap(found -> found.within(bins.leafOf(-limit) + 1, bins.leafOf(limit) - 1))
        .map(extent -> range(question, new BoundsChoice(bins, extent), (double) maxRows));
  }

  private Range range(BoundsQuestion question, BoundsChoice choice, double maxRows) {
    double groups = groups();
    return switch (question.aim()) {
      case SUM -> choice.ofSum(maxRows * noisePerStep(question, 0), groups);
      case MOMENTS -> choice.ofMean(maxRows * noisePerStep(question, 1), groups);
      case QUANTILES -> choice.all();
    };
  }

  /**
   * How many groups there are at least. Of a noised count, what noise may add with probability 0.1
   * % is taken off: too many groups make clamping look cheap, of which there is no end, while too
   * few cost no more than the noise of all of the range. But no fewer than a unit may count in: who
   * asks for noise that covers so many has them.
   */
  private double groups() {
    if (!bounds.countsGroups()) {
      return Math.max(1, (double) noised.groups());
    }
    double surplus = GROUPS_DOUBT * bounds.groupsMechanism().scale();
    return Math.max(plan.groupings().get(0).maxGroups(), (double) noised.groups() - surplus);
  }

  /**
   * The standard deviation of a statistic's noise, for each step that a unit moves it.
   *
   * @param place among the statistics of the aggregate
   */
  private double noisePerStep(BoundsQuestion question, int place) {
    PlannedAggregate aggregate = plan.aggregates().get(question.aggregates().get(0));
    PlannedStatistic statistic =
        plan.statistics().get(aggregate.estimator().statistics().get(place));
    return statistic.mechanism().standardDeviation() / (double) statistic.sensitivity().lInf();
  }
}
