package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.SparkTestSession;
import org.tacet.jobs.commandline.SparkRunner;

/** Two releases to one output that were both charged while it was free: one wins. */
final class TwoReleasesAtOnceTest {

  @TempDir private Path root;

  private ReleaseFolder folder;
  private SparkSession session;

  /** Both are charged, and so have found the output free, before either reads. */
  private final CyclicBarrier charged = new CyclicBarrier(2);

  @BeforeEach
  void catalogs() {
    folder = new ReleaseFolder(root);
    session = SparkTestSession.shared().newSession();
    session.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    session.conf().set("spark.sql.catalog.lake.type", "hadoop");
    session.conf().set("spark.sql.catalog.lake.warehouse", root.resolve("lake").toString());
  }

  private Ledger meeting(Ledger ledger) {
    return (Ledger)
        Proxy.newProxyInstance(
            Ledger.class.getClassLoader(),
            new Class<?>[] {Ledger.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("markReading")) {
                charged.await(2, TimeUnit.MINUTES);
              }
              try {
                return method.invoke(ledger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private CommandRun release(String id, String... place) {
    SparkRunner runner = work -> work.applyAsInt(session);
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "release",
                folder.specFile().toString(),
                "--set",
                "data=" + ReleaseFolder.data(),
                "--ledger",
                folder.ledgerFolder().toString(),
                "--release-id",
                id));
    arguments.addAll(List.of(place));
    return CommandRun.of(
        runner,
        (address, configuration) -> meeting(folder.ledger()),
        arguments.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"path", "session table", "iceberg table"})
  void oneWinsAndTheOtherSaysWhatBecameOfItsCharge(String kind) throws Exception {
    String[] place = place(kind);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CommandRun first;
    CommandRun second;
    try {
      Future<CommandRun> one = threads.submit(() -> release("first", place));
      Future<CommandRun> other = threads.submit(() -> release("second", place));
      first = one.get(4, TimeUnit.MINUTES);
      second = other.get(4, TimeUnit.MINUTES);
    } finally {
      threads.shutdownNow();
    }

    assertThat(List.of(first.exitCode(), second.exitCode()))
        .as(first.err() + second.err())
        .containsExactlyInAnyOrder(0, 2);
    String winner = first.exitCode() == 0 ? "first" : "second";
    String loser = first.exitCode() == 0 ? "second" : "first";
    CommandRun lost = first.exitCode() == 0 ? second : first;
    assertThat(lost.out()).isEmpty();
    assertThat(lost.err())
        .contains(
            "tacet: release: release " + loser + ": the output ",
            " came to exist while the release ran and is left alone",
            "nothing was published; the charge of",
            "stays, and its ledger entry stays in state reading; fix: choose another output");
    assertThat(folder.ledger().release(ReleaseFolder.ACCOUNT, winner).orElseThrow().state())
        .isEqualTo(EntryState.COMMITTED);
    assertThat(folder.ledger().release(ReleaseFolder.ACCOUNT, loser).orElseThrow().state())
        .isEqualTo(EntryState.READING);
    assertThat(folder.spent().epsilon()).isEqualByComparingTo("80");
    assertThat(publishedId(kind, place[1])).isEqualTo(winner);
    assertThat(folder.content().keySet()).noneMatch(name -> name.contains("." + loser));

    CommandRun shown =
        CommandRun.withoutSpark(
            "budget",
            "history",
            "--account",
            ReleaseFolder.ACCOUNT,
            "--ledger",
            folder.ledgerFolder().toString());
    assertThat(shown.out())
        .containsPattern("reading +1 +epsilon 40, delta 1e-7 .*" + loser)
        .containsPattern("committed +1 +epsilon 40, delta 1e-7 .*" + winner);
  }

  private String[] place(String kind) {
    String database = "both_" + root.getFileName().toString().replaceAll("\\W", "");
    switch (kind) {
      case "path" -> {
        return new String[] {"--output", folder.output().toString()};
      }
      case "iceberg table" -> {
        session.sql("CREATE NAMESPACE lake.shop");
        return new String[] {"--output-table", "lake.shop.visits"};
      }
      default -> {
        session.sql("CREATE DATABASE " + database + " LOCATION '" + root.resolve("db") + "'");
        return new String[] {"--output-table", "spark_catalog." + database + ".visits"};
      }
    }
  }

  private String publishedId(String kind, String place) throws IOException {
    if (kind.equals("path")) {
      String manifest = Files.readString(Path.of(place, "_manifest.json"));
      return new com.fasterxml.jackson.databind.ObjectMapper()
          .readTree(manifest)
          .path("release_id")
          .asText();
    }
    assertThat(session.table(place).count()).isEqualTo(2);
    return session.sql("SHOW TBLPROPERTIES " + place + " ('tacet.release_id')").head().getString(1);
  }
}
