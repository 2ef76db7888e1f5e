package org.tacet.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

  @ParameterizedTest
  @CsvSource({
    "same, same, 0",
    "Case, case, 0",
    "abc, abd, 1",
    "abc, acb, 1",
    "abc, ab, 1",
    "'', abc, 3",
    "kitten, sitting, 3",
    "epslion, epsilon, 1"
  })
  void countsEdits(String left, String right, int distance) {
    assertThat(Nearest.distance(left, right)).isEqualTo(distance);
    assertThat(Nearest.distance(right, left)).isEqualTo(distance);
  }

  @Test
  void namesTheNearestWordOrNone() {
    List<String> legal = List.of("epsilon", "delta", "noise", "on");

    assertThat(Nearest.to("epsilom", legal)).contains("epsilon");
    assertThat(Nearest.to("delat", legal)).contains("delta");
    assertThat(Nearest.to("eps", legal)).contains("epsilon");
    assertThat(Nearest.to("population", legal)).isEmpty();
    assertThat(Nearest.to("x", legal)).isEmpty();
  }
}
