package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.calibration.NoiseKind;
import org.tacet.engine.spec.AggregateSpec.Clamp;
import org.tacet.engine.spec.AggregateSpec.Kind;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.OutputSpec.Format;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.Ownership.Public;

class ReleaseSpecReaderTest {

  private static final String MINIMAL =
      """
      release: total
      account: shop
      sources: {orders: {path: /orders, private: {unit: [o_custkey]}}}
      from: orders
      aggregates: [{name: orders, count: {max_rows_per_group: 5}}]
      privacy: {epsilon: 1}
      output: {path: /out}
      """;

  @Test
  void readsEveryField() {
    ReleaseSpec spec = SpecExample.parse(SpecExample.YAML);

    assertThat(spec.name()).isEqualTo("orders-by-nation-and-year");
    assertThat(spec.accounts()).containsExactly("shop-customers");
    assertThat(spec.sources().keySet()).containsExactly("customer", "orders", "lineitem", "nation");
    assertThat(spec.sources().get("lineitem").ownership())
        .isEqualTo(new OwnedBy("orders", Map.of("l_orderkey", "o_orderkey")));
    assertThat(spec.sources().get("customer").ownership())
        .isEqualTo(new PrivateUnit(List.of("c_custkey")));
    assertThat(spec.sources().get("nation"))
        .isEqualTo(
            new SourceSpec(
                "nation",
                new SourceInput.Files(
                    "/tables/nation",
                    InputFormat.PARQUET,
                    Optional.of("n_nationkey bigint, n_name string"),
                    Optional.empty(),
                    Optional.empty()),
                new Public()));
    RowsSpec.Joins rows = (RowsSpec.Joins) spec.rows();
    assertThat(rows.from()).isEqualTo("lineitem");
    assertThat(rows.joins())
        .extracting(JoinSpec::table)
        .containsExactly("orders", "customer", "nation");
    assertThat(rows.joins().get(1).on()).containsExactly(entry("o_custkey", "c_custkey"));
    assertThat(spec.groupBy())
        .containsExactly(
            new GroupColumn("nation", "n_name"), new GroupColumn("year", "year(o_orderdate)"));
    assertThat(spec.groups()).isEqualTo(new PrivateGroups());
    assertThat(spec.bounds()).isEqualTo(new BoundsSpec(3, 1));
    assertThat(spec.output())
        .isEqualTo(new OutputSpec.Files("/tables/../release", Format.PARQUET, List.of()));
    assertThat(spec.ledger()).contains("file:tacet-ledger");
    assertThat(spec.timeZone()).isEqualTo("UTC");
    assertThat(spec.warnings()).isEmpty();
  }

  @Test
  void readsEveryKindOfAggregate() {
    List<AggregateSpec> aggregates = SpecExample.parse(SpecExample.YAML).aggregates();

    assertThat(aggregates)
        .extracting(AggregateSpec::kind)
        .containsExactly(Kind.COUNT, Kind.COUNT, Kind.PRIVACY_UNITS, Kind.SUM, Kind.SUM);
    assertThat(aggregates.get(0).perGroup()).contains(clamp("0", "20"));
    assertThat(aggregates.get(1).maxRowsPerGroup()).isEqualTo(OptionalLong.of(20));
    assertThat(aggregates.get(3).value()).contains("l_extendedprice");
    assertThat(aggregates.get(3).perGroup()).contains(clamp("0", "500000"));
    assertThat(aggregates.get(4))
        .isEqualTo(
            new AggregateSpec(
                "quantity",
                Kind.SUM,
                Optional.of("l_quantity"),
                Optional.empty(),
                Optional.of(clamp("-1", "50")),
                OptionalLong.of(10),
                Optional.of(new BigDecimal("0.25")),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void readsThePrivacyParametersExactly() {
    assertThat(SpecExample.parse(SpecExample.YAML).privacy())
        .isEqualTo(
            new PrivacySpec(
                BigDecimal.ONE,
                Optional.of(new BigDecimal("1e-9")),
                NoiseKind.LAPLACE,
                OptionalLong.of(15000),
                false,
                false));
  }

  @Test
  void aMinimalSpecHasOneGroupAndTheDefaults() {
    ReleaseSpec spec = parse(MINIMAL);

    assertThat(spec.groups()).isEqualTo(PublicList.WHOLE);
    assertThat(spec.bounds()).isEqualTo(BoundsSpec.ONE_GROUP);
    assertThat(((RowsSpec.Joins) spec.rows()).joins()).isEmpty();
    assertThat(spec.groupBy()).isEmpty();
    assertThat(spec.where()).isEmpty();
    assertThat(spec.ledger()).isEmpty();
    assertThat(spec.privacy().noise()).isEqualTo(NoiseKind.LAPLACE);
    assertThat(spec.privacy().delta()).isEmpty();
    assertThat(spec.output())
        .isInstanceOfSatisfying(
            OutputSpec.Files.class, files -> assertThat(files.format()).isEqualTo(Format.PARQUET));
    assertThat(spec.timeZone()).isEqualTo("UTC");
    assertThat(spec.needsDelta()).isFalse();
  }

  @Test
  void withoutGroupByNothingElseGroups() {
    assertThat(SpecExample.rejected(MINIMAL + "groups: private\n", Map.of()).path())
        .isEqualTo("groups");
    assertThat(
            catchThrowableOfType(
                InvalidSpecException.class,
                () -> parse(MINIMAL + "bounds: {max_groups_contributed: 2}\n")))
        .hasMessageContaining("given 2; legal: 1; fix:");
    assertThat(parse(MINIMAL + "bounds: {max_groups_contributed: 1}\n").bounds())
        .isEqualTo(BoundsSpec.ONE_GROUP);
  }

  @Test
  void readsPublicGroupsInTheOrderOfGroupBy() {
    ReleaseSpec spec =
        SpecExample.parse(
            SpecExample.with(
                "groups: private",
                "groups: {public: {values: [{year: 1995, nation: FRANCE},"
                    + " {nation: NO, year: 1996}]}}"));

    assertThat(spec.groups())
        .isEqualTo(
            new PublicList(
                List.of(
                    List.of("FRANCE", new BigDecimal("1995")),
                    List.of("NO", new BigDecimal("1996")))));
    assertThat(spec.needsDelta()).isFalse();
    assertThat(spec.warnings().get(0)).contains("privacy.delta is given");
    assertThat(spec.warnings().get(1)).contains("there are 2 public groups: 2 is used");
  }

  @Test
  void readsTheSmallestGroupAndTheChoiceOfNoise() {
    String yaml =
        SpecExample.with("contributed: 3", "contributed: 3, min_privacy_units_per_group: 20");
    ReleaseSpec spec = SpecExample.parse(SpecExample.with(yaml, "noise: laplace", "noise: auto"));

    assertThat(spec.bounds()).isEqualTo(new BoundsSpec(3, 20));
    assertThat(spec.privacy().noise()).isEqualTo(NoiseKind.AUTO);
    String listed =
        SpecExample.with(
            yaml, "groups: private", "groups: {public: {values: [{year: 1995, nation: A}]}}");
    InvalidSpecException refused =
        catchThrowableOfType(InvalidSpecException.class, () -> SpecExample.parse(listed));
    assertThat(refused.path()).isEqualTo("bounds.min_privacy_units_per_group");
  }

  /** Without group_by there is no groups: private to write. */
  @Test
  void aMinimumWithoutGroupByIsToBeRemoved() {
    String yaml = MINIMAL + "bounds: {max_groups_contributed: 1, min_privacy_units_per_group: 5}\n";
    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessageContaining("bounds.min_privacy_units_per_group")
        .hasMessageContaining("remove it")
        .hasMessageNotContaining("groups: private");
  }

  @Test
  void autoNeedsNoDeltaWithPublicGroups() {
    ReleaseSpec spec = parse(MINIMAL.replace("epsilon: 1", "epsilon: 1, noise: auto"));
    assertThat(spec.needsDelta()).isFalse();
    assertThat(spec.warnings()).isEmpty();
  }

  @Test
  void readsAPublicTableOfGroups() {
    String source = "  years: {path: /years, public: true}\nfrom: lineitem";
    String yaml = SpecExample.with("from: lineitem", source);
    yaml =
        SpecExample.with(
            yaml, "groups: private", "groups: {public: {table: years, columns: {nation: n}}}");

    PublicTable groups = (PublicTable) SpecExample.parse(yaml).groups();

    assertThat(groups.table()).isEqualTo("years");
    assertThat(groups.columnFor("nation")).isEqualTo("n");
    assertThat(groups.columnFor("year")).isEqualTo("year");
  }

  @Test
  void aPartOfAUnitMayGroup() {
    String both = MINIMAL.replace("[o_custkey]", "[shop, o_custkey]");
    String tail = "\ngroups: private\nbounds: {max_groups_contributed: 1}\n";
    both = both.replace("{epsilon: 1}", "{epsilon: 1, delta: 1e-9}");

    assertThat(parse(both + "group_by: [shop]" + tail).groupBy())
        .containsExactly(GroupColumn.plain("shop"));
    assertThat(SpecExample.rejected(both + "group_by: [O_CUSTKEY, shop]" + tail, Map.of()).path())
        .isEqualTo("group_by[0]");
  }

  @Test
  void largeParametersWarnWhenTheyAreAllowed() {
    assertThat(parse(MINIMAL.replace("epsilon: 1", "epsilon: 10")).warnings()).isEmpty();
    assertThat(parse(MINIMAL.replace("epsilon: 1", "epsilon: 10.1")).warnings())
        .singleElement()
        .asString()
        .contains("epsilon is 10.1");
    assertThat(
            parse(MINIMAL.replace("epsilon: 1", "epsilon: 500, allow_large_epsilon: true"))
                .privacy()
                .epsilon())
        .isEqualByComparingTo("500");
    String gaussian = "epsilon: 1, noise: gaussian, delta: 0.1";
    assertThat(parse(MINIMAL.replace("epsilon: 1", gaussian + ", allow_large_delta: true")))
        .satisfies(spec -> assertThat(spec.warnings()).hasSize(1))
        .satisfies(spec -> assertThat(spec.needsDelta()).isTrue());
    assertThat(parse(MINIMAL.replace("epsilon: 1", gaussian + ", population: 1")).warnings())
        .isEmpty();
  }

  @Test
  void gaussianNoiseNeedsDelta() {
    String yaml = MINIMAL.replace("epsilon: 1", "epsilon: 1, noise: gaussian");

    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessageContaining("privacy.delta: is missing, and gaussian noise needs it");
  }

  @Test
  void onlyPublicSourcesLeaveNothingToProtect() {
    String yaml = MINIMAL.replace("private: {unit: [o_custkey]}", "public: true");

    assertThat(SpecExample.rejected(yaml, Map.of()))
        .hasMessageContaining("from: takes public tables alone");
  }

  @Test
  void aCircleOfOwnersIsRefused() {
    String yaml =
        MINIMAL.replace(
            "private: {unit: [o_custkey]}}",
            "owned_by: {table: b, foreign_key: {x: y}}},"
                + " b: {path: /b, owned_by: {table: orders, foreign_key: {x: y}}}");

    assertThat(SpecExample.rejected(yaml, Map.of()).faults())
        .extracting(Fault::path)
        .containsExactly("sources.orders.owned_by.table", "sources.b.owned_by.table");
  }

  @Test
  void overridesReplaceTheOperationalFields() {
    Overrides overrides =
        new Overrides(Optional.of("/elsewhere"), Optional.of("file:l"), Optional.of(Format.CSV));
    String yaml = MINIMAL.replace("output: {path: /out}\n", "");

    ReleaseSpec spec = ReleaseSpecReader.parse(yaml, Map.of(), overrides);

    assertThat(spec.output()).isEqualTo(new OutputSpec.Files("/elsewhere", Format.CSV, List.of()));
    assertThat(spec.ledger()).contains("file:l");
    assertThat(SpecExample.rejected(yaml, Map.of()).path()).isEqualTo("output.path");
  }

  @Test
  void everyFaultIsReportedOneALine() {
    String yaml = SpecExample.with("from: lineitem", "form: lineitem");
    yaml = SpecExample.with(yaml, "epsilon: 1,", "epsilon: 0,");
    yaml = SpecExample.with(yaml, "[0, 20]", "[0]");
    yaml = SpecExample.with(yaml, "'${since}'", "'${sense}'");
    yaml = SpecExample.with(yaml, "population: 15000", "population: .inf");

    InvalidSpecException invalid = SpecExample.rejected(yaml);

    assertThat(invalid.faults())
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "form",
            "privacy.epsilon",
            "aggregates[0].count.contribution_bounds_per_group",
            "where",
            "parameters.since",
            "privacy.population");
    assertThat(invalid.getMessage().lines()).hasSize(6);
  }

  @Test
  void faultsBetweenPartsAreReportedBesideThoseInThem() {
    String yaml = SpecExample.with("from: lineitem", "from: linetime");
    yaml = SpecExample.with(yaml, "[0, 500000]", "[1, 0]");
    yaml = SpecExample.with(yaml, "release: orders", "release: /orders");
    yaml = SpecExample.with(yaml, "delta: 1e-9, ", "");

    assertThat(SpecExample.rejected(yaml).faults())
        .extracting(Fault::path)
        .containsExactlyInAnyOrder(
            "from", "aggregates[3].sum.contribution_bounds_per_group", "release", "privacy.delta");
  }

  @Test
  void readsAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("spec.yaml"), MINIMAL);

    assertThat(read(file.toString())).isEqualTo(parse(MINIMAL));
    assertThat(
            ReleaseSpecReader.read(
                file.toString(),
                () -> {
                  throw new AssertionError("asked for Hadoop");
                },
                Map.of(),
                Overrides.NONE))
        .as("a plain path needs no Hadoop")
        .isEqualTo(parse(MINIMAL));
  }

  @Test
  void readsAUri(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("spec.yaml"), MINIMAL);

    assertThat(read("file:" + file)).isEqualTo(parse(MINIMAL));
    assertThat(read("file://" + file)).isEqualTo(parse(MINIMAL));
    assertThat(rejected("file:" + folder + "/missing.yaml"))
        .startsWith("file:" + folder + "/missing.yaml: does not exist");
    assertThat(rejected("nosuchsystem://host/spec.yaml"))
        .startsWith(
            "nosuchsystem://host/spec.yaml: lies on a file system that Hadoop does not know");
    assertThat(rejected("hdfs://")).startsWith("hdfs://: can't be read");
  }

  @Test
  void whatIsNoReadableFileIsRefused(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.yaml");
    Path binary = folder.resolve("latin.yaml");
    Files.write(binary, "release: Größe".getBytes(StandardCharsets.ISO_8859_1));
    Path broken = Files.writeString(folder.resolve("broken.yaml"), "a: 1\nb: [\n");

    assertThat(rejected(missing.toString()))
        .startsWith(missing + ": does not exist; legal: a YAML file");
    assertThat(rejected(binary.toString())).startsWith(binary + ": is not text in UTF-8");
    assertThat(rejected(folder.toString())).startsWith(folder + ": is a directory");
    assertThat(rejected(broken.toString())).startsWith(broken + ", line 3, column 1: ");
  }

  private static ReleaseSpec read(String location) {
    return ReleaseSpecReader.read(location, Configuration::new, Map.of(), Overrides.NONE);
  }

  private static String rejected(String location) {
    return catchThrowableOfType(InvalidSpecException.class, () -> read(location)).getMessage();
  }

  private static ReleaseSpec parse(String yaml) {
    return ReleaseSpecReader.parse(yaml, Map.of(), Overrides.NONE);
  }

  private static Clamp clamp(String lower, String upper) {
    return new Clamp(new BigDecimal(lower), new BigDecimal(upper));
  }

  @Test
  void sourcesAreFilesTablesAndQueries() {
    String nation = "path: \"${data}/nation\", format: parquet,";
    String schema = ", schema: \"n_nationkey bigint, n_name string\"";
    SourceSpec csv =
        SpecExample.parse(
                SpecExample.with(nation, "path: n, format: csv, header: true, delimiter: \"\\t\","))
            .sources()
            .get("nation");
    assertThat(csv.input())
        .isEqualTo(
            new SourceInput.Files(
                "n",
                InputFormat.CSV,
                Optional.of("n_nationkey bigint, n_name string"),
                Optional.of(true),
                Optional.of("\t")));
    assertThat(
            SpecExample.parse(SpecExample.with(nation, "table: geo.nation,").replace(schema, ""))
                .sources()
                .get("nation")
                .input())
        .isEqualTo(new SourceInput.Table("geo.nation"));
    assertThat(
            SpecExample.parse(SpecExample.with(nation, "sql: select 1,").replace(schema, ""))
                .sources()
                .get("nation")
                .input())
        .isEqualTo(new SourceInput.Select("select 1"));
  }
}
