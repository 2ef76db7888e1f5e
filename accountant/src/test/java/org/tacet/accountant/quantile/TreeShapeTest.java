package org.tacet.accountant.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.accountant.quantile.TreeShape.NoiseGrowth;

class TreeShapeTest {

  /** P9: no two nodes have one number, so that none share a draw. */
  @Test
  void eachNodeHasANumberOfItsOwn() {
    for (TreeShape shape :
        new TreeShape[] {
          new TreeShape(2, 10), new TreeShape(5, 4), new TreeShape(300, 1), new TreeShape(16, 3)
        }) {
      Set<Integer> seen = new HashSet<>();
      for (int level = 1; level <= shape.height(); level++) {
        for (int position = 0; position < shape.leaves() / shape.span(level); position++) {
          assertThat(seen.add(shape.nodeIndex(level, position))).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(NoiseGrowth.class)
  void theChosenShapeHasEnoughLeaves(NoiseGrowth growth) {
    for (int leaves = 1; leaves <= 1 << 16; leaves += 1 + leaves / 50) {
      assertThat(TreeShape.forLeaves(leaves, growth).leaves()).isGreaterThanOrEqualTo(leaves);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "65536, SQUARE_ROOT, 4, 8",
    "65536, LINEAR, 16, 4",
    "1, SQUARE_ROOT, 2, 1",
    "2, LINEAR, 2, 1"
  })
  void shapesAreChosenFromParameters(int leaves, NoiseGrowth growth, int branching, int height) {
    assertThat(TreeShape.forLeaves(leaves, growth)).isEqualTo(new TreeShape(branching, height));
  }

  @Test
  void shapesOutsideOfTheirRangesAreRefused() {
    assertThatThrownBy(() -> new TreeShape(1, 3)).hasMessageContaining("branching must be in [2,");
    assertThatThrownBy(() -> new TreeShape(2, 0)).hasMessageContaining("height in [1, 24]");
    assertThatThrownBy(() -> new TreeShape(65_536, 2)).hasMessageContaining("at most 16777216");
    assertThatThrownBy(() -> TreeShape.forLeaves(0, NoiseGrowth.LINEAR))
        .hasMessageContaining("leaves must be in [1, 65536]. Provided value: 0");
  }
}
