package org.tacet.engine.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.noise.DiscreteGaussian;
import org.tacet.accountant.quantile.TreeShape;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;
import org.tacet.engine.bounding.LeafCounts;

/** Each node of a tree has a draw of its own, whichever nodes are looked at, in any order (P9). */
class NoisedTreeTest {

  private static final TreeShape SHAPE = new TreeShape(4, 5);
  private static final byte[] GROUP = "group".getBytes(StandardCharsets.UTF_8);

  /** Two draws of this noise are equal with probability 1 / (2 sqrt(pi) sigma) = 2.6e-13. */
  private static final DiscreteGaussian WIDE = new DiscreteGaussian(1L << 40, 1);

  private record Node(int level, int position) {}

  private static List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    for (int level = 1; level <= SHAPE.height(); level++) {
      int onLevel = SHAPE.leaves() / SHAPE.span(level);
      for (int position = 0; position < onLevel; position++) {
        nodes.add(new Node(level, position));
      }
    }
    return nodes;
  }

  /**
   * @param component what becomes of a node's number on its way to the draw
   */
  private static NoisedTree tree(LeafCounts leaves, IntUnaryOperator component) {
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(5));
    return new NoisedTree(
        leaves.ranges(),
        SHAPE,
        WIDE,
        node ->
            function.cell(Purpose.NOISE, 0, 3, component.applyAsInt(node), 0, GROUP, GROUP.length));
  }

  private static Map<Node, Long> counts(NoisedTree tree, List<Node> nodes) {
    Map<Node, Long> counts = new HashMap<>();
    nodes.forEach(node -> counts.put(node, tree.count(node.level(), node.position())));
    return counts;
  }

  /** How many nodes share their draw with another. */
  private static long shared(Map<Node, Long> draws) {
    return draws.size() - draws.values().stream().distinct().count();
  }

  /** Some two of 1,364 nodes have equal draws by chance with probability 2.4e-7 at most. */
  @Test
  void noTwoNodesShareADraw() {
    assertThat(shared(counts(tree(new LeafCounts(), node -> node), nodes()))).isZero();
  }

  @Test
  void oneDrawForTwoNodesIsCaught() {
    assertThat(shared(counts(tree(new LeafCounts(), node -> node == 700 ? 3 : node), nodes())))
        .isPositive();
    assertThat(shared(counts(tree(new LeafCounts(), node -> 0), nodes()))).isPositive();
  }

  @Test
  void theOrderInWhichNodesAreLookedAtDoesNotShow() {
    List<Node> shuffled = nodes();
    Collections.shuffle(shuffled, new Random(3));
    Map<Node, Long> some = counts(tree(new LeafCounts(), node -> node), shuffled.subList(0, 200));
    assertThat(counts(tree(new LeafCounts(), node -> node), nodes())).containsAllEntriesOf(some);
  }

  @Test
  void theCountOfANodeIsAddedToItsNoise() {
    LeafCounts leaves = new LeafCounts();
    leaves.add(5, (1L << 62) - 7);
    leaves.add(900, 11);
    Map<Node, Long> noise = counts(tree(new LeafCounts(), node -> node), nodes());
    Map<Node, Long> noised = counts(tree(leaves, node -> node), nodes());
    IntStream.rangeClosed(1, SHAPE.height())
        .forEach(
            level -> {
              Node first = new Node(level, 5 / SHAPE.span(level));
              Node second = new Node(level, 900 / SHAPE.span(level));
              assertThat(noised.get(first) - noise.get(first)).isEqualTo((1L << 62) - 7);
              assertThat(noised.get(second) - noise.get(second)).isEqualTo(11);
            });
    assertThat(noised.get(new Node(5, 17))).isEqualTo(noise.get(new Node(5, 17)));
  }
}
