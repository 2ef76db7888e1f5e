package org.tacet.engine.registered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.MultipleFailuresError;
import org.tacet.engine.testing.UserAggregateContract;

/** Each way to break the contract is found by its test, and takes the proof back. */
final class BrokenAggregatesTest {

  /** An aggregate of one term between 0 and 1 whose faults lie in these functions. */
  record Planted(UnaryOperator<double[]> ofRow, UnaryOperator<double[]> ofSums)
      implements UserAggregate {

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
      return "planted";
    }

    @Override
    public int arguments() {
      return 1;
    }

    @Override
    public List<Term> termRanges() {
      return List.of(new Term("share", 0, 1));
    }

    @Override
    public double[] terms(double[] arguments) {
      return ofRow.apply(arguments);
    }

    @Override
    public double value(double rows, double[] sums) {
      return ofSums.apply(sums)[0] / rows;
    }
  }

  private static double share(double value) {
    return Math.min(Math.max(value, 0), 1);
  }

  private static double[] sound(double[] arguments) {
    return new double[] {share(arguments[0])};
  }

  static Stream<Arguments> faults() {
    AtomicLong calls = new AtomicLong();
    double[] kept = new double[1];
    double[] shared = new double[1];
    Random random = new Random();
    UnaryOperator<double[]> sums = values -> values;
    return Stream.of(
        fault("counts the rows before", row -> new double[] {1.0 / calls.incrementAndGet()}, sums),
        fault(
            "remembers the row before",
            row -> {
              double[] terms = {share(kept[0])};
              kept[0] = row[0];
              return terms;
            },
            sums),
        fault("draws at random", row -> new double[] {random.nextDouble()}, sums),
        fault(
            "gives one array for all rows",
            row -> {
              shared[0] = share(row[0]);
              return shared;
            },
            sums),
        fault(
            "changes its arguments",
            row -> {
              row[0] = share(row[0]);
              return row;
            },
            sums),
        fault("exceeds its range", row -> new double[] {row[0]}, sums),
        fault(
            "raises for large numbers",
            row -> {
              if (row[0] > 1e200) {
                throw new ArithmeticException();
              }
              return sound(row);
            },
            sums),
        fault("gives too many terms", row -> new double[] {0, 0}, sums),
        fault("has no terms", row -> null, sums),
        fault(
            "computes at random",
            BrokenAggregatesTest::sound,
            values -> new double[] {random.nextDouble()}));
  }

  private static Arguments fault(
      String name, UnaryOperator<double[]> ofRow, UnaryOperator<double[]> ofSums) {
    return Arguments.of(name, new Planted(ofRow, ofSums));
  }

  /**
   * All checks but whether it is registered and can be sent to executors, which none of these is.
   */
  private static final class Contract extends UserAggregateContract {
    private final Planted planted;

    Contract(Planted planted) {
      this.planted = planted;
    }

    @Override
    protected UserAggregate aggregate() {
      return planted;
    }

    @Override
    protected double typical(int argument, Random random) {
      return random.nextDouble();
    }

    void check() {
      keepsItsContractInOneThread();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void areFound(String fault, Planted planted) {
    assertThrows(MultipleFailuresError.class, new Contract(planted)::check);
  }

  /** Without its fault, the same class passes: what is found above are the faults. */
  @Test
  void areFoundByTheirFaultsAlone() {
    Planted sound = new Planted(BrokenAggregatesTest::sound, sums -> sums);
    new Contract(sound).check();
  }

  @Test
  void loseTheirProof() {
    UserAggregate proved = new Planted(BrokenAggregatesTest::sound, sums -> sums);
    ContractProof.register(proved, BrokenAggregatesTest.class, true);
    assertThat(ContractProof.testOf(proved)).contains(BrokenAggregatesTest.class.getName());
    ContractProof.register(proved, BrokenAggregatesTest.class, false);
    assertThat(ContractProof.testOf(proved)).isEmpty();
  }
}
