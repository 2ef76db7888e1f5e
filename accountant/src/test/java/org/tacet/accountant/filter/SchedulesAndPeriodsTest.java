package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;
import static org.tacet.accountant.event.NeighborRelation.REPLACE_ONE;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.composition.AnalyticGaussianAccountant;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.event.Gaussian;
import org.tacet.accountant.event.Laplace;
import org.tacet.accountant.event.NonPrivate;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.event.SelfComposed;
import org.tacet.accountant.loss.ApproximateDp;

final class SchedulesAndPeriodsTest {

  private static final List<PrivacyEvent> EVENTS =
      List.of(new Gaussian(4), new SelfComposed(new Gaussian(8), 4), new Gaussian(4));

  private static BasicFilter basic(String epsilon, String delta) {
    return BasicFilter.within(ApproximateDp.of(epsilon, delta), ADD_OR_REMOVE_ONE);
  }

  @Test
  void scheduleCostsItsCompositionAndRunsInOrder() {
    PrivacySchedule schedule = PrivacySchedule.of(EVENTS, ADD_OR_REMOVE_ONE, 1e-6);
    double exact =
        new AnalyticGaussianAccountant()
            .epsilon(new Gaussian(4 / Math.sqrt(3)), ADD_OR_REMOVE_ONE, 1e-6);
    assertThat(schedule.epsilon()).isBetween(exact * (1 - 1e-9), exact * 1.002);
    assertThat(schedule.grants(EVENTS.get(1))).isFalse();
    for (PrivacyEvent event : EVENTS) {
      PrivacySchedule stored = FilterDocument.readSchedule(FilterDocument.of(schedule));
      assertThat(stored).isEqualTo(schedule);
      assertThat(stored.remaining()).hasSize(3 - schedule.position());
      schedule = stored.charged(event);
    }
    PrivacySchedule done = schedule;
    assertThatThrownBy(() -> done.charged(new Gaussian(4)))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessageContaining("all 3 events have run");
  }

  @Test
  void aStoredScheduleMayNotClaimToCostLessThanItDoes() {
    PrivacySchedule schedule = PrivacySchedule.of(EVENTS, ADD_OR_REMOVE_ONE, 1e-6);
    double exact =
        new AnalyticGaussianAccountant()
            .epsilon(new Gaussian(4 / Math.sqrt(3)), ADD_OR_REMOVE_ONE, 1e-6);
    Map<String, Object> document = new HashMap<>(FilterDocument.of(schedule));
    for (double less : new double[] {0, 0.1, exact * (1 - 1e-9)}) {
      document.put("epsilon", less);
      assertThatThrownBy(() -> FilterDocument.readSchedule(document))
          .hasMessageStartingWith("schedule.epsilon must be at least what the events cost at delta")
          .hasMessageContaining("Provided value: " + less + ".");
    }
    document.put("epsilon", 7);
    assertThat(FilterDocument.readSchedule(document).epsilon()).isEqualTo(7);
  }

  @Test
  void scheduleRefusesWhatIsNotNextAndWhatCannotBePrivate() {
    PrivacySchedule schedule = PrivacySchedule.of(EVENTS, REPLACE_ONE, 1e-6);
    assertThatThrownBy(() -> schedule.charged(new Gaussian(4.5)))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessageContaining("event 0 is {type=Gaussian, noise_multiplier=4.0}")
        .hasMessageContaining("Charge what is chosen later to a filter");
    assertThatThrownBy(() -> PrivacySchedule.of(List.of(new NonPrivate()), ADD_OR_REMOVE_ONE, 1e-6))
        .hasMessageContaining("events must have a finite epsilon at delta 1.0E-6")
        .hasMessageContaining("Provided value: [{type=NonPrivate}].");
    assertThatThrownBy(() -> new PrivacySchedule(EVENTS, REPLACE_ONE, 1e-6, 1, 4))
        .hasMessageContaining("position must be from 0 to the number of events, 3");
  }

  @Test
  void periodsRenewAndTheLifetimeIsCapped() {
    RenewingFilter filter = RenewingFilter.capped(basic("1", "1e-6"), 1, basic("1.75", "1e-5"));
    PrivacyEvent half = new EpsilonDelta(0.5, 1e-7);
    filter = filter.charged(3, half).charged(3, half);
    assertThat(filter.grants(3, new Laplace(1000))).isFalse();
    assertThat(filter.grants(2, new Laplace(1000))).isFalse();
    filter = FilterDocument.readRenewing(FilterDocument.of(filter)).charged(4, half);
    assertThat(filter.window(4).remaining().loss()).isEqualByComparingTo("0.5");
    assertThat(filter.lifetimeCharged().loss()).isEqualByComparingTo("1.5");
    assertThat(filter.lifetimePromise()).contains(ApproximateDp.of("1.75", "1e-5"));
    RenewingFilter last = filter;
    assertThatThrownBy(() -> last.charged(5, half))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessageStartingWith("the lifetime_cap refuses")
        .hasMessageContaining("epsilon 0.25 and delta 0.0000097 are left");
    assertThatThrownBy(() -> last.charged(4, new EpsilonDelta(0.7, 0)))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessageStartingWith("EpsilonDelta needs epsilon 0.7");
    assertThatThrownBy(() -> last.charged(3, half))
        .isInstanceOf(FilterRefusedException.class)
        .hasMessage("period must be 4 or later, as that was charged already. Provided value: 3.");
    assertThat(FilterDocument.readRenewing(FilterDocument.of(last))).isEqualTo(last);
  }

  /** Two names of one period would leave the charge of one only. */
  @Test
  void aPeriodHasOneName() {
    BasicFilter fresh = basic("1", "1e-6");
    RenewingFilter filter =
        RenewingFilter.unboundedLifetime(fresh, 1).charged(1, new EpsilonDelta(0.75, 0));
    Map<String, Object> document = new HashMap<>(FilterDocument.of(filter));
    Map<String, String> charged = Map.of("charged_epsilon", "0.75", "charged_delta", "0.0");
    Map<String, String> nothing = Map.of("charged_epsilon", "0", "charged_delta", "0");
    for (Object name : List.of("01", "+1", "1.0", "1e0", 1L)) {
      document.put("periods", Map.of("1", charged, name, nothing));
      assertThatThrownBy(() -> FilterDocument.readRenewing(document))
          .as("%s", name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("filter.periods");
    }
    document.put("periods", Map.of("-3", nothing, "1", charged));
    assertThat(FilterDocument.readRenewing(document).lifetimeCharged().loss())
        .isEqualByComparingTo("0.75");
  }

  @Test
  void unboundedLifetimesAreDeclaredAndShown() {
    ApproximateDp total = ApproximateDp.of("1", "1e-6");
    ZcdpFilter fresh = ZcdpFilter.within(total, BigDecimal.ZERO, ADD_OR_REMOVE_ONE);
    RenewingFilter filter = RenewingFilter.unboundedLifetime(fresh, 1);
    for (int month = 0; month < 4; month++) {
      filter = filter.charged(month, new Gaussian(10)).charged(month, new Gaussian(10));
    }
    assertThat(filter.lifetimeCharged().loss())
        .isBetween(new BigDecimal("0.04"), new BigDecimal("0.0400001"));
    // Four rhos are about twice the epsilon, and never below what is charged.
    double promise = filter.lifetimePromise().orElseThrow().epsilon().doubleValue();
    assertThat(promise).isBetween(2.0, 2.3);
    assertThat(FilterDocument.readRenewing(FilterDocument.of(filter))).isEqualTo(filter);
    assertThatThrownBy(() -> RenewingFilter.capped(fresh, 1, basic("9", "1e-6")))
        .hasMessageContaining("lifetime_cap must be of the kind");
  }

  /** Deltas of 0.4: two periods promise 0.8, and three nothing. */
  @Test
  void deltasThatReachOnePromiseNothing() {
    ApproximateDp total = ApproximateDp.of("1", "0.4");
    for (PrivacyFilter fresh :
        List.of(
            BasicFilter.within(total, ADD_OR_REMOVE_ONE),
            ZcdpFilter.within(total, new BigDecimal("0.39"), ADD_OR_REMOVE_ONE))) {
      PrivacyEvent event = new EpsilonDelta(0.001, 0);
      RenewingFilter two = RenewingFilter.unboundedLifetime(fresh, 1).charged(0, event);
      assertThat(two.charged(1, event).lifetimePromise().orElseThrow().delta())
          .isBetween(new BigDecimal("0.79"), new BigDecimal("0.8"));
      assertThat(two.charged(1, event).charged(2, event).lifetimePromise()).isEmpty();
    }
  }

  @Test
  void aFreshFilterMayHaveChargedZeroOfAnyScale() {
    RenewingFilter filter =
        RenewingFilter.unboundedLifetime(basic("1", "1e-6"), 1)
            .charged(1, new EpsilonDelta(0.75, 0));
    Map<String, Object> fresh = new HashMap<>(FilterDocument.of(filter.fresh()));
    fresh.put("charged_epsilon", "0.0");
    fresh.put("charged_delta", "0E-12");
    Map<String, Object> document = new HashMap<>(FilterDocument.of(filter));
    document.put("fresh", fresh);
    assertThat(FilterDocument.readRenewing(document)).isEqualTo(filter);
  }

  @Test
  void refusedDocumentsNameTheirOwnFields() {
    PrivacyFilter zcdp =
        ZcdpFilter.within(ApproximateDp.of("1", "1e-6"), BigDecimal.ZERO, ADD_OR_REMOVE_ONE);
    Map<String, String> legal =
        Map.of(
            "charged_rho", "at least 0",
            "charged_delta", "at least 0",
            "rho_total", "from 0 to 1e300",
            "epsilon", "at least 0",
            "delta", "at least 0",
            "failure_delta", "at least 0");
    legal.forEach(
        (field, range) -> {
          Map<String, Object> document = new HashMap<>(FilterDocument.of(zcdp));
          document.put(field, "-1");
          assertThatThrownBy(() -> FilterDocument.readFilter(document))
              .hasMessageStartingWith("filter." + field + " must be " + range)
              .hasMessageContaining("Provided value: -1");
        });
    for (String huge : List.of("1e301", "1e999999999", "1e-999999999")) {
      Map<String, Object> document = new HashMap<>(FilterDocument.of(zcdp));
      document.put("rho_total", huge);
      assertThatThrownBy(() -> FilterDocument.readFilter(document))
          .hasMessageStartingWith("filter.rho_total must be from 0 to 1e300");
    }
  }

  @Test
  void periodsAreDaysAndMonthsOfAZone() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Renewal daily = new Renewal(Renewal.Period.DAY, 1, zone);
    Renewal monthly = new Renewal(Renewal.Period.MONTH, 1, zone);
    Instant newYear = Instant.parse("2025-12-31T23:00:00Z");
    assertThat(monthly.periodOf(newYear)).isEqualTo(56 * 12);
    assertThat(monthly.periodOf(newYear.minusNanos(1))).isEqualTo(56 * 12 - 1);
    assertThat(monthly.endOf(56 * 12 - 1)).isEqualTo(newYear);
    assertThat(daily.periodOf(newYear)).isEqualTo(LocalDate.of(2026, 1, 1).toEpochDay());
    assertThat(daily.periodOf(newYear.minusNanos(1)))
        .isEqualTo(LocalDate.of(2025, 12, 31).toEpochDay());
    assertThat(daily.endOf(daily.periodOf(newYear)))
        .isEqualTo(Instant.parse("2026-01-01T23:00:00Z"));
    // A day of 23 hours is a day.
    assertThat(daily.endOf(LocalDate.of(2026, 3, 29).toEpochDay()))
        .isEqualTo(Instant.parse("2026-03-29T22:00:00Z"));
    for (int window : new int[] {0, -1, 3_661}) {
      assertThatThrownBy(() -> new Renewal(Renewal.Period.DAY, window, zone))
          .hasMessage("window_periods must be from 1 to 3660. Provided value: " + window + ".");
    }
  }

  /** Any three consecutive days hold the budget of one window, wherever they begin. */
  @Test
  void aRollingWindowForgetsWhatIsOlder() {
    PrivacyEvent half = new EpsilonDelta(0.5, 0);
    RenewingFilter filter = RenewingFilter.unboundedLifetime(basic("1", "1e-6"), 3);
    filter = filter.charged(10, half).charged(12, half);
    assertThat(filter.grants(12, new Laplace(1000))).isFalse();
    assertThat(filter.grants(13, half)).isTrue();
    filter = filter.charged(13, half);
    assertThat(filter.grants(14, new Laplace(1000))).isFalse();
    assertThat(filter.grants(15, half)).isTrue();
    assertThat(filter.grants(15, new EpsilonDelta(0.51, 0))).isFalse();
    assertThat(filter.lifetimeCharged().loss()).isEqualByComparingTo("1.5");
    assertThat(filter.lifetimePromise()).contains(ApproximateDp.of("2", "2e-6"));
    assertThat(FilterDocument.readRenewing(FilterDocument.of(filter))).isEqualTo(filter);
    RenewingFilter refunded =
        filter.refunded(10, new Charge(new BigDecimal("0.5"), BigDecimal.ZERO));
    assertThat(refunded.lifetimeCharged().loss()).isEqualByComparingTo("1");
    Map<String, Object> document = new HashMap<>(FilterDocument.of(filter));
    document.put("window_periods", 4);
    assertThatThrownBy(() -> FilterDocument.readRenewing(document))
        .hasMessageContaining("periods must be within the limit of a window");
  }

  @Test
  void documentsThatDoNotFitTogetherAreRefused() {
    Map<String, Object> document = new HashMap<>(FilterDocument.of(basic("1", "1e-6")));
    document.put("charged_epsilon", "1.5");
    assertThatThrownBy(() -> FilterDocument.readFilter(document))
        .hasMessageContaining(
            "filter.charged_epsilon must be within the limit, 1. Provided value: 1.5.");
    document.put("charged_epsilon", "much");
    assertThatThrownBy(() -> FilterDocument.readFilter(document))
        .hasMessage("filter.charged_epsilon must be a decimal number. Provided value: much.");
    document.put("charged_epsilon", 0.5);
    assertThat(FilterDocument.readFilter(document).charged().loss()).isEqualByComparingTo("0.5");
    document.put("refund", 1);
    assertThatThrownBy(() -> FilterDocument.readFilter(document))
        .hasMessage("filter.refund is not a field.");
    assertThatThrownBy(() -> FilterDocument.readFilter(Map.of("type", "PldFilter")))
        .hasMessage(
            "filter.type must be one of BasicFilter, ZcdpFilter, RenyiFilter. Provided value: PldFilter.");
    Map<String, Object> renewing =
        new HashMap<>(FilterDocument.of(RenewingFilter.unboundedLifetime(basic("1", "0"), 1)));
    renewing.remove("unbounded_lifetime");
    assertThatThrownBy(() -> FilterDocument.readRenewing(renewing))
        .hasMessageContaining("either a lifetime_cap or unbounded_lifetime: true");
  }
}
