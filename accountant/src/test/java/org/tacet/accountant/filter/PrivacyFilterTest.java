package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tacet.accountant.accounting.UnsupportedEventException;
import org.tacet.accountant.composition.AnalyticGaussianAccountant;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PoissonSampled;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.event.TruncatedGeometricSelection;
import org.tacet.accountant.event.Zcdp;
import org.tacet.accountant.loss.ApproximateDp;

final class PrivacyFilterTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-6");
  private static final BigDecimal FAILURE_DELTA = new BigDecimal("4e-7");

  static Stream<PrivacyFilter> filters() {
    return Stream.of(
        BasicFilter.within(TOTAL, ADD_OR_REMOVE_ONE),
        ZcdpFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE),
        RenyiFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE, 24));
  }

  private static PrivacyEvent event(int choice) {
    return switch (choice % 4) {
      case 0 -> new Laplace(5 + choice);
      case 1 -> new EpsilonDelta(0.01 * choice, 3e-9 * choice);
      case 2 -> new TruncatedGeometricSelection(0.1, 1e-9 * choice, 3);
      default -> new SelfComposed(new Laplace(40), choice);
    };
  }

  /** Whatever is chosen, what was granted costs no more than the total, by another theory. */
  @Property(tries = 12)
  void whatIsGrantedStaysWithinTheTotal(
      @ForAll @Size(min = 10, max = 60) List<@IntRange(min = 1, max = 40) Integer> choices) {
    filters()
        .forEach(
            start -> {
              PrivacyFilter filter = start;
              List<PrivacyEvent> granted = new ArrayList<>();
              for (int choice : choices) {
                PrivacyEvent next = event(choice);
                if (filter.grants(next)) {
                  filter = filter.charged(next);
                  granted.add(next);
                } else {
                  PrivacyFilter refusing = filter;
                  assertThatThrownBy(() -> refusing.charged(next))
                      .isInstanceOf(FilterRefusedException.class);
                }
                assertThat(filter.charged().isWithin(filter.limit())).isTrue();
              }
              double truth =
                  new PldAccountant()
                      .optimistic()
                      .epsilon(new Composed(granted), ADD_OR_REMOVE_ONE, 1e-6);
              assertThat(truth).isLessThanOrEqualTo(1);
            });
  }

  @ParameterizedTest
  @MethodSource("filters")
  void orderDoesNotMatterAndStoredStatesGoOnAsIfTheyHadNotBeen(PrivacyFilter start) {
    List<PrivacyEvent> events =
        new ArrayList<>(List.of(event(4), event(5), event(2), event(1), new Laplace(30)));
    PrivacyFilter forward = start;
    for (PrivacyEvent event : events) {
      forward = FilterDocument.readFilter(FilterDocument.of(forward)).charged(event);
    }
    Collections.reverse(events);
    PrivacyFilter backward = start;
    for (PrivacyEvent event : events) {
      backward = backward.charged(event);
    }
    assertThat(forward.charged().loss()).isEqualByComparingTo(backward.charged().loss());
    assertThat(forward.charged().delta()).isEqualByComparingTo(backward.charged().delta());
    assertThat(FilterDocument.readFilter(FilterDocument.of(forward))).isEqualTo(forward);
    assertThat(forward.spent().epsilon()).isBetween(BigDecimal.ZERO, BigDecimal.ONE);
    assertThat(forward.remaining().loss().add(forward.charged().loss()))
        .isEqualByComparingTo(start.limit().loss());
  }

  @ParameterizedTest
  @MethodSource("filters")
  void refusesWhatRevealsAllAndWhatFailsTooOften(PrivacyFilter filter) {
    assertThat(filter.grants(new NonPrivate())).isFalse();
    assertThat(filter.grants(new EpsilonDelta(0, 1))).isFalse();
    assertThat(filter.grants(new EpsilonDelta(0, 1.1e-6))).isFalse();
    assertThat(filter.grants(new EpsilonDelta(0, 3.9e-7))).isTrue();
    assertThat(filter.grants(new Laplace(0.5))).isFalse();
    PrivacyFilter after = filter.charged(new EpsilonDelta(0, 3.9e-7));
    assertThat(after.charged().loss()).isZero();
    assertThat(after.spent().epsilon()).isZero();
    assertThat(after.grants(new EpsilonDelta(0, 7e-7))).isFalse();
  }

  @Test
  void basicSumsAreExactDecimals() {
    PrivacyFilter filter = BasicFilter.within(TOTAL, ADD_OR_REMOVE_ONE);
    for (int release = 0; release < 10; release++) {
      filter = filter.charged(new EpsilonDelta(0.1, 1e-7));
    }
    assertThat(filter.remaining().loss()).isZero();
    assertThat(filter.remaining().delta()).isZero();
    assertThat(filter.grants(new EpsilonDelta(1e-300, 0))).isFalse();
    PrivacyFilter half = BasicFilter.within(TOTAL, REPLACE_ONE).charged(new Laplace(4));
    assertThat(half.charged().loss()).isEqualByComparingTo("0.5");
    assertThatThrownBy(() -> half.charged(new Laplace(3)))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessage(
            "Laplace needs epsilon 0.666667 and delta 0 under REPLACE_ONE, and epsilon 0.5 and"
                + " delta 0.000001 are left: add noise, or ask for less.");
    assertThatThrownBy(() -> half.grants(new Gaussian(3)))
        .isInstanceOf(UnsupportedEventException.class)
        .hasMessageContaining("BasicFilter does not support Gaussian under REPLACE_ONE")
        .hasMessageContaining("charge EpsilonDelta");
  }

  /** What reveals all is refused, not unsupported, also within a composition. */
  @Test
  void compositionsBeyondAnyBudgetAreRefused() {
    PrivacyFilter filter = BasicFilter.within(TOTAL, ADD_OR_REMOVE_ONE);
    for (PrivacyEvent event :
        List.of(
            new Composed(List.of(new NonPrivate())),
            new Composed(List.of(new Gaussian(1), new SelfComposed(new NonPrivate(), 2))),
            new SelfComposed(new EpsilonDelta(0, 0.5), 2))) {
      assertThat(filter.grants(event)).isFalse();
      assertThatThrownBy(() -> filter.charged(event))
          .isInstanceOf(FilterRefusedException.class)
          .hasMessageContaining("needs more than any budget");
    }
    PrivacyEvent noise = new Composed(List.of(new Laplace(9), new Gaussian(9)));
    assertThatThrownBy(() -> filter.grants(noise)).isInstanceOf(UnsupportedEventException.class);
  }

  /** rho of a Gaussian is 1 / (2 sigma^2); xi counts as much as rho at orders above 1. */
  @Test
  void concentratedSumsAreThoseOfTheClosedForm() {
    ZcdpFilter filter = ZcdpFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE);
    Charge gaussian = filter.cost(new Gaussian(10)).orElseThrow();
    assertThat(gaussian.loss()).isBetween(new BigDecimal("0.005"), new BigDecimal("0.00500000001"));
    Charge shifted = filter.cost(new Zcdp(0.001, 0.002)).orElseThrow();
    assertThat(shifted.loss()).isBetween(new BigDecimal("0.003"), new BigDecimal("0.00300000001"));
    int granted = count(filter, new Gaussian(100));
    double sigma = 100 / Math.sqrt(granted);
    double epsilon =
        new AnalyticGaussianAccountant().epsilon(new Gaussian(sigma), ADD_OR_REMOVE_ONE, 6e-7);
    // Within the total by the exact trade-off; the conversion of zCDP wastes less than a tenth.
    assertThat(epsilon).isBetween(0.9, 1.0);
    assertThatThrownBy(() -> filter.grants(new PoissonSampled(0.01, new Gaussian(1))))
        .isInstanceOf(UnsupportedEventException.class);
  }

  /** alpha / (2 sigma^2) at the order; the best order for Gaussian noise grants as zCDP does. */
  @Test
  void renyiSumsAreThoseOfTheClosedForm() {
    RenyiFilter filter = RenyiFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE, 24);
    Charge gaussian = filter.cost(new Gaussian(10)).orElseThrow();
    assertThat(gaussian.loss()).isBetween(new BigDecimal("0.12"), new BigDecimal("0.12000001"));
    // 1 - ln(1 / 6e-7) / 23 + ln(24) / 23 - ln(1 - 1 / 24)
    double limit = 1 - Math.log(1 / 6e-7) / 23 + Math.log(24) / 23 - Math.log1p(-1 / 24.0);
    assertThat(filter.limit().loss())
        .isBetween(new BigDecimal(limit - 1e-10), new BigDecimal(limit));
    double order = RenyiFilter.orderForGaussianNoise(TOTAL, FAILURE_DELTA);
    int granted =
        count(
            RenyiFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE, order), new Gaussian(100));
    int concentrated =
        count(ZcdpFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE), new Gaussian(100));
    assertThat(granted).isBetween(concentrated - 2, concentrated);
    PrivacyEvent sampled = new PoissonSampled(0.01, new Gaussian(4));
    assertThat(count(filter, sampled)).isGreaterThan(count(filter, new Gaussian(4)) + 1000);
    assertThatThrownBy(() -> RenyiFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE, 2))
        .hasMessageContaining("order must be large enough")
        .hasMessageContaining("is the best for Gaussian noise. Provided value: 2.0.");
  }

  private static int count(PrivacyFilter start, PrivacyEvent event) {
    PrivacyFilter filter = start;
    int granted = 0;
    for (; granted < 5000 && filter.grants(event); granted++) {
      filter = filter.charged(event);
    }
    return granted;
  }

  @Test
  void parametersAreChecked() {
    assertThatThrownBy(() -> ZcdpFilter.within(TOTAL, new BigDecimal("1e-6"), ADD_OR_REMOVE_ONE))
        .hasMessageContaining("failure_delta must be at least 0 and leave 1e-300 or more");
    ZcdpFilter filter = ZcdpFilter.within(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE);
    BigDecimal more = filter.rhoTotal().multiply(new BigDecimal("1.001"));
    assertThatThrownBy(
            () -> new ZcdpFilter(TOTAL, FAILURE_DELTA, ADD_OR_REMOVE_ONE, more, Charge.NONE))
        .hasMessageContaining("rho_total must be within the total's epsilon, 1");
    assertThatThrownBy(() -> filter.withCharged(filter.limit().times(2)))
        .hasMessageContaining("charged_rho must be within the limit");
  }

  /**
   * Charges of a seventh each, and of delta 1e-7: sums that ignore delta, and sums whose terms
   * round down, grant what goes beyond the total; the real rule does not.
   */
  @Test
  void plantedFaultsGoBeyondTheTotal() {
    BiPredicate<Charge, Charge> ignoresDelta =
        (charged, limit) -> charged.loss().compareTo(limit.loss()) <= 0;
    assertThat(staysWithin(Charge::isWithin, RoundingMode.CEILING)).isTrue();
    assertThat(staysWithin(ignoresDelta, RoundingMode.CEILING)).isFalse();
    assertThat(staysWithin(Charge::isWithin, RoundingMode.FLOOR)).isFalse();
  }

  private static boolean staysWithin(BiPredicate<Charge, Charge> grants, RoundingMode rounding) {
    Charge limit = new Charge(BigDecimal.ONE, new BigDecimal("1e-6"));
    BigDecimal seven = BigDecimal.valueOf(7);
    for (BigDecimal delta : List.of(BigDecimal.ZERO, new BigDecimal("3e-7"))) {
      Charge charged = Charge.NONE;
      // Six sevenths and a charge that leaves exactly nothing, or too much by what was rounded off.
      BigDecimal seventh = BigDecimal.ONE.divide(seven, new MathContext(20, rounding));
      int granted = 0;
      for (;
          granted < 6 && grants.test(charged.plus(new Charge(seventh, delta)), limit);
          granted++) {
        charged = charged.plus(new Charge(seventh, delta));
      }
      BigDecimal rest = limit.loss().subtract(charged.loss());
      // True loss in sevenths: granted + 7 rest, against 7.
      boolean lossHolds =
          rest.multiply(seven).add(BigDecimal.valueOf(granted)).compareTo(seven) <= 0;
      boolean deltaHolds = charged.delta().compareTo(limit.delta()) <= 0;
      if (!lossHolds || !deltaHolds) {
        return false;
      }
    }
    return true;
  }
}
