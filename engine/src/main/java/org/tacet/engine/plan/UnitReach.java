package org.tacet.engine.plan;

import org.tacet.engine.spec.GroupingSpec;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * How far one privacy unit reaches in a grouping: it moves at most {@code groups} groups, each by
 * what it adds to {@code portions} groups that it is bounded in.
 *
 * <p>In a grouping of its own bounds portions are 1. In one that is derived from a finer one a unit
 * adds what it adds to up to L0 finer groups, which may lie in one group or in several: in all by
 * no more than L0 portions. Moved step by step, for noise of log-concave law, several groups moved
 * by L0 portions in all cost no more than one group moved by all of them (as for the levels of a
 * {@link org.tacet.accountant.quantile.TreeShape}).
 *
 * @param groups at least 1
 * @param portions at least 1
 */
record UnitReach(int groups, int portions) {

  UnitReach {
    if (groups < 1 || portions < 1) {
      throw new IllegalArgumentException(
          "groups and portions must be at least 1. Provided values: %d, %d"
              .formatted(groups, portions));
    }
  }

  static UnitReach of(ReleaseSpec spec, GroupingSpec grouping) {
    boolean isDerived = spec.consistentGroupings() && !grouping.equals(spec.finestGrouping());
    return isDerived
        ? new UnitReach(1, spec.maxGroups(spec.finestGrouping()))
        : new UnitReach(spec.maxGroups(grouping), 1);
  }
}
