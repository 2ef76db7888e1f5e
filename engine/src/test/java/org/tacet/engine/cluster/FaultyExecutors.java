package org.tacet.engine.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Lets go wrong on the executors, from within their processes, what a release orders by a local
 * property of its thread.
 */
public final class FaultyExecutors implements SparkPlugin {

  /** The property: {@link #FAILING}, {@link #STRAGGLING} or {@link #halting}. */
  static final String FAULT = "tacet.test.fault";

  /** Tasks fail after their work: the first of each stage, and 30 % of all attempts. */
  static final String FAILING = "failing";

  /** The first task of each stage does not go on before a copy of it has started. */
  static final String STRAGGLING = "straggling";

  /** Of the Spark application: a folder in which the executors leave marks for each other. */
  static final String FOLDER = "spark.tacet.test.folder";

  /** When in its task an executor ends. */
  enum Moment {
    BEFORE_WORK,
    /** What the task wrote or committed is there, and the driver does not know. */
    AFTER_WORK
  }

  /** The order that one executor ends in a task of this stage. */
  static String halting(int stageId, Moment moment) {
    return "halting %d %s".formatted(stageId, moment);
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {};
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new FaultyExecutor();
  }

  private static final class FaultyExecutor implements ExecutorPlugin {

    private static final int KILLED = 137;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    private Path marks;

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      marks = Path.of(context.conf().get(FOLDER));
    }

    @Override
    public void onTaskStart() {
      TaskContext task = TaskContext.get();
      haltIfOrdered(task, Moment.BEFORE_WORK);
      TaskCompletionListener afterWork = done -> haltIfOrdered(done, Moment.AFTER_WORK);
      task.addTaskCompletionListener(afterWork);
      String fault = task.getLocalProperty(FAULT);
      if (FAILING.equals(fault)) {
        task.addTaskCompletionListener(FaultyExecutor::failByLot);
      } else if (STRAGGLING.equals(fault) && task.partitionId() == 0) {
        waitForCopy(task);
      }
    }

    /** Ends this process as {@code kill -9} does, once for each order. */
    private void haltIfOrdered(TaskContext task, Moment moment) {
      String order = halting(task.stageId(), moment);
      if (order.equals(task.getLocalProperty(FAULT)) && mark(order)) {
        Runtime.getRuntime().halt(KILLED);
      }
    }

    private static void failByLot(TaskContext task) {
      boolean firstOfStage =
          task.partitionId() == 0 && task.attemptNumber() == 0 && task.stageAttemptNumber() == 0;
      if (firstOfStage || lot(task) < 30) {
        throw new IllegalStateException("a failure that the test planted");
      }
    }

    /** 0 to 99, the same for the same attempt in every run. */
    private static int lot(TaskContext task) {
      long mixed = task.stageId();
      for (int part : new int[] {task.stageAttemptNumber(), task.partitionId()}) {
        mixed = mixed * 1_000_003 + part;
      }
      mixed = (mixed * 1_000_003 + task.attemptNumber()) * 0x9E3779B97F4A7C15L;
      return (int) Long.remainderUnsigned(mixed >>> 17, 100);
    }

    private void waitForCopy(TaskContext task) {
      String copy = "copy %d %d".formatted(task.stageId(), task.stageAttemptNumber());
      if (task.attemptNumber() > 0) {
        mark(copy);
        return;
      }
      Instant giveUp = Instant.now().plus(LONGEST_WAIT);
      while (!Files.exists(marks.resolve(copy))) {
        if (Instant.now().isAfter(giveUp)) {
          throw new IllegalStateException("no copy of the task was started");
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    /** Whether nobody had left this mark before. */
    private boolean mark(String name) {
      try {
        Files.createFile(marks.resolve(name));
        return true;
      } catch (FileAlreadyExistsException left) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
