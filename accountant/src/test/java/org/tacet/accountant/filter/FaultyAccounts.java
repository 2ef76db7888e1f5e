package org.tacet.accountant.filter;

import static org.tacet.accountant.event.NeighborRelation.ADD_OR_REMOVE_ONE;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.event.Composed;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.loss.ApproximateDp;

/** Accounts that look right, each with a fault that an adversary turns into more than the total. */
final class FaultyAccounts {

  private FaultyAccounts() {}

  /** Grants what would be within the total had all events been fixed beforehand (P16). */
  record Distributions(ApproximateDp total, List<FiniteMechanism> charged) implements Spending {

    private static final PldAccountant ACCOUNTANT = new PldAccountant(1e-3);

    /** The accountant answers from above: without a margin it would refuse the total itself. */
    private static final double MARGIN = 1 + 1e-6;

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      List<FiniteMechanism> more = new ArrayList<>(charged);
      more.add(mechanism);
      more.sort(Comparator.comparing(FiniteMechanism::name));
      List<PrivacyEvent> events = more.stream().map(FiniteMechanism::event).toList();
      double delta =
          ACCOUNTANT.delta(new Composed(events), ADD_OR_REMOVE_ONE, total.epsilon().doubleValue());
      return delta <= total.delta().doubleValue() * MARGIN
          ? Optional.of(new Distributions(total, List.copyOf(more)))
          : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      List<FiniteMechanism> fewer = new ArrayList<>(charged);
      fewer.remove(mechanism);
      return new Distributions(total, List.copyOf(fewer));
    }

    @Override
    public Object state() {
      return charged;
    }
  }

  /** Gives a charge back although the release has read the data and answered (P18). */
  record RefundsAfterReading(PrivacyFilter filter) implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      return Spending.of(filter).reserved(mechanism).map(RefundsAfterReading::faulty);
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      return faulty(Spending.of(filter).abandoned(mechanism));
    }

    @Override
    public List<Spending> answered(FiniteMechanism mechanism) {
      return List.of(this, abandoned(mechanism));
    }

    @Override
    public Object state() {
      return filter.charged();
    }

    private static Spending faulty(Spending right) {
      return new RefundsAfterReading(((OfFilter) right).filter());
    }
  }

  /** Adds up losses and deltas, and compares only the losses. */
  record LooksAtLossAlone(PrivacyFilter filter, Charge charged) implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      Charge after = charged.plus(filter.cost(mechanism.event()).orElseThrow());
      return after.loss().compareTo(filter.limit().loss()) <= 0
          ? Optional.of(new LooksAtLossAlone(filter, after))
          : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      return new LooksAtLossAlone(filter, charged.minus(cost));
    }

    @Override
    public Object state() {
      return charged;
    }
  }

  /** Asks whether something is left, and not whether it is enough. */
  record LooksBeforeAdding(PrivacyFilter filter, Charge charged) implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      boolean left =
          charged.loss().compareTo(filter.limit().loss()) < 0
              && charged.delta().compareTo(filter.limit().delta()) < 0;
      return left
          ? Optional.of(new LooksBeforeAdding(filter, charged.plus(cost)))
          : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      return new LooksBeforeAdding(filter, charged.minus(cost));
    }

    @Override
    public Object state() {
      return charged;
    }
  }

  /** Charges a release only once it has answered: those that wait don't see each other. */
  record ForgetsWhatIsReserved(PrivacyFilter filter, Charge charged) implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      return charged.plus(cost).isWithin(filter.limit()) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      return this;
    }

    @Override
    public List<Spending> answered(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      return List.of(new ForgetsWhatIsReserved(filter, charged.plus(cost)));
    }

    @Override
    public Object state() {
      return charged;
    }
  }
}
