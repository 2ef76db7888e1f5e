package org.tacet.jobs.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How much of the tasks of a release is done, of those that Spark has planned so far. Only the
 * share is told: how many tasks there are follows from how much private data there is.
 */
final class TaskShare extends SparkListener {

  private static final String JOB_GROUP = "spark.jobGroup.id";

  private final String releaseId;

  /** The tasks of each stage; a stage that several jobs share counts once. */
  private final Map<Integer, Integer> tasks = new HashMap<>();

  private final Map<Integer, Set<Integer>> done = new HashMap<>();

  TaskShare(String releaseId) {
    this.releaseId = releaseId;
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    if (start.properties() != null && releaseId.equals(start.properties().getProperty(JOB_GROUP))) {
      for (StageInfo stage : CollectionConverters.asJava(start.stageInfos())) {
        tasks.putIfAbsent(stage.stageId(), stage.numTasks());
      }
    }
  }

  /** A task that is done twice, by speculation or after a loss, counts once. */
  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    if (tasks.containsKey(end.stageId()) && end.taskInfo().successful()) {
      done.computeIfAbsent(end.stageId(), stage -> new HashSet<>()).add(end.taskInfo().index());
    }
  }

  /** 0 to 100, rounded down; empty before the first task is planned. */
  synchronized OptionalInt percent() {
    long planned = tasks.values().stream().mapToLong(Integer::longValue).sum();
    long ended = done.values().stream().mapToLong(Set::size).sum();
    return planned == 0 ? OptionalInt.empty() : OptionalInt.of((int) (100 * ended / planned));
  }
}
