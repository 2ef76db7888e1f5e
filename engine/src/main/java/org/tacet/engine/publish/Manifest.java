package org.tacet.engine.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.selection.GroupSelection;
import org.tacet.accountant.selection.NoisyThresholdSelection;
import org.tacet.accountant.selection.TruncatedGeometricSelection;
import org.tacet.engine.bounding.EvenRanges;
import org.tacet.engine.plan.Grid;
import org.tacet.engine.plan.KeepProbability;
import org.tacet.engine.plan.PlannedAggregate;
import org.tacet.engine.plan.PlannedGrouping;
import org.tacet.engine.plan.PlannedStatistic;
import org.tacet.engine.plan.PlannedTree;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.registered.ContractProof;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.OwnFields.Vector;

/**
 * What is said publicly of a release, as JSON beside its data files. It holds what anyone may know:
 * the guarantee, the bounds, the noise and its intervals, hashes of the published files, and a
 * keyed commitment to the input. Names, sizes, counts and hashes of private files are not in it
 * (P19).
 */
public final class Manifest {

  public static final String FILE_NAME = "_manifest.json";
  private static final int FORMAT = 1;
  private static final double CONFIDENCE = 0.95;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Manifest() {}

  /**
   * Writes the manifest of a release.
   *
   * @param inputCommitment keyed, so that who lacks the key learns nothing of the input
   * @param ledger the accounts that were charged, as they stood when the first row was read
   * @param settings the pinned settings of the session that ran it
   */
  public static byte[] of(
      ReleasePlan plan,
      String releaseId,
      Instant publishedAt,
      byte[] inputCommitment,
      List<LedgerHead> ledger,
      long publishedRows,
      List<PublishedFile> files,
      Map<String, String> settings,
      String sparkVersion) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("format", FORMAT);
    manifest.put("release", plan.spec().name());
    manifest.put("release_id", releaseId);
    manifest.put("published_at", publishedAt.toString());
    manifest.put("guarantee", guarantee(plan));
    manifest.put("assumptions", plan.assumptions());
    if (plan.hasSeveralGroupings()) {
      manifest.put(
          "groupings", plan.groupings().stream().map(each -> grouping(plan, each)).toList());
    } else {
      manifest.putAll(grouping(plan, plan.groupings().get(0)));
    }
    if (plan.spec().consistentGroupings()) {
      manifest.put(
          "consistency",
          "counts and sums of finer groups add up to the coarser one's: least squares, weighted by"
              + " the variance of the noise");
    }
    plan.automaticBounds()
        .ifPresent(bounds -> manifest.put("automatic_bounds", BoundsSection.of(plan, bounds)));
    plan.spec()
        .intervals()
        .ifPresent(confidence -> manifest.put("intervals", interval(confidence)));
    if (plan.spec().standardDeviations()) {
      manifest.put(
          "standard_deviations", "noise only; of means, variances and their roots to first order");
    }
    manifest.put("spec_hash", plan.spec().hash());
    manifest.put("input_commitment", HexFormat.of().formatHex(inputCommitment));
    manifest.put("ledger", ledger.stream().map(Manifest::head).toList());
    manifest.put("spark_version", sparkVersion);
    manifest.put("session_settings", settings);
    manifest.put("published_rows", publishedRows);
    manifest.put("files", files);
    try {
      return JSON.writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest of maps, lists and numbers is JSON", e);
    }
  }

  private static Map<String, Object> head(LedgerHead head) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("account", head.accountId());
    entry.put("entry", head.number());
    entry.put("head", head.mac());
    return entry;
  }

  private static Map<String, Object> guarantee(ReleasePlan plan) {
    Map<String, Object> guarantee = new LinkedHashMap<>();
    guarantee.put("epsilon", plan.cost().epsilon());
    guarantee.put("delta", plan.cost().delta());
    guarantee.put("privacy_unit", plan.unitNames());
    plan.spec().rowUnit().ifPresent(unit -> guarantee.put("privacy_unit_rows", unit.rows()));
    guarantee.put("neighbours", plan.spec().difference() + " added or removed");
    guarantee.put("trust_model", "central");
    guarantee.put("noise_source", plan.spec().privacy().noiseSource().word());
    guarantee.put("sampler", plan.spec().privacy().noiseSource().sampler());
    Map<String, String> parts = new LinkedHashMap<>();
    plan.costs().forEach(part -> parts.put(part.name(), part.loss().toString()));
    guarantee.put("parts", parts);
    guarantee.put("accountant", plan.calibration().accountant());
    guarantee.put("composed_epsilon", plan.composed().epsilon());
    guarantee.put("composed_delta", plan.composed().delta());
    return guarantee;
  }

  private static Map<String, Object> grouping(ReleasePlan plan, PlannedGrouping grouping) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (plan.hasSeveralGroupings()) {
      entry.put("grouping", grouping.name());
    }
    entry.put("groups", groups(plan, grouping));
    entry.put("aggregates", aggregates(grouping));
    if (plan.spec().rowUnit().isPresent()
        || grouping.aggregates().stream().anyMatch(each -> each.mechanism().isEmpty())) {
      entry.put("statistics", statistics(grouping));
    }
    return entry;
  }

  private static Map<String, Object> groups(ReleasePlan plan, PlannedGrouping grouping) {
    Map<String, Object> groups = new LinkedHashMap<>();
    groups.put(
        "columns",
        grouping.spec().columns().stream()
            .map(column -> plan.groups().fieldNames()[column])
            .toList());
    groups.put("max_groups_contributed", grouping.maxGroups());
    grouping
        .spec()
        .maxRowsContributed()
        .ifPresent(rows -> groups.put("max_rows_contributed", rows));
    plan.spec().bounds().maxRowsJoined().ifPresent(rows -> groups.put("max_rows_joined", rows));
    groups.put("chosen", plan.spec().groups() instanceof PrivateGroups ? "privately" : "publicly");
    grouping
        .selection()
        .ifPresent(
            selection -> {
              groups.put("selection", selection.name());
              groups.put("selection_epsilon", selection.privacyLoss().epsilon());
              groups.put("selection_delta", selection.delta());
              groups.put("min_privacy_units_per_group", selection.minPrivacyUnits());
              if (selection instanceof TruncatedGeometricSelection table) {
                groups.put("always_kept_from", table.alwaysKeptFrom());
              } else if (selection instanceof NoisyThresholdSelection noisy) {
                groups.put("threshold", noisy.threshold());
                groups.put("threshold_on", plan.statistics().get(noisy.unitCount()).name());
              }
              groups.put("keep_probabilities", keepProbabilities(selection));
            });
    return groups;
  }

  /** By the size of a group, from parameters alone (P20). */
  private static List<Map<String, Object>> keepProbabilities(GroupSelection selection) {
    List<Map<String, Object>> points = new ArrayList<>();
    for (KeepProbability point : KeepProbability.curve(selection)) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("privacy_units", point.privacyUnits());
      entry.put("probability", point.probability());
      points.add(entry);
    }
    return points;
  }

  private static List<Map<String, Object>> aggregates(PlannedGrouping grouping) {
    List<Map<String, Object>> aggregates = new ArrayList<>();
    for (PlannedAggregate aggregate : grouping.aggregates()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", aggregate.spec().name());
      entry.put("aggregate", aggregate.spec().kind().word());
      aggregate.spec().value().ifPresent(value -> entry.put("value", value));
      aggregate
          .spec()
          .perGroup()
          .ifPresent(clamp -> entry.put("contribution_bounds_per_group", clamp.written()));
      aggregate
          .spec()
          .perRow()
          .ifPresent(clamp -> entry.put("contribution_bounds_per_row", clamp.written()));
      aggregate.spec().maxRowsPerGroup().ifPresent(rows -> entry.put("max_rows_per_group", rows));
      aggregate.spec().quantileRank().ifPresent(rank -> entry.put("rank", rank));
      aggregate.spec().accuracy().weight().ifPresent(weight -> entry.put("weight", weight));
      aggregate
          .spec()
          .accuracy()
          .targetError()
          .ifPresent(target -> entry.put("target_error", target));
      if (aggregate.spec().nonNegative()) {
        entry.put("non_negative", true);
      }
      aggregate.spec().bins().ifPresent(bins -> entry.put("bins", bins.written()));
      aggregate
          .spec()
          .maxDistinct()
          .ifPresent(values -> entry.put("max_distinct_per_group", values));
      aggregate.spec().vector().ifPresent(vector -> putVector(entry, vector));
      aggregate.spec().registered().ifPresent(user -> entry.put("registered", registered(user)));
      entry.put("grid", aggregate.grid().step());
      if (aggregate.mechanism().isPresent()) {
        entry.putAll(noise(aggregate.mechanism().get(), aggregate.grid()));
      } else {
        // Computed from noised statistics, which stand in a list of their own.
        entry.put(
            "computed_from",
            aggregate.estimator().statistics().stream()
                .map(index -> grouping.statistics().get(index).name())
                .toList());
      }
      aggregates.add(entry);
    }
    return aggregates;
  }

  /** What was taken on trust of a user's code, and whether its contract test has seen it. */
  private static Map<String, Object> registered(UserAggregate user) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("aggregate", user.name());
    entry.put("class", user.getClass().getName());
    entry.put("class_sha256", ContractProof.classHash(user));
    entry.put(
        "terms",
        user.termRanges().stream()
            .map(term -> Map.of("name", term.name(), "range", List.of(term.lower(), term.upper())))
            .toList());
    entry.put(
        "contract_test",
        ContractProof.testOf(user)
            .orElse("unproven: no contract test is registered for this class"));
    return entry;
  }

  private static void putVector(Map<String, Object> entry, Vector vector) {
    entry.put("length", vector.length());
    entry.put("max_norm", vector.maxNorm());
    entry.put("norm", vector.norm().word());
  }

  private static Map<String, Object> interval(BigDecimal confidence) {
    Map<String, Object> interval = new LinkedHashMap<>();
    interval.put("confidence", confidence);
    interval.put("covers", "noise only");
    return interval;
  }

  private static Map<String, Object> noise(NoiseMechanism mechanism, Grid grid) {
    double step = grid.step().doubleValue();
    Map<String, Object> noise = new LinkedHashMap<>();
    noise.put("noise", mechanism.name());
    noise.put("noise_scale", mechanism.scale() * step);
    noise.put("noise_standard_deviation", mechanism.standardDeviation() * step);
    Map<String, Object> interval = new LinkedHashMap<>();
    interval.put("confidence", CONFIDENCE);
    interval.put(
        "half_width", BigDecimal.valueOf(mechanism.halfWidth(CONFIDENCE)).multiply(grid.step()));
    interval.put("covers", "noise only");
    noise.put("noise_interval", interval);
    return noise;
  }

  /**
   * What was noised of each group, in steps of its grid, and how far a unit, or all rows that are
   * protected together, move it.
   */
  private static List<Map<String, Object>> statistics(PlannedGrouping grouping) {
    List<Map<String, Object>> statistics = new ArrayList<>();
    for (PlannedStatistic statistic : grouping.statistics()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", statistic.name());
      statistic.tree().ifPresent(tree -> entry.put("tree", tree(tree)));
      entry.put("max_change_in_steps", statistic.sensitivity().lInf());
      entry.put("noise", statistic.mechanism().name());
      entry.put("noise_scale_in_steps", statistic.mechanism().scale());
      statistics.add(entry);
    }
    return statistics;
  }

  /** A row counts once on each level of it; the change is that of one level. */
  private static Map<String, Object> tree(PlannedTree tree) {
    Map<String, Object> entry = new LinkedHashMap<>();
    if (!(tree.leaves().ranges() instanceof EvenRanges ranges)) {
      entry.put("bins", tree.leaves().leaves());
      return entry;
    }
    entry.put("branching", tree.shape().branching());
    entry.put("height", tree.shape().height());
    entry.put("leaves", tree.leaves().leaves());
    entry.put("steps_per_leaf", ranges.stepsPerLeaf());
    return entry;
  }

  /** The bytes of the manifest that lies in {@code folder}, if one does. */
  static Optional<byte[]> read(FileSystem fileSystem, Path folder) throws IOException {
    if (fileSystem.exists(folder) && fileSystem.getFileStatus(folder).isFile()) {
      return Optional.empty(); // HDFS does not answer that a file holds nothing, but denies access
    }
    try (InputStream in = fileSystem.open(new Path(folder, FILE_NAME))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException notThere) {
      return Optional.empty();
    }
  }

  /** The release id in a manifest's bytes; empty when they are none or no manifest. */
  static Optional<String> releaseIdIn(Optional<byte[]> manifest) {
    return manifest
        .map(Manifest::parsed)
        .map(json -> json.path("release_id"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }

  /** How many rows a manifest's bytes say were published; -1 when they are no manifest. */
  public static long publishedRowsIn(byte[] manifest) {
    return parsed(manifest).path("published_rows").asLong(-1);
  }

  /** The data files that a manifest's bytes name; none when they are no manifest. */
  static List<PublishedFile> filesIn(byte[] manifest) {
    List<PublishedFile> files = new ArrayList<>();
    for (JsonNode file : parsed(manifest).path("files")) {
      files.add(
          new PublishedFile(
              file.path("name").asText(),
              file.path("bytes").asLong(-1),
              file.path("sha256").asText()));
    }
    return files;
  }

  /**
   * The heads of the accounts that a manifest's bytes name; none when they are no manifest, or one
   * that names none.
   *
   * @throws IllegalArgumentException when what stands there can't be a head
   */
  public static List<LedgerHead> ledgerIn(byte[] manifest) {
    List<LedgerHead> heads = new ArrayList<>();
    for (JsonNode head : parsed(manifest).path("ledger")) {
      heads.add(
          new LedgerHead(
              head.path("account").asText(),
              head.path("entry").asLong(-1),
              head.path("head").asText()));
    }
    return heads;
  }

  private static JsonNode parsed(byte[] manifest) {
    try {
      return JSON.readTree(manifest);
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
