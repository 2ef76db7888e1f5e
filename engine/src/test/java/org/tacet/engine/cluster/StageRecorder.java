package org.tacet.engine.cluster;

import java.util.Map;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.jdk.javaapi.CollectionConverters;

/** What happened in which stage of a release; stages are counted from the release's first. */
final class StageRecorder extends SparkListener {

  private final SparkContext context;
  private final SortedSet<Integer> withTasks = new TreeSet<>();
  private final SortedSet<Integer> withFailures = new TreeSet<>();
  private final SortedSet<Integer> withCopies = new TreeSet<>();
  private int lostExecutors;
  private int first;
  private int next;

  StageRecorder(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    for (Object stage : CollectionConverters.asJava(job.stageIds())) {
      next = Math.max(next, (Integer) stage + 1);
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    withTasks.add(task.stageId() - first);
    if (task.taskInfo().speculative()) {
      withCopies.add(task.stageId() - first);
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (task.taskInfo().failed() && !(task.reason() instanceof TaskKilled)) {
      withFailures.add(task.stageId() - first);
    }
  }

  @Override
  public synchronized void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    lostExecutors++;
  }

  /** Forgets what was; returns the id that Spark gives to the next stage. */
  int begin() throws TimeoutException {
    context.listenerBus().waitUntilEmpty();
    synchronized (this) {
      withTasks.clear();
      withFailures.clear();
      withCopies.clear();
      lostExecutors = 0;
      first = next;
      return first;
    }
  }

  /** What happened since {@link #begin}, by name. */
  Map<String, String> facts() throws TimeoutException {
    context.listenerBus().waitUntilEmpty();
    synchronized (this) {
      Map<String, String> facts = new TreeMap<>();
      facts.put("stages", text(withTasks));
      facts.put("failures", text(withFailures));
      facts.put("copies", text(withCopies));
      facts.put("lost", Integer.toString(lostExecutors));
      return facts;
    }
  }

  private static String text(SortedSet<Integer> stages) {
    StringJoiner text = new StringJoiner(" ");
    stages.forEach(stage -> text.add(stage.toString()));
    return text.toString();
  }
}
