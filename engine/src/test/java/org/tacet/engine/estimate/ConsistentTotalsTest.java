package org.tacet.engine.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/** P21: least squares over trees beside the same in matrices. */
class ConsistentTotalsTest {

  /** A tree or several: leaves first, every node's parent is a later one. */
  private static final class Trees {

    private final int[] parents;
    private final double[] variances;
    private final BigInteger[] noised;

    Trees(Random random) {
      int leaves = 1 + random.nextInt(8);
      int middles = 1 + random.nextInt(3);
      int tops = 1 + random.nextInt(2);
      int nodes = leaves + middles + tops;
      parents = new int[nodes];
      for (int node = 0; node < nodes; node++) {
        parents[node] =
            node < leaves
                ? leaves + random.nextInt(middles)
                : node < leaves + middles ? leaves + middles + random.nextInt(tops) : -1;
      }
      variances = random.doubles(nodes, 0.5, 500).toArray();
      noised =
          random.longs(nodes, -1000, 1000).mapToObj(BigInteger::valueOf).toArray(BigInteger[]::new);
    }

    ConsistentTotals totals() {
      return new ConsistentTotals(parents, variances);
    }

    boolean isLeaf(int node) {
      return Arrays.stream(parents).noneMatch(parent -> parent == node);
    }

    /** Which nodes each node is the sum of, among those without children. */
    RealMatrix sums() {
      int[] free = IntStream.range(0, parents.length).filter(this::isLeaf).toArray();
      RealMatrix sums = new Array2DRowRealMatrix(parents.length, free.length);
      for (int column = 0; column < free.length; column++) {
        for (int node = free[column]; node >= 0; node = parents[node]) {
          sums.setEntry(node, column, 1);
        }
      }
      return sums;
    }

    /** (A' V^-1 A)^-1, the covariances of the free numbers. */
    RealMatrix covariances() {
      RealMatrix weighted = sums().copy();
      for (int node = 0; node < parents.length; node++) {
        weighted.setRowVector(
            node, weighted.getRowVector(node).mapDivide(Math.sqrt(variances[node])));
      }
      return new LUDecomposition(weighted.transpose().multiply(weighted)).getSolver().getInverse();
    }

    double[] leastSquares() {
      RealMatrix sums = sums();
      double[] weighted = new double[parents.length];
      for (int node = 0; node < weighted.length; node++) {
        weighted[node] = noised[node].doubleValue() / variances[node];
      }
      return sums.operate(covariances().operate(sums.transpose().operate(weighted)));
    }
  }

  @Property(tries = 500)
  void eachIsTheSumOfThoseBelowAndNextToTheLeastSquares(@ForAll long seed) {
    Trees trees = new Trees(new Random(seed));
    BigInteger[] consistent = trees.totals().of(trees.noised);
    BigInteger[] below = new BigInteger[consistent.length];
    for (int node = 0; node < consistent.length; node++) {
      int parent = trees.parents[node];
      if (parent >= 0) {
        below[parent] =
            (below[parent] == null ? BigInteger.ZERO : below[parent]).add(consistent[node]);
      }
      if (below[node] != null) {
        assertThat(below[node]).isEqualTo(consistent[node]);
      }
    }
    double[] exact = trees.leastSquares();
    for (int node = 0; node < exact.length; node++) {
      // Rounding moves a node by one, and what its parent was moved by comes on top.
      assertThat(consistent[node].doubleValue()).isCloseTo(exact[node], within(3.0));
    }
  }

  @Property(tries = 300)
  void variancesAreThoseOfTheLeastSquares(@ForAll long seed) {
    Trees trees = new Trees(new Random(seed));
    RealMatrix sums = trees.sums();
    RealMatrix covariances = sums.multiply(trees.covariances()).multiply(sums.transpose());
    ConsistentTotals totals = trees.totals();
    for (int node = 0; node < trees.parents.length; node++) {
      assertThat(totals.variance(node))
          .isCloseTo(covariances.getEntry(node, node), within(1e-6))
          .isLessThanOrEqualTo(trees.variances[node] * (1 + 1e-9));
    }
  }

  /** The weights matter: with equal ones this parent would be believed as much as its children. */
  @Example
  void aNumberOfLittleNoiseIsHardlyCorrected() {
    BigInteger[] noised = {BigInteger.valueOf(100), BigInteger.valueOf(100), BigInteger.ZERO};
    int[] parents = {2, 2, -1};
    assertThat(new ConsistentTotals(parents, new double[] {1, 1, 1e6}).of(noised)[2])
        .isEqualTo(BigInteger.valueOf(200));
    assertThat(new ConsistentTotals(parents, new double[] {1e6, 1e6, 1}).of(noised))
        .containsExactly(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);
  }

  @Example
  void numbersWithoutNoiseStayAsTheyAre() {
    BigInteger[] noised = {BigInteger.ONE, BigInteger.TWO, BigInteger.valueOf(3)};
    assertThat(new ConsistentTotals(new int[] {2, 2, -1}, new double[] {0, 0, 0}).of(noised))
        .isEqualTo(noised);
    assertThat(new ConsistentTotals(new int[] {2, 2, -1}, new double[] {0, 1e30, 0}).of(noised))
        .isEqualTo(noised);
  }

  /** Doubles hold corrections, never numbers. */
  @Example
  void largeNumbersAddUpExactly() {
    BigInteger large = BigInteger.ONE.shiftLeft(62);
    BigInteger[] noised = {
      large, large.add(BigInteger.valueOf(7)), large.shiftLeft(1).add(BigInteger.valueOf(2))
    };
    BigInteger[] consistent =
        new ConsistentTotals(new int[] {2, 2, -1}, new double[] {4, 4, 4}).of(noised);
    assertThat(consistent[0].add(consistent[1])).isEqualTo(consistent[2]);
    assertThat(consistent[2].subtract(noised[2]).abs()).isLessThan(BigInteger.TEN);
  }

  @Example
  void aParentBeforeItsChildIsRefused() {
    assertThatThrownBy(() -> new ConsistentTotals(new int[] {-1, 0}, new double[] {1, 1}))
        .hasMessageContaining("must come after its children");
  }
}
