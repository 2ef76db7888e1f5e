package org.tacet.engine.audit;

import static org.tacet.engine.audit.PlantedFault.inAccountant;
import static org.tacet.engine.audit.PlantedFault.inEngine;

import java.util.List;

/** The faults that an audit has to see. */
final class PlantedFaults {

  private static final String ONE_COUNT =
      """
      aggregates:
        - {name: people, privacy_units: {}}
      privacy: {epsilon: 1}
      """;

  private static final String TOWNS =
      """
      group_by: [town]
      groups: {public: {values: [{town: Bern}, {town: Genf}, {town: Chur}]}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 3]}}
      privacy: {epsilon: 1}
      """;

  private static final String SELECTED =
      """
      group_by: [town]
      groups: private
      bounds: {max_groups_contributed: L0, min_privacy_units_per_group: LEAST}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 20]}}
      privacy: {epsilon: 1, delta: 0.05, allow_large_delta: true}
      """;

  private static final String NOISE = "noise/NoiseFunction.java";
  private static final String ADD_NOISE = "return sum.add(BigInteger.valueOf(noise));";

  private PlantedFaults() {}

  private static String selected(int maxGroups, int least) {
    return SELECTED
        .replace("L0", String.valueOf(maxGroups))
        .replace("LEAST", String.valueOf(least));
  }

  static final PlantedFault NULL_UNIT_KEPT =
      new PlantedFault(
          "null unit kept (P2)",
          TOWNS,
          400,
          "NullUnit",
          inEngine(
              "source/ValueProjection.java",
              "plan = new Filter(new IsNotNull(column), plan);",
              "new IsNotNull(column);"));

  static final PlantedFault NO_L0 =
      new PlantedFault(
          "no bound on groups (P14)",
          TOWNS,
          400,
          "GiantUnit",
          inEngine(
              "bounding/KeptGroups.java",
              "return size < maxGroups ? append(group, hash) : challenge(group, hash);",
              "return append(group, hash);"),
          inEngine(
              "bounding/KeptGroups.java",
              "(int) Math.min((long) groups.length * 2, maxGroups)",
              "groups.length * 2"));

  static final PlantedFault HALVED_NOISE =
      new PlantedFault(
          "halved noise (P6)",
          ONE_COUNT,
          800,
          "UnitRemoved",
          inEngine(NOISE, ADD_NOISE, "return sum.add(BigInteger.valueOf(noise / 2));"));

  static final List<PlantedFault> CHEAP = List.of(NULL_UNIT_KEPT);

  static final List<PlantedFault> OTHERS =
      List.of(
          NO_L0,
          HALVED_NOISE,
          new PlantedFault(
              "delta not split over groups (P12)",
              selected(10, 1),
              1500,
              "GroupAppears",
              inAccountant(
                  "selection/GroupBudget.java", "if (maxGroups == 1) {", "if (maxGroups >= 1) {")),
          new PlantedFault(
              "one draw used for two aggregates (P9)",
              """
              aggregates:
                - {name: people, privacy_units: {}}
                - {name: noted, count: {value: amount, max_rows_per_group: 1}}
              privacy: {epsilon: 1}
              """,
              800,
              "NullValue",
              inEngine(
                  NOISE,
                  "purpose, grouping, statistic, component,",
                  "purpose, grouping, 0, component,")),
          new PlantedFault(
              "rows bounded instead of units (P2)",
              TOWNS,
              400,
              "UnitRemoved",
              inEngine(
                  "bounding/BoundingFunction.java",
                  "if (!unitOf.apply(row).equals(currentUnit)) {",
                  "if (row != null) {")),
          new PlantedFault(
              "totals clamped after they are added up (P5)",
              TOWNS,
              400,
              "GiantUnit",
              inEngine(
                  "bounding/BoundedSum.java",
                  "return Math.min(Math.max(low, lower), upper);\n  }\n\n  /** Clamps the part",
                  "return low;\n  }\n\n  /** Clamps the part"),
              inEngine(
                  NOISE,
                  "long noise = statistic.mechanism().sample(",
                  "sum = sum.min(BigInteger.valueOf(1000));\n      long noise = statistic.mechanism().sample(")),
          new PlantedFault(
              "key without grouping (P9)",
              """
              group_by: [town]
              groups: {public: {values: [{town: null}, {town: Bern}]}}
              groupings: [{by: [town], max_groups_contributed: 1}, {by: []}]
              bounds: {max_groups_contributed: 1}
              aggregates:
                - {name: people, privacy_units: {}}
              privacy: {epsilon: 1}
              """,
              800,
              "OneRow",
              inEngine(
                  NOISE,
                  "        group.encode(row);",
                  "        InternalRow same = row.copy();\n        if (settings.hasSeveralGroupings()) {\n          same.setInt(0, 0);\n        }\n        group.encode(same);"),
              inEngine(NOISE, "purpose, grouping, statistic,", "purpose, 0, statistic,")),
          new PlantedFault(
              "same key on changed input (P8)",
              ONE_COUNT,
              800,
              "LaterRelease",
              inAccountant(
                  "randomness/ReleaseKeyStore.java", "return ReleaseKey.draw();", "return ONCE;"),
              inAccountant(
                  "randomness/ReleaseKeyStore.java",
                  "  ReleaseKey keyFor(String releaseId);",
                  "  ReleaseKey keyFor(String releaseId);\n\n  ReleaseKey ONCE = ReleaseKey.draw();")),
          new PlantedFault(
              "exact filter before the choice of groups (P12)",
              selected(1, 8),
              1500,
              "GroupAppears",
              inAccountant(
                  "selection/TruncatedGeometricSelection.java",
                  "return Math.max(0, privacyUnits) - (minPrivacyUnits - 1);",
                  "return privacyUnits < minPrivacyUnits ? 0 : privacyUnits;")),
          new PlantedFault(
              "fails on an empty source (P3)",
              TOWNS,
              400,
              "EmptySource",
              inEngine(
                  "release/PrivateAggregation.java",
                  "    Dataset<Row> contributions = contributions(plan.boundingSettings());",
                  "    source.rows().limit(1).collectAsList().get(0);\n    Dataset<Row> contributions = contributions(plan.boundingSettings());")),
          new PlantedFault(
              "noise too small by 1.175 (P6)",
              """
              aggregates:
                - {name: paid, sum: {value: whole, contribution_bounds_per_group: [0, 1000]}}
              privacy: {epsilon: 1}
              """,
              20000,
              "UnitRemoved",
              inEngine(
                  NOISE,
                  ADD_NOISE,
                  "return sum.add(BigInteger.valueOf(Math.round(noise / 1.175)));")),
          new PlantedFault(
              "sensitivity of one group where there are several (P14)",
              TOWNS.replace("max_groups_contributed: 1", "max_groups_contributed: 2"),
              400,
              "GiantUnit",
              inEngine("plan/UnitReach.java", "spec.maxGroups(bounding), bounding", "1, bounding")),
          new PlantedFault(
              "public groups without rows are not noised (P13)",
              TOWNS,
              800,
              "GroupAppears",
              inEngine(
                  NOISE,
                  ADD_NOISE,
                  "return sum.signum() == 0 ? sum : sum.add(BigInteger.valueOf(noise));")),
          new PlantedFault(
              "groups chosen by rows instead of units (P12)",
              selected(1, 1),
              1500,
              "GroupAppears",
              inEngine(
                  NOISE,
                  "return table.keep(unitCount(row), bits",
                  "return table.keep(row.getLong(groupColumns + 1), bits")),
          new PlantedFault(
              "one draw for all components of a vector (P9)",
              """
              aggregates:
                - {name: pay, vector_sum: {value: pay, length: 2, max_norm: 8, norm: l1}}
              privacy: {epsilon: 1}
              """,
              800,
              "ManyValues",
              inEngine(
                  NOISE,
                  "sample(bits(Purpose.NOISE, index, component))",
                  "sample(bits(Purpose.NOISE, index, ONLY_COMPONENT))")),
          new PlantedFault(
              "no bound on a unit's distinct values (P5)",
              """
              aggregates:
                - {name: kinds, count_distinct: {value: kind, max_distinct_per_group: 2}}
              privacy: {epsilon: 1}
              """,
              400,
              "ManyValues",
              inEngine(
                  "bounding/KeptGroups.java",
                  "            length,\n            distincts.get(distinct).maxValues());",
                  "            length,\n            1 << 20);")));
}
