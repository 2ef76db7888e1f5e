package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.tacet.accountant.loss.ApproximateDp;

/** P16: the sum of all charges stays within the total, whatever is asked in whatever order. */
final class LedgerPropertyTest {

  private static final ApproximateDp TOTAL = ApproximateDp.of("1", "1e-6");

  record Step(BigDecimal epsilon, BigDecimal delta, EntryState until) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<BigDecimal> epsilon =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("0.001"), new BigDecimal("0.6"))
            .ofScale(3);
    Arbitrary<BigDecimal> delta =
        Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("6e-7")).ofScale(9);
    return Combinators.combine(epsilon, delta, Arbitraries.of(EntryState.class))
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  @Property(tries = 300)
  void grantsWhatFitsAndNeverMore(@ForAll("steps") List<Step> steps) {
    Ledger ledger = new InMemoryStore().open();
    ledger.create(Account.now("a", "customer", TOTAL, "ann"));
    BigDecimal epsilon = BigDecimal.ZERO;
    BigDecimal delta = BigDecimal.ZERO;
    int number = 0;
    for (Step step : steps) {
      String id = "r" + number++;
      boolean fits =
          epsilon.add(step.epsilon).compareTo(TOTAL.epsilon()) <= 0
              && delta.add(step.delta).compareTo(TOTAL.delta()) <= 0;
      assertThat(granted(ledger, id, step)).isEqualTo(fits);
      if (fits && step.until != EntryState.ABANDONED) {
        epsilon = epsilon.add(step.epsilon);
        delta = delta.add(step.delta);
      }
      AccountStatement statement = ledger.statement("a");
      ApproximateDp spent = statement.spent(Instant.now());
      assertThat(spent.epsilon()).isEqualByComparingTo(epsilon);
      assertThat(spent.delta()).isEqualByComparingTo(delta);
      assertThat(spent.isWithin(TOTAL)).isTrue();
    }
  }

  private static boolean granted(Ledger ledger, String id, Step step) {
    try {
      ledger.reserve("a", LedgerRace.request(id, new ApproximateDp(step.epsilon, step.delta)));
    } catch (BudgetRefusedException refused) {
      return false;
    }
    switch (step.until) {
      case RESERVED -> {}
      case READING -> ledger.markReading("a", id, 1, "input");
      case COMMITTED -> {
        ledger.markReading("a", id, 1, "input");
        ledger.commit("a", id, 1, "manifest");
      }
      case ABANDONED -> ledger.abandon("a", id, 1);
    }
    return true;
  }
}
