package org.tacet.accountant.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.event.DiscreteLaplace;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.ledger.Account;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.BudgetRefusedException;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.accountant.ledger.InMemoryStore;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ReleaseStateException;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.ledger.TotalBudget;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * P16 and P18: the same game against the ledger itself, by its own protocol. Whoever asks may
 * reserve, abandon, and try to abandon once more after the answer.
 */
final class LedgerGameTest {

  private static final String ACCOUNT = "customers";

  /** A ledger is kept by its documents, so that the game can go back to it. */
  private record OfLedger(InMemoryStore store, List<FiniteMechanism> asked) implements Spending {

    private OfLedger changed(List<FiniteMechanism> nowAsked) {
      InMemoryStore copy = new InMemoryStore();
      List<byte[]> documents = store.readFrom(ACCOUNT, 0);
      for (int number = 0; number < documents.size(); number++) {
        copy.append(ACCOUNT, number, documents.get(number));
      }
      return new OfLedger(copy, nowAsked);
    }

    /** Releases are named by their place in the list. */
    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      List<FiniteMechanism> more = new ArrayList<>(asked);
      more.add(mechanism);
      OfLedger after = changed(List.copyOf(more));
      try {
        after.store.open().reserve(ACCOUNT, request("release-" + asked.size(), mechanism));
        return Optional.of(after);
      } catch (BudgetRefusedException refused) {
        return Optional.empty();
      }
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      OfLedger after = changed(asked);
      after.store.open().abandon(ACCOUNT, open(mechanism), 1);
      return after;
    }

    @Override
    public List<Spending> answered(FiniteMechanism mechanism) {
      OfLedger after = changed(asked);
      String release = open(mechanism);
      after.store.open().markReading(ACCOUNT, release, 1, "files");
      List<Spending> possible = new ArrayList<>(List.of(after));
      try {
        OfLedger abandoned = after.changed(asked);
        abandoned.store.open().abandon(ACCOUNT, release, 1);
        possible.add(abandoned);
      } catch (ReleaseStateException refused) {
        return possible;
      }
      return possible;
    }

    private String open(FiniteMechanism mechanism) {
      return store.open().releases(ACCOUNT).stream()
          .filter(entry -> entry.state() == EntryState.RESERVED)
          .filter(entry -> entry.release().event().equals(mechanism.event()))
          .map(LedgerEntry::releaseId)
          .findFirst()
          .orElseThrow();
    }

    @Override
    public Object state() {
      AccountStatement statement = store.open().statement(ACCOUNT);
      List<String> open = new ArrayList<>();
      for (LedgerEntry entry : statement.unsettled()) {
        if (entry.state() == EntryState.RESERVED) {
          open.add(entry.release().event().toString());
        }
      }
      open.sort(null);
      return List.of(statement.budget().lifetimeCharged(), open);
    }
  }

  private static ReservationRequest request(String id, FiniteMechanism mechanism) {
    ApproximateDp cost;
    if (mechanism.event() instanceof EpsilonDelta claimed) {
      cost =
          new ApproximateDp(
              BigDecimal.valueOf(claimed.epsilon()), BigDecimal.valueOf(claimed.delta()));
    } else {
      DiscreteLaplace noise = (DiscreteLaplace) mechanism.event();
      cost =
          new ApproximateDp(
              BigDecimal.valueOf(noise.noiseParameter() * noise.sensitivity()), BigDecimal.ZERO);
    }
    return new ReservationRequest(
        id, "a name", 1, mechanism.event(), cost, "", List.of(), "spec", "input", "file:/public");
  }

  private static Spending account(PrivacyFilter filter) {
    InMemoryStore store = new InMemoryStore();
    Ledger ledger = store.open();
    ledger.create(
        new Account(
            ACCOUNT,
            "customer of the shop",
            new TotalBudget(filter),
            Optional.empty(),
            List.of(),
            new TreeMap<>(),
            "",
            Instant.now(),
            "ann"));
    return new OfLedger(store, List.of());
  }

  @Test
  void theLedgerGivesNobodyMoreThanItsFilter() {
    List<FiniteMechanism> mechanisms = AdaptiveGameTest.MECHANISMS.subList(2, 5);
    for (PrivacyFilter filter : AdaptiveGameTest.filters()) {
      double ofFilter = AdaptiveGameTest.most(mechanisms, 0, Spending.of(filter), 3);
      double ofLedger = AdaptiveGameTest.most(mechanisms, 1, account(filter), 3);
      assertThat(ofLedger).as(filter.measure()).isCloseTo(ofFilter, within(1e-12));
      assertThat(ofLedger).isLessThanOrEqualTo(0.05);
    }
  }
}
