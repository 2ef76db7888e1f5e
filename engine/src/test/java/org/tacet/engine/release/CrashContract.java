package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ProcessIdentity;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.ledger.TestLedgers;
import org.tacet.engine.publish.Manifest;
import org.tacet.engine.release.ReleaseOutcome.Publication;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.engine.testing.ChildJvm;
import org.tacet.engine.testing.ProcessEnd;
import org.tacet.engine.testing.TestSpark;
import org.tacet.engine.testing.WatchedHdfs;
import org.tacet.engine.testing.WatchedLocalFiles;

/**
 * A process that is killed at each of the {@link CrashPoint}s. Whatever is published is one draw,
 * and paid; readers see all of it or nothing; the same id can be run again, and so can others.
 */
abstract class CrashContract {

  private static final String ACCOUNT = "visitors";
  private static final String CRASHED = "my_dag/scheduled__2026-11-26T00:00:00+00:00";
  private static final long KEY_OF_NEXT_RUN = 2;

  private static final String SPEC =
      """
      release: visits
      account: visitors
      sources:
        visits: {path: DATA/visits, private: {unit: [person]}}
      from: visits
      group_by: [town]
      groups: {public: {values: [{town: Bern}, {town: Genf}, {town: Chur}]}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 2]}}
      privacy: {epsilon: 0.1}
      """;

  /** What each key draws from the table, by the hash of the published file. */
  private static final Map<Long, String> DRAWS = new TreeMap<>();

  @TempDir java.nio.file.Path local;
  private final SparkSession session = TestSpark.session();
  private Ledger ledger;
  private Path output;

  /** The address of a ledger that is not there yet, the same one for the whole of a test. */
  abstract String ledgerAddress();

  /** Where tables and outputs lie, empty at first. */
  abstract Path folder();

  abstract FileSystem files() throws IOException;

  /** Whether an append that was on its way when its process died may be recorded. */
  abstract boolean mayArriveLater();

  /** Whether the account's next release runs before the one that crashed is run again. */
  abstract boolean anotherRunsFirst(CrashPoint point);

  /** What readers find: a release and its files, each with its hash. */
  private record Found(String releaseId, Map<String, String> files) {

    String draw() {
      return files.get("part-00000.parquet");
    }
  }

  void crashAndGoOn(CrashPoint point) throws IOException, InterruptedException {
    assumeThat(ProcessIdentity.current("tests").host())
        .as("a host without a name knows no process to be gone")
        .isNotEmpty();
    prepare();
    output = new Path(folder(), "out");
    Optional<Found> before = Optional.empty();
    if (point.replaces()) {
      release("earlier", "out", 5, ReleaseRun.Permissions.DEFAULT);
      before = found();
    }
    crash(point);

    Optional<Found> left = found();
    boolean published = left.filter(found -> found.releaseId().equals(CRASHED)).isPresent();
    assertThat(published).isEqualTo(point.publication() == Publication.EARLIER);
    if (!published) {
      assertThat(left).isIn(Optional.empty(), before);
    }
    assertThat(charges()).isGreaterThanOrEqualTo(published ? 1 : 0);

    if (anotherRunsFirst(point)) {
      another();
      assertThat(found()).isEqualTo(published ? left : before);
    }
    ReleaseOutcome next = runAgain();
    assertThat(next.publication()).isEqualTo(point.publication());
    Found after = found().orElseThrow();
    assertThat(after.releaseId()).isEqualTo(CRASHED);
    assertThat(after.draw())
        .isEqualTo(
            DRAWS.get(
                point.publication() == Publication.NEW ? KEY_OF_NEXT_RUN : CrashingRelease.KEY));
    if (published) {
      assertThat(after).isEqualTo(left.orElseThrow());
    }
    requireCharged(point);

    assertThat(runAgain().publication()).isEqualTo(Publication.EARLIER);
    assertThat(found()).contains(after);
    requireCharged(point);
    if (!anotherRunsFirst(point)) {
      another();
    }
    assertThat(found()).contains(after);
    requireTidyAndSound();
  }

  private void prepare() throws IOException {
    List<Row> rows =
        LongStream.range(0, 60)
            .mapToObj(person -> RowFactory.create(person, person % 3 == 0 ? "Bern" : "Genf"))
            .toList();
    session
        .createDataFrame(rows, StructType.fromDDL("person bigint, town string"))
        .coalesce(1)
        .write()
        .parquet(folder() + "/visits");
    ledger = TestLedgers.open(ledgerAddress());
    ledger.create(Account.now(ACCOUNT, "visitor", ApproximateDp.of("10", "1e-6"), "tests"));
    for (long key : List.of(CrashingRelease.KEY, KEY_OF_NEXT_RUN)) {
      if (!DRAWS.containsKey(key)) {
        output = new Path(folder(), "draw-" + key);
        release("draw-" + key, "draw-" + key, key, ReleaseRun.Permissions.DEFAULT);
        DRAWS.put(key, found().orElseThrow().draw());
      }
    }
    assertThat(new TreeSet<>(DRAWS.values())).hasSize(2);
  }

  private ReleaseOutcome release(
      String releaseId, String name, long key, ReleaseRun.Permissions permissions) {
    Overrides overrides =
        new Overrides(
            Optional.of(new Path(folder(), name).toString()), Optional.empty(), Optional.empty());
    return new ReleaseRun(session, id -> FixedReleaseKeys.numbered(key), ReleaseProgress.silent())
        .run(ReleaseSpecReader.parse(spec(), Map.of(), overrides), releaseId, ledger, permissions);
  }

  private String spec() {
    return SPEC.replace("DATA", folder().toString());
  }

  private ReleaseOutcome runAgain() {
    return release(CRASHED, "out", KEY_OF_NEXT_RUN, new ReleaseRun.Permissions(true, true));
  }

  private void another() {
    assertThat(release("another", "another-out", 7, ReleaseRun.Permissions.DEFAULT).publication())
        .isEqualTo(Publication.NEW);
  }

  private void crash(CrashPoint point) throws IOException, InterruptedException {
    java.nio.file.Path specFile = Files.writeString(local.resolve("spec.yaml"), spec());
    ChildJvm child =
        ChildJvm.run(
            local,
            List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspark.hadoop.fs.file.impl=" + WatchedLocalFiles.class.getName(),
                "-Dspark.hadoop.fs.hdfs.impl=" + WatchedHdfs.class.getName()),
            CrashingRelease.class,
            specFile.toString(),
            ledgerAddress(),
            CRASHED,
            output.toString(),
            point.name());
    assertThat(child.exitCode())
        .as("%s: %s", point, Files.readString(child.output()))
        .isEqualTo(ProcessEnd.EXIT_CODE);
  }

  /** What stands at the output, which is all that its manifest says, or nothing. */
  private Optional<Found> found() throws IOException {
    if (!files().exists(output)) {
      return Optional.empty();
    }
    JsonNode manifest = new ObjectMapper().readTree(read(new Path(output, "_manifest.json")));
    Map<String, String> named = new TreeMap<>();
    for (JsonNode file : manifest.path("files")) {
      named.put(file.path("name").asText(), file.path("sha256").asText());
    }
    Map<String, String> there = new TreeMap<>();
    for (String name : names(output)) {
      there.put(name, Sha256.hex(read(new Path(output, name))));
    }
    there.remove("_manifest.json");
    assertThat(there).as("published files and the manifest's").isEqualTo(named);
    return Optional.of(new Found(manifest.path("release_id").asText(), there));
  }

  private byte[] read(Path file) throws IOException {
    try (InputStream in = files().open(file)) {
      return in.readAllBytes();
    }
  }

  private List<String> names(Path of) throws IOException {
    return Arrays.stream(files().listStatus(of))
        .map(file -> file.getPath().getName())
        .filter(name -> !name.endsWith(".crc"))
        .sorted()
        .toList();
  }

  /** How many attempts under the id are charged. */
  private int charges() {
    int charges = 0;
    for (LedgerEntry entry : ledger.entries(ACCOUNT)) {
      if (entry.releaseId().equals(CRASHED)) {
        charges += entry.state() == EntryState.RESERVED ? 1 : 0;
        charges -= entry.state() == EntryState.ABANDONED ? 1 : 0;
      }
    }
    return charges;
  }

  private void requireCharged(CrashPoint point) throws IOException {
    List<Integer> legal = new ArrayList<>(List.of(point.charges()));
    if (mayArriveLater() && point == CrashPoint.WHILE_MARKING_READING) {
      legal.add(point.charges() + 1);
    }
    assertThat(charges()).isIn(legal);
    LedgerEntry entry = ledger.release(ACCOUNT, CRASHED).orElseThrow();
    assertThat(entry.state()).isEqualTo(EntryState.COMMITTED);
    assertThat(entry.manifestHash())
        .isEqualTo(Sha256.hex(read(new Path(output, "_manifest.json"))));
  }

  private void requireTidyAndSound() throws IOException {
    assertThat(names(folder())).noneMatch(name -> name.startsWith("."));
    assertThat(
            ledger
                .verify(ACCOUNT, Manifest.ledgerIn(read(new Path(output, "_manifest.json"))))
                .findings())
        .isEmpty();
    assertThat(ledger.statement(ACCOUNT).unsettled()).isEmpty();
  }
}
