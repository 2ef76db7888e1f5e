package org.tacet.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tacet.engine.registered.ContractProof;
import org.tacet.engine.registered.RegisteredAggregates;
import org.tacet.engine.registered.UserAggregate;
import org.tacet.engine.registered.UserAggregate.Term;

/**
 * The contract of a user's aggregate. A test class extends it and gives the aggregate, and
 * arguments as its rows have them; when all holds, the class is registered as the one that passed.
 * What it can't find is code that behaves well in a test alone: that stays on trust.
 */
public abstract class UserAggregateContract {

  private static final int ROWS = 2_000;
  private static final double[] EXTREMES = {
    0.0,
    -0.0,
    1,
    -1,
    0.5,
    1e-300,
    -1e300,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  /** A new instance. */
  protected abstract UserAggregate aggregate();

  /** One number of a typical row, for the argument at a place, from a source of randomness. */
  protected abstract double typical(int argument, Random random);

  @Test
  void keepsItsContract() {
    boolean passed = false;
    try {
      assertAll(
          this::isFoundByItsName,
          this::givesEqualTermsInEveryCopyAndThread,
          this::keepsItsContractInOneThread);
      passed = true;
    } finally {
      ContractProof.register(aggregate(), getClass(), passed);
    }
  }

  /** What can be said of an instance by itself. */
  protected final void keepsItsContractInOneThread() {
    assertAll(
        this::givesEachRowItsTermsWhateverCameBefore,
        this::leavesArgumentsAlone,
        this::raisesNothing,
        this::declaresTheSensitivityThatItHas,
        this::computesTheValueFromTheSumsAlone);
  }

  private void isFoundByItsName() {
    String name = aggregate().name();
    assertThat(RegisteredAggregates.named(name).<Class<?>>map(Object::getClass))
        .as("META-INF/services/%s names the class of %s", UserAggregate.class.getName(), name)
        .isEqualTo(Optional.of(aggregate().getClass()));
  }

  /** P9: a retry meets the rows in another order, and has met others before. */
  private void givesEachRowItsTermsWhateverCameBefore() {
    UserAggregate first = aggregate();
    List<double[]> rows = rows();
    List<double[]> terms = rows.stream().map(row -> terms(first, row)).toList();
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows.size()).boxed().toList());
    for (int round = 0; round < 3; round++) {
      Collections.shuffle(order, new Random(round));
      UserAggregate used = round == 0 ? first : aggregate();
      for (int row : order) {
        assertThat(terms(used, rows.get(row)))
            .as("terms of a row, met again in another order")
            .isEqualTo(terms.get(row));
      }
    }
  }

  private void givesEqualTermsInEveryCopyAndThread() throws Exception {
    List<double[]> rows = rows();
    UserAggregate one = aggregate();
    UserAggregate copy = copy(one);
    List<double[]> expected = rows.stream().map(row -> terms(copy, row)).toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<double[]>>> found = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        found.add(threads.submit(() -> rows.stream().map(row -> terms(one, row)).toList()));
      }
      for (Future<List<double[]>> each : found) {
        assertThat(each.get().toArray(double[][]::new))
            .as("terms in one of four threads, beside those of a copy as executors get it")
            .isDeepEqualTo(expected.toArray(double[][]::new));
      }
    } catch (ExecutionException raised) {
      throw new AssertionError("raises in a thread of its own", raised.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void leavesArgumentsAlone() {
    UserAggregate aggregate = aggregate();
    double[] before = null;
    double[] valuesBefore = null;
    for (double[] row : rows()) {
      double[] given = row.clone();
      double[] terms = aggregate.terms(given);
      assertThat(given).as("the arguments after the call").isEqualTo(row);
      if (before != null) {
        assertThat(before)
            .as("the terms of the row before, after another call")
            .isEqualTo(valuesBefore);
      }
      before = terms;
      valuesBefore = terms == null ? null : terms.clone();
    }
  }

  /** P3: a row that raises would not be counted, which the release does, but nobody expects. */
  private void raisesNothing() {
    UserAggregate aggregate = aggregate();
    for (double[] row : rows()) {
      double[] terms = aggregate.terms(row.clone());
      assertThat(terms == null || terms.length == aggregate.termRanges().size())
          .as("as many terms as ranges, for %s", Arrays.toString(row))
          .isTrue();
    }
  }

  /**
   * For every row that neighbours may differ by: a unit of m rows moves a sum by m times the larger
   * end of the range. Terms beyond it would be clamped, and the sum would not be the one that is
   * meant.
   */
  private void declaresTheSensitivityThatItHas() {
    UserAggregate aggregate = aggregate();
    List<Term> ranges = aggregate.termRanges();
    assertThat(aggregate().termRanges()).as("the ranges of another instance").isEqualTo(ranges);
    boolean anyTerms = false;
    for (double[] row : rows()) {
      double[] terms = terms(aggregate, row);
      for (int index = 0; terms != null && index < terms.length; index++) {
        if (!Double.isNaN(terms[index])) {
          anyTerms = true;
          assertThat(terms[index])
              .as("term %s of %s", ranges.get(index).name(), Arrays.toString(row))
              .isBetween(ranges.get(index).lower(), ranges.get(index).upper());
        }
      }
    }
    assertThat(anyTerms).as("whether any of the rows has terms").isTrue();
  }

  private void computesTheValueFromTheSumsAlone() {
    UserAggregate aggregate = aggregate();
    Random random = new Random(5);
    for (int draw = 0; draw < ROWS; draw++) {
      double rows = draw < 10 ? 1 : 1 + random.nextInt(100_000) / 3.0;
      double[] sums =
          aggregate.termRanges().stream()
              .mapToDouble(
                  term ->
                      rows * (term.lower() + random.nextDouble() * (term.upper() - term.lower())))
              .toArray();
      double value = aggregate.value(rows, sums.clone());
      assertThat(aggregate().value(rows, sums.clone()))
          .as("the value of %s rows with sums %s, again", rows, Arrays.toString(sums))
          .isEqualTo(value);
    }
  }

  private List<double[]> rows() {
    Random random = new Random(7);
    int arguments = aggregate().arguments();
    List<double[]> rows = new ArrayList<>();
    for (double extreme : EXTREMES) {
      for (int place = 0; place < arguments; place++) {
        double[] row = typicalRow(arguments, random);
        row[place] = extreme;
        rows.add(row);
      }
    }
    while (rows.size() < ROWS) {
      rows.add(typicalRow(arguments, random));
    }
    return rows;
  }

  private double[] typicalRow(int arguments, Random random) {
    double[] row = new double[arguments];
    for (int place = 0; place < arguments; place++) {
      row[place] = typical(place, random);
    }
    return row;
  }

  private static double[] terms(UserAggregate aggregate, double[] row) {
    double[] terms = aggregate.terms(row.clone());
    return terms == null ? null : terms.clone();
  }

  private static UserAggregate copy(UserAggregate aggregate)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(aggregate);
    }
    ClassLoader loader = aggregate.getClass().getClassLoader();
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass type)
              throws IOException, ClassNotFoundException {
            return Class.forName(type.getName(), false, loader);
          }
        }) {
      return (UserAggregate) in.readObject();
    }
  }
}
