package org.tacet.accountant.distribution;

import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;

/** Time of one answer by privacy loss distributions, from the event to epsilon, on one core. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@Threads(1)
public class AccountingBenchmark {

  private final PrivacyEvent training =
      new SelfComposed(new PoissonSampled(0.01, new Gaussian(1)), 10_000);
  private PrivacyEvent differentLaplace;
  private PrivacyLossAccount account;

  @Setup
  public void prepare() {
    List<PrivacyEvent> events = new ArrayList<>();
    account = PrivacyLossAccount.empty(ADD_OR_REMOVE_ONE);
    for (int i = 0; i < 200; i++) {
      events.add(new Laplace(1 / (0.01 + 0.04 * i / 199)));
      account = account.plus(events.get(i));
    }
    differentLaplace = new Composed(events);
    account.epsilon(1e-6);
  }

  /** DP-SGD of 10,000 steps, interval 1e-4, both orders of the neighbours. */
  @Benchmark
  public double training() {
    return new PldAccountant(1e-4).epsilon(training, ADD_OR_REMOVE_ONE, 1e-5);
  }

  @Benchmark
  public double trainingOnFineGrid() {
    return new PldAccountant(1e-5).epsilon(training, ADD_OR_REMOVE_ONE, 1e-5);
  }

  @Benchmark
  public double twoHundredDifferentLaplace() {
    return new PldAccountant(1e-4).epsilon(differentLaplace, ADD_OR_REMOVE_ONE, 1e-6);
  }

  /** One more event for an account of 200, and its epsilon. */
  @Benchmark
  public double oneMoreEvent() {
    return account.plus(new Laplace(25)).epsilon(1e-6);
  }
}
