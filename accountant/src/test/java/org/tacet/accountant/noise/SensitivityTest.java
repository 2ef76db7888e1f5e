package org.tacet.accountant.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SensitivityTest {

  @Test
  void normsFollowFromTheBounds() {
    Sensitivity sensitivity = new Sensitivity(3, 20);
    assertThat(sensitivity.l1()).isEqualTo(60);
    assertThat(sensitivity.l2Squared()).isEqualTo(1200);
  }

  @Test
  void normsOfTheLargestBoundsDoNotOverflow() {
    BigInteger max = BigInteger.valueOf(Long.MAX_VALUE);
    Sensitivity largest = new Sensitivity(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(largest.l1()).isEqualTo(max.pow(2));
    assertThat(largest.l2Squared()).isEqualTo(max.pow(3));
  }

  @Test
  void boundsBelowTheirRangeAreRefused() {
    assertThatThrownBy(() -> new Sensitivity(0, 1))
        .hasMessage("maxGroups must be at least 1. Provided value: 0");
    assertThatThrownBy(() -> new Sensitivity(1, -1))
        .hasMessage("lInf must be at least 0. Provided value: -1");
    assertThatThrownBy(() -> new Sensitivity(1, Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
