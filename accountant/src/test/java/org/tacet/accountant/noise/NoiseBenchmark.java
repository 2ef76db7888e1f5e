package org.tacet.accountant.noise;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.tacet.accountant.randomness.BitSource;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;
import org.tacet.accountant.randomness.ReleaseKey;

/** Time of one draw, each from a cell of its own: encoding, cell key, keystream and sampler. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@Threads(1)
public class NoiseBenchmark {

  /** Base-2 logarithm of the scale in grid steps. */
  @Param({"0", "10", "20", "40"})
  public int logScale;

  private final byte[] group = new byte[24];
  private final ByteBuffer groupNumber = ByteBuffer.wrap(group);
  private long number;
  private KeyedFunction function;
  private DiscreteLaplace laplace;
  private DiscreteGaussian gaussian;

  @Setup
  public void prepare() {
    function = new KeyedFunction(ReleaseKey.draw());
    laplace = new DiscreteLaplace(1L << logScale, 1);
    gaussian = new DiscreteGaussian(1L << logScale, 1);
  }

  @Benchmark
  public long discreteLaplace() {
    return laplace.sample(nextCell());
  }

  @Benchmark
  public long discreteGaussian() {
    return gaussian.sample(nextCell());
  }

  /** The part of the time that no sampler can save. */
  @Benchmark
  public long firstWordOfCell() {
    return nextCell().nextWord();
  }

  private BitSource nextCell() {
    groupNumber.putLong(0, number++);
    return function.cell(Purpose.NOISE, 0, 0, 0, 0, group, group.length);
  }
}
