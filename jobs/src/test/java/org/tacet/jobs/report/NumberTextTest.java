package org.tacet.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.loss.ZeroConcentratedDp;

/** Numbers as reports show them. */
final class NumberTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0 | 0", "0.00 | 0", "1234567 | 1,234,567", "-1234.50 | -1,234.5", "1E+3 | 1,000"})
  void showsAllDigits(BigDecimal value, String text) {
    assertThat(NumberText.exact(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"35 | 35", "0.1 | 0.1", "5600000.4 | 5,600,000", "1e300 | 1e300", "0 | 0"})
  void showsFewDigitsOfAScale(double value, String text) {
    assertThat(NumberText.few(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "16776100.73 | 0.01 | 0",
        "105 | 1 | 0",
        "10.5 | 0.01 | 2",
        "0.0512 | 0.00001 | 5",
        "0.0512 | 0.01 | 2",
        "3 | 1E+3 | 0"
      })
  void endsAValueWhereItsErrorSaysNothingMore(BigDecimal error, BigDecimal grid, int digits) {
    assertThat(NumberText.fractionDigits(error, grid)).isEqualTo(digits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "4 | 4",
        "0.10 | 0.1",
        "0.001 | 0.001",
        "0.00000098 | 9.8e-7",
        "1E-8 | 1e-8",
        "1000 | 1000",
        "12345 | 1.2345e4"
      })
  void showsAParameterAsASpecWritesIt(BigDecimal value, String text) {
    assertThat(NumberText.parameter(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | always",
        "0.99999999 | 99.9 %",
        "0.5295 | 52.9 %",
        "0.01119 | 1.1 %",
        "1.4289e-9 | 1.4e-7 %",
        "0 | 0 %"
      })
  void neverRoundsAChanceUp(double probability, String text) {
    assertThat(NumberText.percent(probability)).isEqualTo(text);
  }

  @Test
  void roundsWhatIsSpentUpAndWhatIsLeftDown() {
    ApproximateDp loss = ApproximateDp.of("1.23456789", "1.23456789e-9");

    assertThat(LossText.of(loss)).isEqualTo("epsilon 1.23457, delta 1.23457e-9");
    Charge charge = new Charge(loss.epsilon(), loss.delta());
    assertThat(LossText.of("rho", charge)).isEqualTo("rho 1.23457, delta 1.23457e-9");
    assertThat(LossText.remaining("renyi_divergence", charge))
        .isEqualTo("renyi divergence 1.23456, delta 1.23456e-9");
    assertThat(LossText.of(ApproximateDp.of("0.5", "0"))).isEqualTo("epsilon 0.5");
    assertThat(LossText.of(new ZeroConcentratedDp(new BigDecimal("0.25"))))
        .isEqualTo("rho 0.25 (zero-concentrated)");
  }

  @Test
  void keepsTheDigitsThatAreAskedFor() {
    assertThat(NumberText.withFraction(new BigDecimal("-1234.567"), 1, RoundingMode.FLOOR))
        .isEqualTo("-1,234.6");
    assertThat(NumberText.withFraction(new BigDecimal("1234"), 2, RoundingMode.FLOOR))
        .isEqualTo("1,234.00");
  }
}
