package org.tacet.accountant.composition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.EpsilonDelta;

final class EpsilonDeltaCompositionTest {
  @Test
  void anchors() {
    System.out.println(
        EpsilonDeltaComposition.of(Map.of(new EpsilonDelta(0.02, 0), 2000L)).epsilon(1e-12));
    System.out.println(
        EpsilonDeltaComposition.of(Map.of(new EpsilonDelta(0.01, 0), 1000L)).epsilon(1e-10));
    long start = System.nanoTime();
    System.out.println(
        EpsilonDeltaComposition.of(Map.of(new EpsilonDelta(0.01, 0), 1000000L)).epsilon(1e-10));
    System.out.println(System.nanoTime() - start);
    var two =
        EpsilonDeltaComposition.of(
            Map.of(new EpsilonDelta(0.02, 0), 1000L, new EpsilonDelta(0.020000001, 0), 1000L));
    System.out.println(two.epsilon(1e-12));
    assertThat(1).isEqualTo(1);
  }
}
