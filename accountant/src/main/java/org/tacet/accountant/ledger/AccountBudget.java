package org.tacet.accountant.ledger;

import java.time.Instant;
import java.util.Optional;
import org.tacet.accountant.event.NeighborRelation;
import org.tacet.accountant.event.PrivacyEvent;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.loss.ApproximateDp;

/**
 * How an account grants: what is promised, what was charged up to now and whether another release
 * fits. States are immutable; each is valid when releases depend on the answers of earlier ones
 * (P16), or fixes all of them at creation.
 */
public sealed interface AccountBudget permits TotalBudget, RenewedBudget, PlannedBudget {

  /** What all that is granted costs at most, together or within one window of a renewal. */
  ApproximateDp total();

  /** The neighbours that the promise is about. */
  NeighborRelation relation();

  /** The word for the loss of a {@link Charge}: {@code epsilon}, {@code rho}, and so on. */
  String measure();

  /**
   * What a release is charged, rounded up.
   *
   * @param event what it does
   * @param cost what it costs, as (epsilon, delta): a bound that its plan has proved
   * @throws org.tacet.accountant.filter.FilterRefusedException if no budget would be enough
   */
  Charge charge(PrivacyEvent event, ApproximateDp cost);

  /**
   * Whether this is a state of a budget as it was created: the same promise, whatever was charged.
   */
  boolean isStateOf(AccountBudget created);

  /** The earliest moment that may still be charged, if there is one. */
  Optional<Instant> notBefore();

  /** The period that a moment lies in; 0 where nothing renews. */
  long periodOf(Instant moment);

  /**
   * The state after a charge.
   *
   * @param event what is charged for
   * @throws org.tacet.accountant.filter.FilterRefusedException if it does not fit
   */
  AccountBudget charged(long period, PrivacyEvent event, Charge charge);

  /** The state without a charge of a release that never read a row (P18). */
  AccountBudget refunded(long period, Charge charge);

  /** What may be charged, together or within a window. */
  Charge limit();

  /** What was charged, of what counts for a period. */
  Charge charged(long period);

  /** What was charged in all. */
  Charge lifetimeCharged();

  /** What a charge is as (epsilon, delta), had the events been fixed beforehand; it informs. */
  ApproximateDp asApproximateDp(Charge charge);

  /**
   * What was promised about everything since creation. Empty where nothing is: budgets that renewed
   * so often that their deltas reach 1.
   */
  Optional<ApproximateDp> lifetimePromise();

  /**
   * A budget of the same kind for a part of what is charged here: a table or a purpose.
   *
   * @throws IllegalArgumentException if this one can't have parts, or the limit is none of its kind
   */
  AccountBudget part(ApproximateDp limit);
}
