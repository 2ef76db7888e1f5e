package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.GaussianThreshold;
import org.tacet.accountant.event.LaplaceThreshold;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.TruncatedGeometricSelection;

class SelectionChooserTest {

  private static List<PrivacyEvent> candidates(long maxGroups) {
    return List.of(
        new LaplaceThreshold(1, 1e-6, maxGroups, 1),
        new GaussianThreshold(1, 5e-7, 5e-7, maxGroups, 1),
        new TruncatedGeometricSelection(1, 1e-6, maxGroups));
  }

  /** Of the rules with one budget a group, the optimal one keeps every count above 1 most often. */
  @Test
  void theOptimalRuleBeatsLaplaceThresholdsAtEveryCount() {
    for (long maxGroups : new long[] {1, 3, 30}) {
      List<PrivacyEvent> two = List.of(candidates(maxGroups).get(0), candidates(maxGroups).get(2));
      for (long units = 2; GroupSelections.keepProbability(two.get(0), units) < 1; units++) {
        assertThat(SelectionChooser.choose(two, 1, units).selection())
            .as("%d groups, %d units", maxGroups, units)
            .isInstanceOf(TruncatedGeometricSelection.class);
      }
    }
  }

  /** Over many groups Gaussian noise grows with the root of their number alone. */
  @Test
  void manyGroupsAreKeptByGaussianThresholds() {
    SelectionChooser.Choice choice = SelectionChooser.choose(candidates(300), 1, 600);
    assertThat(choice.selection()).isInstanceOf(GaussianThreshold.class);
    assertThat(choice.keepProbability())
        .isEqualTo(GroupSelections.keepProbability(choice.selection(), 600))
        .isGreaterThan(2 * GroupSelections.keepProbability(candidates(300).get(2), 600));
    assertThat(SelectionChooser.choose(candidates(300), 501, 600).keepProbability())
        .isLessThan(choice.keepProbability());
  }

  @Test
  void equalOnesLeaveTheFirstAndNoneIsRefused() {
    PrivacyEvent event = candidates(1).get(2);
    assertThat(SelectionChooser.choose(List.of(event, candidates(1).get(0)), 1, 1_000_000))
        .isEqualTo(new SelectionChooser.Choice(event, 1));
    assertThatThrownBy(() -> SelectionChooser.choose(List.of(), 1, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("candidates");
  }
}
