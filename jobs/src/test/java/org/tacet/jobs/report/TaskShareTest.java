package org.tacet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tacet.jobs.SparkTestSession;

/** The share of a release's tasks, as a real scheduler tells of them. */
final class TaskShareTest {

  private static final CountDownLatch RUNNING = new CountDownLatch(2);
  private static final CountDownLatch MAY_END = new CountDownLatch(1);

  private final SparkContext context = SparkTestSession.shared().sparkContext();
  private final JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
  private final TaskShare share = new TaskShare("watched");

  @BeforeEach
  void listen() {
    context.addSparkListener(share);
  }

  @AfterEach
  void stopListening() {
    context.removeSparkListener(share);
    java.clearJobGroup();
  }

  private void runTasks(String group, int tasks) {
    java.setJobGroup(group, "");
    java.parallelize(List.of(1, 2, 3, 4, 5, 6), tasks).count();
  }

  @Test
  void countsTheTasksOfItsReleaseAlone() throws Exception {
    runTasks("another", 5);
    context.listenerBus().waitUntilEmpty();
    assertThat(share.percent()).isEmpty();

    runTasks("watched", 6);
    context.listenerBus().waitUntilEmpty();
    assertThat(share.percent()).hasValue(100);

    java.setJobGroup("watched", "");
    JavaFutureAction<Void> blocked =
        java.parallelize(List.of(1, 2), 2).foreachAsync(TaskShareTest::waitForTheTest);
    try {
      RUNNING.await();
      context.listenerBus().waitUntilEmpty();
      assertThat(share.percent()).hasValue(75); // 6 of 8
    } finally {
      MAY_END.countDown();
    }
    blocked.get();
    context.listenerBus().waitUntilEmpty();
    assertThat(share.percent()).hasValue(100);
  }

  private static void waitForTheTest(int element) throws InterruptedException {
    RUNNING.countDown();
    MAY_END.await();
  }

  @Test
  void knowsNothingBeforeTheFirstJob() throws TimeoutException {
    context.listenerBus().waitUntilEmpty();
    assertThat(share.percent()).isEmpty();
  }
}
