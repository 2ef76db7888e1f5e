package org.tacet.accountant.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.noise.Sensitivity;

/** What the search for a joint calibration asks, and what it does at its ends. */
class JointSearchTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-9");

  /** Counts the compositions. */
  private static final class Counted implements Accountant {

    private final Accountant counted = new PldAccountant();
    private int compositions;

    @Override
    public String name() {
      return counted.name();
    }

    @Override
    public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
      compositions++;
      return counted.epsilon(event, relation, delta);
    }

    @Override
    public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
      throw new UnsupportedOperationException();
    }
  }

  /** Where costs are steep, jump, or no mechanism fits, the search ends all the same. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0.1, LAPLACE, true, 1, 1, true", "0.01, 0.1, LAPLACE, false, 1, 10, true",
    "0.01, 1e-9, GAUSSIAN, true, 1, 1, true", "0.01, 1e-9, LAPLACE, true, 65536, 1, false",
    "0.01, 1e-100, GAUSSIAN, false, 1, 10, true", "0.01, 1e-100, LAPLACE, false, 300, 10, true",
    "0.01, 1e-100, GAUSSIAN, false, 300, 1, false", "1, 1e-100, LAPLACE, true, 1, 10, false",
    "1, 1e-9, GAUSSIAN, true, 1, 1, true", "50, 1e-9, LAPLACE, true, 1, 1, true",
    "50, 0.1, GAUSSIAN, false, 1, 1, true", "0.0099, 1e-9, GAUSSIAN, true, 1, 1, false"
  })
  void fewCompositionsAreAskedFor(
      BigDecimal epsilon,
      BigDecimal delta,
      NoiseKind noise,
      boolean privateGroups,
      int maxGroups,
      int count,
      boolean found) {
    Counted counted = new Counted();
    ApproximateDp total = new ApproximateDp(epsilon, delta);
    Optional<Allocation> release =
        JointAllocation.of(
            counted,
            Requests.of(
                total,
                noise,
                Collections.nCopies(count, new Sensitivity(maxGroups, 3)),
                privateGroups,
                maxGroups,
                1));
    assertThat(counted.compositions).isLessThanOrEqualTo(20);
    assertThat(release.isPresent()).isEqualTo(found);
    release.ifPresent(each -> assertThat(each.composed().isWithin(total)).isTrue());
  }

  /** A third has no last digit: both calibrations round the same share down. */
  @Test
  void theLeastShareOfTheSelectionIsTheEvenOne() {
    List<Sensitivity> two = Collections.nCopies(2, new Sensitivity(1, 1));
    BigDecimal joint =
        JointAllocation.of(Requests.of(TOTAL, NoiseKind.GAUSSIAN, two, true, 1, 1))
            .map(Requests::table)
            .orElseThrow()
            .epsilon();
    assertThat(joint)
        .isEqualTo(
            BasicAllocation.calibrate(Requests.of(TOTAL, NoiseKind.GAUSSIAN, two, true, 1, 1))
                .selections()
                .get(0)
                .privacyLoss()
                .epsilon())
        .isEqualTo(new BigDecimal("0." + "3".repeat(34)));
  }

  /** Noise beyond 2^52 steps can't be drawn: that is no joint calibration, and no failure. */
  @Test
  void mechanismsOutOfRangeAreNone() {
    assertThat(
            JointAllocation.of(
                Requests.of(
                    TOTAL, NoiseKind.GAUSSIAN, List.of(new Sensitivity(1, 1L << 60)), false, 1, 1)))
        .isEmpty();
  }

  /** What an accountant refuses is not taken for noise that is out of range. */
  @Test
  void refusedCostsAreNotPassedOver() {
    Accountant refusing =
        new Accountant() {
          @Override
          public String name() {
            return "refusing";
          }

          @Override
          public double epsilon(PrivacyEvent event, NeighborRelation relation, double delta) {
            throw new UnsupportedEventException("no proof");
          }

          @Override
          public double delta(PrivacyEvent event, NeighborRelation relation, double epsilon) {
            throw new UnsupportedEventException("no proof");
          }
        };
    assertThatThrownBy(
            () ->
                JointAllocation.of(
                    refusing,
                    Requests.of(
                        TOTAL, NoiseKind.LAPLACE, List.of(new Sensitivity(1, 1)), true, 1, 1)))
        .isInstanceOf(UnsupportedEventException.class);
  }
}
