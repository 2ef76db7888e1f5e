package org.tacet.engine.registered;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.tacet.engine.testing.UserAggregateContract;

final class GeometricMeanContractTest extends UserAggregateContract {

  @Override
  protected UserAggregate aggregate() {
    return new GeometricMean();
  }

  @Override
  protected double typical(int argument, Random random) {
    return random.nextDouble() * 2_000 - 500;
  }

  @AfterAll
  static void isRegisteredThen() {
    assertThat(ContractProof.testOf(new GeometricMean()))
        .contains(GeometricMeanContractTest.class.getName());
    assertThat(ContractProof.testOf(new Covariance())).isEmpty();
  }
}
