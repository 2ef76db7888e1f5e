package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.filter.ZcdpFilter;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.testing.TestHdfs;
import org.tacet.engine.testing.TestPostgres;

/** What an account of 10,000 entries costs in time: of a day's releases for nine years. */
@Tag("campaign")
final class LongAccountTest {

  private static final String ACCOUNT = "long";
  private static final int RELEASES = 3_334;
  private static final int REPETITIONS = 11;

  @TempDir private Path folder;

  private record Times(double wallMillis, double cpuMillis) {}

  @Test
  void onALocalDisk() throws IOException {
    measure("file", folder.resolve("ledger").toString());
  }

  @Test
  void onHdfs() throws IOException {
    measure("hdfs", new org.apache.hadoop.fs.Path(TestHdfs.newFolder(), "ledger").toString());
  }

  @Test
  void inPostgres() throws IOException {
    measure("postgresql", TestPostgres.newAddress());
  }

  private static LedgerStore store(String address) throws IOException {
    if (address.startsWith("postgresql:")) {
      return PostgresStoreTest.open(address);
    } else if (address.startsWith("hdfs:")) {
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(address);
      return new FileStore(
          new HdfsStorage(FileContext.getFileContext(root.toUri(), new Configuration()), root));
    }
    return new FileStore(new LocalStorage(Path.of(address)));
  }

  private static void measure(String name, String address) throws IOException {
    Ledger writer = TestLedgers.open(address);
    writer.create(account());
    Times filling = time(() -> fill(writer));
    Times[] show = new Times[REPETITIONS];
    Times[] reserve = new Times[REPETITIONS];
    Times[] append = new Times[REPETITIONS];
    LedgerStore bare = store(address);
    bare.append("bare", 0, new byte[3_000]);
    for (int i = 0; i < REPETITIONS; i++) {
      String id = "next-" + i;
      show[i] = time(() -> TestLedgers.open(address).statement(ACCOUNT).spent(Instant.now()));
      reserve[i] = time(() -> TestLedgers.open(address).reserve(ACCOUNT, LedgerRace.request(id)));
      long number = 1L + i;
      append[i] = time(() -> bare.append("bare", number, new byte[3_000]));
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d entries appended in %.0f ms (this thread %.0f ms); medians of %d: show %s, reserve"
            + " by a new handle %s, append alone %s%n",
        name,
        3 * RELEASES,
        filling.wallMillis(),
        filling.cpuMillis(),
        REPETITIONS,
        median(show),
        median(reserve),
        median(append));
    assertThat(writer.statement(ACCOUNT).head().number()).isEqualTo(3L * RELEASES + REPETITIONS);
    assertThat(median(show).cpuMillis()).isLessThan(2_000);
    assertThat(median(reserve).cpuMillis() - median(append).cpuMillis()).isLessThan(200);
  }

  private static void fill(Ledger ledger) {
    for (int release = 0; release < RELEASES; release++) {
      String id = "visits/scheduled__" + release;
      ledger.reserve(ACCOUNT, LedgerRace.request(id));
      ledger.markReading(ACCOUNT, id, 1, "hdfs://name/visits/part-00000.parquet 1000 1 cafe");
      ledger.commit(ACCOUNT, id, 1, "0f".repeat(32));
    }
  }

  private static Account account() {
    return new Account(
        ACCOUNT,
        "visitor",
        new TotalBudget(
            ZcdpFilter.within(
                ApproximateDp.of("1000", "0.01"),
                new BigDecimal("0.001"),
                NeighborRelation.ADD_OR_REMOVE_ONE)),
        Optional.empty(),
        List.of(),
        new TreeMap<>(),
        "",
        Instant.now(),
        "tests");
  }

  private static Times time(Runnable work) {
    long wall = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    work.run();
    return new Times(
        (System.nanoTime() - wall) / 1e6,
        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e6);
  }

  private static Times median(Times[] times) {
    return new Times(
        Arrays.stream(times).mapToDouble(Times::wallMillis).sorted().toArray()[REPETITIONS / 2],
        Arrays.stream(times).mapToDouble(Times::cpuMillis).sorted().toArray()[REPETITIONS / 2]);
  }
}
