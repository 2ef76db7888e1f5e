package org.tacet.accountant.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApproximateDpTest {

  @Test
  void tenTenthsAreOne() {
    ApproximateDp sum = ApproximateDp.ZERO;
    for (int charge = 0; charge < 10; charge++) {
      sum = sum.plus(ApproximateDp.of("0.1", "1e-10"));
    }
    assertThat(sum.epsilon()).isEqualByComparingTo("1");
    assertThat(sum.delta()).isEqualByComparingTo("1e-9");
    assertThat(sum.isWithin(ApproximateDp.of("1", "1e-9"))).isTrue();
  }

  @Test
  void bothParametersLimit() {
    ApproximateDp total = ApproximateDp.of("1", "1e-9");
    assertThat(ApproximateDp.of("1.0000000000000000000000001", "0").isWithin(total)).isFalse();
    assertThat(ApproximateDp.of("0", "1.0000001e-9").isWithin(total)).isFalse();
    assertThat(ApproximateDp.ZERO.isWithin(ApproximateDp.ZERO)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, epsilon",
    "1, -1e-9, delta",
    "1, 1, delta",
    "1e999999999, 0, epsilon",
    "1e-999999999, 0, epsilon",
    "1, 1e-999999999, delta"
  })
  void parametersOutsideTheirRangeAreRefused(BigDecimal epsilon, BigDecimal delta, String named) {
    assertThatThrownBy(() -> new ApproximateDp(epsilon, delta))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(named)
        .hasMessageContaining("Provided value: ");
  }
}
