package org.tacet.engine.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.tacet.accountant.randomness.ReleaseKey;
import org.tacet.engine.bounding.BoundContributions;
import org.tacet.engine.bounding.BoundedSum;
import org.tacet.engine.bounding.BoundingSettings;
import org.tacet.engine.bounding.LeafCountsSum;
import org.tacet.engine.bounding.TotalLeaf;
import org.tacet.engine.noise.SelectAndNoise;
import org.tacet.engine.plan.BoundsPlan;
import org.tacet.engine.plan.NoisedBins;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.plan.ValueHistogram;
import org.tacet.engine.publish.PartitionFolders;
import org.tacet.engine.source.TracedSource;
import org.tacet.engine.spec.GroupingSpec;

/**
 * Steps 4 to 6 of a release as one lazy data set: bound, aggregate, select and noise. The only path
 * from private rows to noise, and it starts with bounding.
 */
final class PrivateAggregation {

  private static final String UNITS = "units";

  private final ReleasePlan plan;
  private final TracedSource source;
  private final Optional<Dataset<Row>> publicGroups;
  private final ReleaseKey key;

  PrivateAggregation(
      ReleasePlan plan, TracedSource source, Optional<Dataset<Row>> publicGroups, ReleaseKey key) {
    this.plan = plan;
    this.source = source;
    this.publicGroups = publicGroups;
    this.key = key;
  }

  /** The noised rows, named as the spec names them. */
  Dataset<Row> noised() {
    Dataset<Row> noised = SelectAndNoise.over(trueSums(), plan.noiseSettings(), key);
    String[] names = noised.columns();
    String[] groups = plan.publishedGroups().fieldNames();
    System.arraycopy(groups, 0, names, 0, groups.length);
    Dataset<Row> named = noised.toDF(names);
    return plan.hasSeveralGroupings()
        ? named.withColumn(
            GroupingSpec.COLUMN, functions.get(groupingNames(), named.col(GroupingSpec.COLUMN)))
        : named;
  }

  private Column groupingNames() {
    return functions.array(
        plan.groupings().stream()
            .map(grouping -> functions.lit(grouping.name()))
            .toArray(Column[]::new));
  }

  /**
   * What bounds are chosen from: a pass of its own over the same rows, bounded as its own plan
   * says, under the same key (P8) and with cells of its own (P9).
   */
  NoisedBins noisedBins() {
    Row row = SelectAndNoise.over(trueBins(), bounds().noiseSettings(), key).collectAsList().get(0);
    List<long[]> counts = new ArrayList<>();
    for (int histogram = 0; histogram < bounds().histograms().size(); histogram++) {
      counts.add(row.<Long>getList(histogram).stream().mapToLong(Long::longValue).toArray());
    }
    long groups =
        bounds().countsGroups()
            ? row.getLong(row.size() - 1)
            : publicGroups.map(Dataset::count).orElse(1L);
    return new NoisedBins(counts, groups);
  }

  private BoundsPlan bounds() {
    return plan.automaticBounds().orElseThrow();
  }

  /** The bins before noise, over all groups, in one row: a number of groups, then leaves. */
  Dataset<Row> trueBins() {
    Dataset<Row> contributions =
        contributions(bounds().boundingSettings(plan.groupings().get(0).maxGroups()));
    if (!bounds().countsGroups()) {
      return contributions.agg(units(), binSums(contributions, false));
    }
    Dataset<Row> byGroup =
        contributions
            .groupBy(groupColumns(contributions))
            .agg(units(), binSums(contributions, false));
    List<Column> sums = new ArrayList<>();
    sums.add(
        functions
            .sum(
                functions
                    .when(byGroup.col(UNITS).geq(plan.likelyPublishedFrom()), 1L)
                    .otherwise(0L))
            .as("groups"));
    sums.addAll(List.of(binSums(byGroup, true)));
    return byGroup.agg(units(), sums.toArray(new Column[0]));
  }

  /**
   * @param areSummed whether the rows are groups already, or contributions to them
   */
  private Column[] binSums(Dataset<Row> rows, boolean areSummed) {
    UserDefinedFunction totalLeaf =
        functions.udf(new TotalLeaf(ValueHistogram.BINS), DataTypes.BinaryType);
    List<Column> sums = new ArrayList<>();
    for (int histogram = 0; histogram < bounds().histograms().size(); histogram++) {
      int place = bounds().place(histogram);
      String name = "bins" + histogram;
      Column leaves;
      if (areSummed) {
        leaves = rows.col(name);
      } else if (bounds().histograms().get(histogram).countsTotals()) {
        leaves =
            totalLeaf.apply(
                IntStream.range(0, TotalLeaf.LIMBS)
                    .mapToObj(limb -> rows.col(BoundContributions.limbColumn(place, limb)))
                    .toArray(Column[]::new));
      } else {
        leaves = rows.col(BoundContributions.leavesColumn(place));
      }
      sums.add(LeafCountsSum.of(leaves, ValueHistogram.BINS.leaves()).as(name));
    }
    return sums.toArray(new Column[0]);
  }

  private static Column units() {
    return functions.count(functions.lit(1)).as(UNITS);
  }

  /** One row for each group that a unit keeps. */
  private Dataset<Row> contributions(BoundingSettings settings) {
    // Spark sorts rather than to hold many groups' leaves: how many is the spec's to say.
    source
        .rows()
        .sparkSession()
        .conf()
        .set(
            "spark.sql.objectHashAggregate.sortBased.fallbackThreshold",
            LeafCountsSum.mostGroupsHeld(settings.trees()));
    return BoundContributions.over(
        inPublicGroups(PartitionFolders.of(plan).nameable(source.rows())),
        source.unitNames().size(),
        plan.groups().size(),
        settings,
        key);
  }

  /**
   * The bounded true sums by group: group columns, count of units, limbs, leaves. Never published.
   */
  Dataset<Row> trueSums() {
    Dataset<Row> contributions = contributions(plan.boundingSettings());
    Dataset<Row> byGroup =
        plan.boundedDistincts().isEmpty()
            ? contributions.groupBy(groupColumns(contributions)).agg(units(), sums(contributions))
            : withDistinct(contributions);
    return publicGroups
        .map(groupRows -> completed(inEachGrouping(groupRows), byGroup))
        .orElse(byGroup);
  }

  /** Rows outside the public groups go before bounding, or they would use up a unit's groups. */
  private Dataset<Row> inPublicGroups(Dataset<Row> rows) {
    return publicGroups
        .map(
            groups ->
                rows.join(
                    functions.broadcast(groups).alias("listed"),
                    sameGroup(rows, groups, groupNames()),
                    "left_semi"))
        .orElse(rows);
  }

  /** One row for each public group, with nulls where no unit contributed (P13). */
  private Dataset<Row> completed(Dataset<Row> groups, Dataset<Row> byGroup) {
    List<String> names = List.of(groups.columns());
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(groups.col(name));
    }
    for (String name : byGroup.columns()) {
      if (!names.contains(name)) {
        columns.add(byGroup.col(name));
      }
    }
    return groups
        .join(byGroup, sameGroup(groups, byGroup, names), "left_outer")
        .select(columns.toArray(new Column[0]));
  }

  /** The public groups of every grouping: those listed, without what is rolled up there. */
  private Dataset<Row> inEachGrouping(Dataset<Row> groups) {
    if (!plan.hasSeveralGroupings()) {
      return groups;
    }
    return IntStream.range(0, plan.groupings().size())
        .mapToObj(grouping -> inGrouping(groups, grouping))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Dataset<Row> inGrouping(Dataset<Row> groups, int grouping) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.lit(grouping).as(BoundContributions.GROUPING_COLUMN));
    List<Integer> kept = plan.groupings().get(grouping).spec().columns();
    for (int group = 0; group < plan.groups().size(); group++) {
      String name = "group" + group;
      columns.add(
          kept.contains(group)
              ? groups.col(name)
              : functions.lit(null).cast(groups.schema().apply(name).dataType()).as(name));
    }
    return groups.select(columns.toArray(new Column[0])).distinct();
  }

  /** Equal values, or both null: what is rolled up is null on both sides. */
  private static Column sameGroup(Dataset<Row> left, Dataset<Row> right, List<String> names) {
    return names.stream()
        .map(name -> left.col(name).eqNullSafe(right.col(name)))
        .reduce(Column::and)
        .orElseThrow();
  }

  private List<String> groupNames() {
    return IntStream.range(0, plan.groups().size()).mapToObj(index -> "group" + index).toList();
  }

  private Column[] groupColumns(Dataset<Row> contributions) {
    List<String> names = new ArrayList<>(groupNames());
    if (plan.hasSeveralGroupings()) {
      names.add(0, BoundContributions.GROUPING_COLUMN);
    }
    return names.stream().map(contributions::col).toArray(Column[]::new);
  }

  private Dataset<Row> withDistinct(Dataset<Row> contributions) {
    int distincts = plan.boundedDistincts().size();
    Dataset<Row> merged =
        DistinctCounts.merged(
            contributions,
            groupColumns(contributions),
            limbColumns(),
            leavesColumns(),
            plan.boundedTrees(),
            distincts);
    List<Column> sums = new ArrayList<>(List.of(sums(merged)));
    for (int distinct = 0; distinct < distincts; distinct++) {
      sums.add(functions.sum(DistinctCounts.isValueOf(merged, distinct)).as("distinct" + distinct));
    }
    return merged
        .groupBy(groupColumns(merged))
        .agg(
            functions.sum(merged.col(DistinctCounts.units())).as(UNITS),
            sums.toArray(new Column[0]));
  }

  private Column[] sums(Dataset<Row> contributions) {
    List<Column> sums = new ArrayList<>();
    for (String name : limbColumns()) {
      sums.add(functions.sum(contributions.col(name)).as(name));
    }
    for (int tree = 0; tree < plan.boundedTrees().size(); tree++) {
      String name = BoundContributions.leavesColumn(tree);
      sums.add(
          LeafCountsSum.of(contributions.col(name), plan.boundedTrees().get(tree).leaves())
              .as(name));
    }
    return sums.toArray(new Column[0]);
  }

  private List<String> limbColumns() {
    List<String> names = new ArrayList<>();
    List<BoundedSum> bounded = plan.boundedSums();
    for (int sum = 0; sum < bounded.size(); sum++) {
      for (int limb = 0; limb < bounded.get(sum).limbs(); limb++) {
        names.add(BoundContributions.limbColumn(sum, limb));
      }
    }
    return names;
  }

  private List<String> leavesColumns() {
    return IntStream.range(0, plan.boundedTrees().size())
        .mapToObj(BoundContributions::leavesColumn)
        .toList();
  }
}
