package org.tacet.engine.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.sql.SparkSession;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.cluster.FaultyExecutors.Moment;
import org.tacet.engine.ledger.Ledgers;
import org.tacet.engine.release.ReleaseProgress;
import org.tacet.engine.release.ReleaseRun;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpecReader;
import scala.Option;

/** A driver with executors in processes of their own, which runs one release after another. */
final class ClusterRelease {

  static final long KEY = 7;
  static final String UNDISTURBED = "undisturbed";

  /** An executor ends in the middle stage, after its task's work. */
  static final String ENDING_ONCE = "ending-once";

  /** In each stage an executor ends, in one release before and in another after a task's work. */
  static final String ENDING_EVERYWHERE = "ending-everywhere";

  static final String FACTS = "facts.properties";

  private final Path spec;
  private final String ledger;
  private final String outputs;
  private final SparkSession session;
  private final StageRecorder recorder;
  private final Properties facts = new Properties();

  private ClusterRelease(Path spec, String ledger, String outputs, SparkSession session) {
    this.spec = spec;
    this.ledger = ledger;
    this.outputs = outputs;
    this.session = session;
    this.recorder = new StageRecorder(session.sparkContext());
  }

  /**
   * The arguments: spec file, ledger, folder of the outputs, local folder for marks and facts,
   * executors' class path, and the releases: {@link #UNDISTURBED}, which comes first, then {@link
   * #ENDING_ONCE}, {@link #ENDING_EVERYWHERE} or a fault of {@link FaultyExecutors}.
   */
  public static void main(String[] arguments) throws IOException, TimeoutException {
    Path folder = Path.of(arguments[3]);
    List<String> releases = List.of(arguments).subList(5, arguments.length);
    SparkConf conf = conf(folder, arguments[4]);
    if (releases.contains(FaultyExecutors.STRAGGLING)) {
      speculate(conf);
      conf.setMaster(twoHosts(conf, folder));
    }
    SparkSession session = SparkSession.builder().config(conf).getOrCreate();
    ClusterRelease cluster =
        new ClusterRelease(Path.of(arguments[0]), arguments[1], arguments[2], session);
    try {
      for (String release : releases) {
        cluster.runAll(release);
      }
    } catch (RuntimeException | TimeoutException e) {
      e.printStackTrace();
      System.exit(1); // the threads of a Master and its Workers would keep this process
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve(FACTS))) {
      cluster.facts.store(out, null);
    }
    session.stop();
    System.exit(0); // the threads of a Master and its Workers live on
  }

  private void runAll(String release) throws TimeoutException {
    switch (release) {
      case UNDISTURBED -> run(release, first -> null);
      case ENDING_ONCE -> {
        List<Integer> stages = stages();
        runEnding(stages.get(stages.size() / 2), Moment.AFTER_WORK);
      }
      case ENDING_EVERYWHERE -> {
        for (int stage : stages()) {
          runEnding(stage, Moment.BEFORE_WORK);
          runEnding(stage, Moment.AFTER_WORK);
        }
      }
      default -> run(release, first -> release);
    }
  }

  /** The stages of the undisturbed release, counted from its first. */
  private List<Integer> stages() {
    return Arrays.stream(facts.getProperty(UNDISTURBED + ".stages").split(" ", -1))
        .map(Integer::valueOf)
        .toList();
  }

  private void runEnding(int stage, Moment moment) throws TimeoutException {
    run(moment + "-" + stage, first -> FaultyExecutors.halting(first + stage, moment));
  }

  /**
   * @param fault by the id of the release's first stage
   */
  private void run(String output, IntFunction<String> fault) throws TimeoutException {
    int first = recorder.begin();
    session.sparkContext().setLocalProperty(FaultyExecutors.FAULT, fault.apply(first));
    Overrides overrides =
        new Overrides(Optional.of(outputs + "/" + output), Optional.empty(), Optional.empty());
    new ReleaseRun(session, releaseId -> FixedReleaseKeys.numbered(KEY), ReleaseProgress.silent())
        .run(
            ReleaseSpecReader.read(spec.toString(), Configuration::new, Map.of(), overrides),
            output,
            Ledgers.open(ledger, session.sessionState().newHadoopConf()),
            ReleaseRun.Permissions.DEFAULT);
    recorder.facts().forEach((name, value) -> facts.setProperty(output + "." + name, value));
  }

  private static SparkConf conf(Path folder, String classPath) {
    return new SparkConf()
        .setAppName("tacet-cluster-tests")
        .setMaster("local-cluster[2,1,1024]")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.sql.shuffle.partitions", "4")
        .set("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
        .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set("spark.kryo.registrationRequired", "true")
        .set("spark.kryo.registrator", "org.tacet.engine.catalyst.TacetKryoRegistrator")
        .set("spark.executor.extraClassPath", classPath)
        .set("spark.executor.extraJavaOptions", String.join(" ", SparkHome.quickStart()))
        .set("spark.task.maxFailures", "16")
        .set("spark.master.rest.enabled", "false")
        // Else the end waits two minutes for an answer of an executor that is gone.
        .set("spark.cleaner.referenceTracking.blocking", "false")
        .set("spark.plugins", FaultyExecutors.class.getName())
        .set(FaultyExecutors.FOLDER, folder.toString());
  }

  private static void speculate(SparkConf conf) {
    conf.set("spark.speculation", "true")
        .set("spark.speculation.interval", "50ms")
        .set("spark.locality.wait", "0")
        .set("spark.speculation.quantile", "0.1")
        .set("spark.speculation.multiplier", "1.01")
        .set("spark.speculation.efficiency.enabled", "false")
        // A stage of one task has no other to compare it with.
        .set("spark.speculation.task.duration.threshold", "100ms");
  }

  /** A copy of a task never runs on the host of the first, and one machine has two names. */
  private static String twoHosts(SparkConf conf, Path folder) {
    String master =
        Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1().address().toSparkURL();
    List<String> hosts = new ArrayList<>(List.of("127.0.0.1", "localhost"));
    for (int worker = 0; worker < hosts.size(); worker++) {
      Worker.startRpcEnvAndEndpoint(
          hosts.get(worker),
          0,
          0,
          2, // two stages that run at once may each wait for a copy
          1024,
          new String[] {master},
          folder.resolve("work").toString(),
          Option.apply((Object) worker),
          conf,
          Option.empty());
    }
    return master;
  }
}
