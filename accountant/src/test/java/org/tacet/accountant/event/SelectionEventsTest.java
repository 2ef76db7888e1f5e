package org.tacet.accountant.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.arithmetic.GaussianTradeOff;

class SelectionEventsTest {

  /** (1 - delta of a group)^L0, multiplied out in decimals, must not exceed 1 - delta. */
  @ParameterizedTest
  @CsvSource({"1e-5, 3", "1e-12, 100", "0.5, 7", "0.999999, 12", "1e-300, 2", "0.1, 1"})
  void theGroupsFailuresAreAtLeastTheSelections(double delta, int maxGroups) {
    PrivacyEvent expanded =
        SelectionEvents.expand(
            new TruncatedGeometricSelection(1, delta, maxGroups),
            NeighborRelation.ADD_OR_REMOVE_ONE);
    SelfComposed groups = (SelfComposed) expanded;
    EpsilonDelta group = (EpsilonDelta) groups.event();
    assertThat(groups.count()).isEqualTo(maxGroups);
    assertThat(new BigDecimal(group.epsilon()).multiply(BigDecimal.valueOf(maxGroups)))
        .isGreaterThanOrEqualTo(BigDecimal.ONE);
    BigDecimal kept = kept(delta, 1);
    assertThat(kept(group.delta(), maxGroups)).isLessThanOrEqualTo(kept);
    if (maxGroups > 1) {
      assertThat(kept(group.delta() * (1 - 1e-11), maxGroups)).isGreaterThan(kept);
    }
  }

  private static BigDecimal kept(double delta, int groups) {
    return BigDecimal.ONE.subtract(new BigDecimal(delta)).pow(groups);
  }

  @Test
  void laplaceThresholdsAreNoiseOfEachGroupAndOneFailure() {
    PrivacyEvent expanded =
        SelectionEvents.expand(
            new LaplaceThreshold(2, 1e-6, 5, 3), NeighborRelation.ADD_OR_REMOVE_ONE);
    List<PrivacyEvent> parts = ((Composed) expanded).events();
    SelfComposed noise = (SelfComposed) parts.get(0);
    assertThat(noise.count()).isEqualTo(5);
    assertThat(((Laplace) noise.event()).noiseMultiplier())
        .isBetween(2.5 * (1 - 1e-15), Math.nextDown(2.5));
    assertThat(parts.get(1)).isEqualTo(new EpsilonDelta(0, 1e-6));
  }

  @Test
  void gaussianThresholdsAreTheLeastNoiseOfTheirTarget() {
    PrivacyEvent expanded =
        SelectionEvents.expand(
            new GaussianThreshold(1, 1e-5, 1e-6, 4, 1), NeighborRelation.REPLACE_SPECIAL);
    List<PrivacyEvent> parts = ((Composed) expanded).events();
    double mu = 1 / ((Gaussian) parts.get(0)).noiseMultiplier();
    assertThat(GaussianTradeOff.delta(mu, 1)).isGreaterThanOrEqualTo(1e-5);
    assertThat(GaussianTradeOff.delta(mu * (1 - 1e-9), 1)).isLessThan(1e-5);
    assertThat(parts.get(1)).isEqualTo(new EpsilonDelta(0, 1e-6));
  }

  /** The noise of a replaced record counts twice, and the stated epsilon must not. */
  @Test
  void statedParametersHoldForRecordsThatAreReplacedToo() {
    for (PrivacyEvent selection :
        List.of(new LaplaceThreshold(2, 1e-6, 5, 3), new GaussianThreshold(1, 1e-5, 1e-6, 4, 1))) {
      PrivacyEvent added = SelectionEvents.expand(selection, NeighborRelation.ADD_OR_REMOVE_ONE);
      PrivacyEvent replaced = SelectionEvents.expand(selection, NeighborRelation.REPLACE_ONE);
      assertThat(multiplier(replaced)).isEqualTo(2 * multiplier(added));
    }
  }

  private static double multiplier(PrivacyEvent expanded) {
    PrivacyEvent noise = ((Composed) expanded).events().get(0);
    return noise instanceof Gaussian gaussian
        ? gaussian.noiseMultiplier()
        : ((Laplace) ((SelfComposed) noise).event()).noiseMultiplier();
  }

  @Test
  void otherEventsStayAsTheyAre() {
    PrivacyEvent event = new SelfComposed(new Laplace(1), 3);
    assertThat(SelectionEvents.expand(event, NeighborRelation.REPLACE_ONE)).isSameAs(event);
  }
}
