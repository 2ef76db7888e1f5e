package org.tacet.accountant.filter;

import java.util.List;
import java.util.Optional;

/**
 * What an adversary may ask of an account, as a state that does not change: reserve, run, and give
 * back what never ran. Faulty accounts implement it too.
 */
interface Spending {

  /** The state after a reservation; empty if it is refused. */
  Optional<Spending> reserved(FiniteMechanism mechanism);

  /** The state after a reservation that never ran was abandoned. */
  Spending abandoned(FiniteMechanism mechanism);

  /** The states of which the adversary may choose one once a reserved mechanism has answered. */
  default List<Spending> answered(FiniteMechanism mechanism) {
    return List.of(this);
  }

  /** What the mechanism's answers tell of the person that the neighbours differ by. */
  default FiniteMechanism heard(FiniteMechanism mechanism) {
    return mechanism;
  }

  /** What all of the future depends on. */
  Object state();

  /** The account as it is meant: a filter, charged before anything runs. */
  static Spending of(PrivacyFilter filter) {
    return new OfFilter(filter);
  }

  /** See {@link #of}. */
  record OfFilter(PrivacyFilter filter) implements Spending {

    @Override
    public Optional<Spending> reserved(FiniteMechanism mechanism) {
      return filter.grants(mechanism.event())
          ? Optional.of(new OfFilter(filter.charged(mechanism.event())))
          : Optional.empty();
    }

    @Override
    public Spending abandoned(FiniteMechanism mechanism) {
      Charge cost = filter.cost(mechanism.event()).orElseThrow();
      return new OfFilter(filter.withCharged(filter.charged().minus(cost)));
    }

    @Override
    public Object state() {
      return filter.charged();
    }
  }
}
