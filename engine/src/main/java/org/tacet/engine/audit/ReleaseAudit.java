package org.tacet.engine.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.accountant.randomness.ReleaseKeyStore;
import org.tacet.engine.audit.MadeUpRows.Template;
import org.tacet.engine.plan.ReleasePlan;
import org.tacet.engine.release.SumExcess;
import org.tacet.engine.release.SyntheticTables;
import org.tacet.engine.release.TrialReleases;
import org.tacet.engine.source.SourceSchemas;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.RowsSpec;

/**
 * Audits a whole release: runs it on made-up neighbours thousands of times and says by how much
 * what is published tells them apart, and whether sums before noise move further than accounted.
 * Reads the columns of the spec's sources and none of their rows, and charges nothing.
 */
public final class ReleaseAudit {

  /** The chance that any bound of a release that keeps its claim is above it. */
  public static final double FALSE_ALARM = 1e-6;

  private static final int MOST_EVENTS = 4;
  private static final int TEMPLATES = 240;
  private static final int SUM_TRIALS = 24;
  private static final int MOST_TRIALS = 5000;
  private static final int LEAST_CHOOSING = 800;
  private static final int PAIRS_AT_ONCE = 4;

  private final SparkSession session;
  private final ReleaseSpec spec;
  private final Options options;
  private final Consumer<String> progress;
  private final TrialReleases releases;
  private Path folder;
  private final AtomicInteger tables = new AtomicInteger();

  /**
   * How it is audited.
   *
   * @param draws by which bounds are tested, of each data set of a pair; at least 100
   * @param claim the epsilon to compare with, in place of the spec's
   * @param falseAlarm over all bounds together, above 0 and below 1
   * @param pairs the names of the pairs that are tried; all where there are none
   */
  public record Options(
      int draws, Optional<BigDecimal> claim, double falseAlarm, Set<String> pairs) {
    public Options {
      pairs = Set.copyOf(pairs);
      if (draws < 100 || !(falseAlarm > 0 && falseAlarm < 1)) {
        throw new IllegalArgumentException(
            "draws must be at least 100 and falseAlarm in (0, 1). Provided values: %d, %s"
                .formatted(draws, falseAlarm));
      }
    }
  }

  /**
   * @param progress is told which pair is tried
   */
  public ReleaseAudit(
      SparkSession session, ReleaseSpec spec, Options options, Consumer<String> progress) {
    this.session = session;
    this.spec = spec;
    this.options = options;
    this.progress = progress;
    this.releases = new TrialReleases(session, ReleaseKeyStore.inMemory());
  }

  /**
   * Audits the release, in a folder for temporary files that is gone afterwards.
   *
   * @throws org.tacet.engine.spec.InvalidSpecException when the release could not be planned
   */
  public AuditReport run() {
    try {
      folder = Files.createTempDirectory("tacet-audit");
      try {
        return audited();
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private AuditReport audited() {
    if (spec.rows() instanceof RowsSpec.Query) {
      throw new InvalidSpecException(
          new Fault(
              "query",
              "can't be audited: which columns of made-up tables have to meet is not known",
              null,
              "from and joins",
              "audit the release with its sources under from and joins"));
    }
    Map<String, StructType> schemas = SourceSchemas.of(session, spec);
    MadeUpRows rows = new MadeUpRows(spec, schemas);
    List<Template> templates = rows.templates(TEMPLATES);
    Probe probe = new Probe(releases, spec, schemas, rows);
    ReleasePlan plan =
        releases.plan(written(schemas, rows.tables().addPublic(rows.publicRows(Set.of())).rows()));
    FoundRows found = probe.found(templates, NeighbourPairs.groupsOfUse(plan), this::written);
    Map<String, List<Row>> publicRows = rows.publicRows(found.groups());
    List<NeighbourPair> pairs =
        new NeighbourPairs(plan, rows, found, publicRows)
            .all().stream()
                .filter(pair -> options.pairs().isEmpty() || options.pairs().contains(pair.name()))
                .toList();
    List<PairResult> results = results(plan, schemas, pairs);
    double epsilon = options.claim().orElse(spec.privacy().epsilon()).doubleValue();
    return new AuditReport(
        spec.name(),
        epsilon,
        plan.cost().delta().doubleValue(),
        options.falseAlarm(),
        options.draws(),
        results,
        notes(plan, found));
  }

  /** Several at once: most of a job of so few rows is planned on the driver. */
  private List<PairResult> results(
      ReleasePlan plan, Map<String, StructType> schemas, List<NeighbourPair> pairs) {
    ExecutorService threads = Executors.newFixedThreadPool(PAIRS_AT_ONCE);
    try {
      List<Future<PairResult>> running = new ArrayList<>();
      for (NeighbourPair pair : pairs) {
        running.add(
            threads.submit(
                () -> {
                  progress.accept(pair.name());
                  return result(plan, schemas, pair, pairs.size());
                }));
      }
      List<PairResult> results = new ArrayList<>();
      for (Future<PairResult> each : running) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    } finally {
      threads.shutdownNow();
    }
  }

  private PairResult result(
      ReleasePlan plan, Map<String, StructType> schemas, NeighbourPair pair, int pairs) {
    List<String> findings = new ArrayList<>();
    List<EpsilonBound> bounds = new ArrayList<>();
    double claim =
        pair.mayDiffer() ? options.claim().orElse(spec.privacy().epsilon()).doubleValue() : 0;
    double delta = pair.mayDiffer() ? plan.cost().delta().doubleValue() : 0;
    SyntheticTables with = written(schemas, pair.with());
    SyntheticTables without = written(schemas, pair.without());
    try {
      for (SumExcess excess :
          releases.excesses(plan, with, without, SUM_TRIALS, pair.mayDiffer())) {
        findings.add(
            "before noise %s moves by %s in %s, and %s is accounted"
                .formatted(excess.statistic(), excess.moved(), excess.norm(), excess.accounted()));
      }
      int choosing = Math.max(LEAST_CHOOSING, options.draws() / 3);
      int all = choosing + options.draws();
      Draws one = draws(plan, with, with, pair, all);
      Draws other = draws(plan, without, with, pair, all);
      List<Event> events =
          new EventSearch(one.part(0, choosing), other.part(0, choosing), delta, options.draws())
              .best(MOST_EVENTS);
      one = one.part(choosing, all);
      other = other.part(choosing, all);
      for (Event event : events) {
        bounds.add(
            EpsilonBound.of(event, one, other, delta, options.falseAlarm() / pairs / MOST_EVENTS));
      }
    } catch (RuntimeException | org.apache.spark.SparkException failed) {
      findings.add("the release fails: " + rootOf(failed).getClass().getSimpleName());
    }
    return new PairResult(pair.name(), pair.description(), claim, bounds, findings);
  }

  private static Throwable rootOf(Throwable failed) {
    return failed.getCause() == null ? failed : rootOf(failed.getCause());
  }

  /** Some jobs, each under a key of its own: what does not depend on the key would show. */
  private Draws draws(
      ReleasePlan plan, SyntheticTables of, SyntheticTables earlier, NeighbourPair pair, int count)
      throws org.apache.spark.SparkException {
    int jobs = Math.max(2, (count + MOST_TRIALS - 1) / MOST_TRIALS);
    Draws all = null;
    for (int job = 0; job < jobs; job++) {
      int trials = (int) ((long) count * (job + 1) / jobs - (long) count * job / jobs);
      Draws draws = Draws.of(plan, releases.published(plan, of, trials), trials);
      if (pair.afterEarlier()) {
        draws =
            draws.beside(
                "earlier ", Draws.of(plan, releases.published(plan, earlier, trials), trials));
      }
      all = all == null ? draws : all.then(draws);
    }
    return all;
  }

  private SyntheticTables written(Map<String, StructType> schemas, Map<String, List<Row>> rows) {
    return written(spec, schemas, rows);
  }

  private SyntheticTables written(
      ReleaseSpec of, Map<String, StructType> schemas, Map<String, List<Row>> rows) {
    return SyntheticTables.write(
        session, of, schemas, rows, folder.resolve("t" + tables.incrementAndGet()));
  }

  private List<String> notes(ReleasePlan plan, FoundRows found) {
    List<String> notes = new ArrayList<>();
    if (found.byGroup().isEmpty()) {
      notes.add("no made-up row passes the spec's joins and filter: nothing was audited");
    }
    if (plan.automaticBounds().isPresent()) {
      notes.add(
          "bounds are automatic: the main pass was audited with the fallback's, the pass that chooses bounds was not");
    }
    if (NeighbourPairs.unitsToBePublished(plan) > NeighbourPairs.MOST_UNITS) {
      notes.add(
          "groups need more than %d privacy units to be published: pairs show less than they could"
              .formatted(NeighbourPairs.MOST_UNITS));
    }
    if (spec.sources().values().stream()
        .anyMatch(source -> !source.inputField().endsWith(".path"))) {
      notes.add("tables and queries of the catalog were replaced by files of the same columns");
    }
    return notes;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
