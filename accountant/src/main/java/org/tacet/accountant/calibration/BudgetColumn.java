package org.tacet.accountant.calibration;

/**
 * One column of values that share a budget: a number for each group.
 *
 * @param name for messages
 * @param lInf the most that one unit moves the value of one group, in the column's own unit; in
 *     [1e-60, 1e60]
 * @param weight what an error is measured by, in the column's own unit, such as a typical value; in
 *     [1e-60, 1e60]
 */
public record BudgetColumn(String name, double lInf, double weight) {

  public BudgetColumn {
    requireInRange(name, "l_inf", lInf);
    requireInRange(name, "weight", weight);
  }

  /** Squares of their ratio, times any number of groups, are numbers still. */
  private static void requireInRange(String name, String field, double value) {
    if (!(value >= 1e-60 && value <= 1e60)) {
      throw new IllegalArgumentException(
          field
              + " of column "
              + name
              + " must be in [1e-60, 1e60]. Provided value: "
              + value
              + ".");
    }
  }
}
