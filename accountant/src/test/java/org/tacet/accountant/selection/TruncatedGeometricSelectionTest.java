package org.tacet.accountant.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.accountant.randomness.KeyedFunction;
import org.tacet.accountant.randomness.Purpose;

class TruncatedGeometricSelectionTest {

  private static TruncatedGeometricSelection selection(
      String epsilon, String delta, int maxGroups) {
    return new TruncatedGeometricSelection(
        new BigDecimal(epsilon), new BigDecimal(delta), maxGroups);
  }

  /** Whether any group of one unit alone is published, in one of many releases. */
  private static int releasesThatShowAUnit(
      TruncatedGeometricSelection selection, int groups, int releases) {
    int shown = 0;
    for (int release = 0; release < releases; release++) {
      KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(release));
      boolean any = false;
      for (int group = 0; group < groups; group++) {
        byte[] bytes = ByteBuffer.allocate(4).putInt(group).array();
        any |= selection.keep(1, function.cell(Purpose.SELECTION, 0, 0, 0, 0, bytes, 4));
      }
      shown += any ? 1 : 0;
    }
    return shown;
  }

  /** The most often that an event of probability delta may be seen; exceeded with 3e-7. */
  private static double allowed(double delta, int releases) {
    return releases * delta + 5 * Math.sqrt(releases * delta * (1 - delta)) + 5;
  }

  /**
   * An audit of P12: a unit alone in its 10 groups is seen with probability at most delta. Fixed
   * keys; for random ones the false alarm is below 1e-6.
   */
  @Test
  void aUnitAloneInItsGroupsIsSeenNoMoreOftenThanDelta() {
    int releases = 2000;
    int shown = releasesThatShowAUnit(selection("1", "0.05", 10), 10, releases);
    assertThat((double) shown).isLessThan(allowed(0.05, releases));
    assertThat(shown).as("the audit sees something").isGreaterThan(releases / 50);
  }

  /** Planted fault: with delta not split over 10 groups that probability is 0.40. */
  @Test
  void aDeltaThatIsNotSplitIsCaughtByTheAudit() {
    int releases = 2000;
    int shown = releasesThatShowAUnit(selection("1", "0.05", 1), 10, releases);
    assertThat((double) shown).isGreaterThan(allowed(0.05, releases));
    assertThat(shown / (double) releases).isCloseTo(0.40, Offset.offset(0.06));
  }

  @ParameterizedTest
  @CsvSource({"1", "5", "12", "20", "23"})
  void groupsAreKeptAsOftenAsStated(long units) {
    TruncatedGeometricSelection selection = selection("1", "1e-5", 1);
    KeyedFunction function = new KeyedFunction(FixedReleaseKeys.numbered(9));
    int draws = 20_000;
    int kept = 0;
    byte[] group = new byte[4];
    for (int draw = 0; draw < draws; draw++) {
      ByteBuffer.wrap(group).putInt(0, draw);
      kept += selection.keep(units, function.cell(Purpose.SELECTION, 0, 0, 0, 0, group, 4)) ? 1 : 0;
    }
    double probability = selection.keepProbability(units);
    double deviation = Math.sqrt(draws * probability * (1 - probability));
    assertThat(kept)
        .isCloseTo((int) (draws * probability), Offset.offset((int) (5 * deviation) + 5));
  }

  @ParameterizedTest
  @CsvSource({
    "1e-9, 2",
    "1e-9, 3",
    "0.05, 10",
    "1e-15, 1000",
    "0.5, 2147483647",
    "0.99999999999999999999, 7",
    "1e-12, 100000"
  })
  void theDeltasOfTheGroupsNeverExceedTheTotal(String delta, int maxGroups) {
    BigDecimal total = new BigDecimal(delta);
    BigDecimal ofGroup = GroupBudget.of(BigDecimal.ONE, total, maxGroups).delta();
    // 1 - (1 - x)^L0 <= delta, in logarithms of doubles, with room for their rounding.
    double composed = -Math.expm1(maxGroups * Math.log1p(-ofGroup.doubleValue()));
    assertThat(composed).isLessThanOrEqualTo(total.doubleValue() * (1 + 1e-14));
    assertThat(ofGroup)
        .isGreaterThanOrEqualTo(
            total.divide(new BigDecimal(maxGroups), new MathContext(40, RoundingMode.FLOOR)));
    if (total.doubleValue() < 1) {
      assertThat(composed).isGreaterThan(total.doubleValue() * (1 - 1e-9));
    }
  }

  @Test
  void epsilonIsSplitRoundingDown() {
    BigDecimal ofGroup = GroupBudget.of(BigDecimal.ONE, new BigDecimal("0.1"), 3).epsilon();
    assertThat(ofGroup.multiply(new BigDecimal(3))).isLessThan(BigDecimal.ONE);
    assertThat(ofGroup.doubleValue()).isCloseTo(1.0 / 3, Offset.offset(1e-16));
  }

  @Test
  void theLossIsTheTotal() {
    assertThat(selection("1", "1e-9", 3).privacyLoss()).isEqualTo(ApproximateDp.of("1", "1e-9"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.1, 1, epsilon", "-1, 0.1, 1, epsilon", "1e101, 0.1, 1, epsilon",
    "1e-999999999, 0.1, 1, epsilon", "1, 0, 1, delta above 0", "1, 1, 1, below 1",
    "1, -0.1, 1, delta", "1, 0.1, 0, maxGroups", "1, 0.1, -2147483648, maxGroups"
  })
  void parametersOutsideTheirRangeAreRefused(
      String epsilon, String delta, int maxGroups, String named) {
    assertThatThrownBy(() -> selection(epsilon, delta, maxGroups))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(named)
        .hasMessageContaining("Provided value: ");
  }

  @Test
  void theTableIsComputedAgainAfterSerialization() throws IOException, ClassNotFoundException {
    TruncatedGeometricSelection selection = selection("0.01", "1e-9", 3);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
      output.writeObject(selection);
    }
    assertThat(selection.alwaysKeptFrom()).isGreaterThan(5000);
    assertThat(bytes.size()).isLessThan(2000);
    try (ObjectInputStream input =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      TruncatedGeometricSelection read = (TruncatedGeometricSelection) input.readObject();
      assertThat(read).isEqualTo(selection).hasSameHashCodeAs(selection);
      assertThat(read.alwaysKeptFrom()).isEqualTo(selection.alwaysKeptFrom());
      assertThat(read.keepProbability(4000)).isEqualTo(selection.keepProbability(4000));
    }
  }
}
