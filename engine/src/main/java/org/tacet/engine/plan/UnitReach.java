package org.tacet.engine.plan;

import java.util.OptionalInt;
import org.tacet.engine.spec.GroupingSpec;
import org.tacet.engine.spec.ReleaseSpec;

/**
 * How far one privacy unit reaches in a grouping.
 *
 * <p>In a derived grouping a unit adds what it adds to the finer groups that it is bounded in,
 * which may lie in one group or in several. Moved step by step, for noise of log-concave law,
 * several groups cost no more than one group that is moved by all of it (as for the levels of a
 * {@link org.tacet.accountant.quantile.TreeShape}). So it is accounted as one group, moved by as
 * much as all groups of the finest grouping together.
 *
 * @param maxGroups how many groups a unit counts in where it is bounded (L0)
 * @param maxRows how many rows it counts for over all these groups; empty for any number
 * @param isDerived whether it is bounded in a finer grouping
 */
record UnitReach(int maxGroups, OptionalInt maxRows, boolean isDerived) {

  static UnitReach of(ReleaseSpec spec, GroupingSpec grouping) {
    GroupingSpec bounding = spec.consistentGroupings() ? spec.finestGrouping() : grouping;
    return new UnitReach(
        spec.maxGroups(bounding), bounding.maxRowsContributed(), !bounding.equals(grouping));
  }
}
