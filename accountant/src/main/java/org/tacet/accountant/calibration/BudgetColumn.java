package org.tacet.accountant.calibration;

/**
 * One column of values that share a budget: a number for each group.
 *
 * @param name for messages
 * @param lInf the most that one unit moves the value of one group, in the column's own unit; above
 *     0 and finite
 * @param weight what an error is measured by, in the column's own unit, such as a typical value;
 *     above 0 and finite
 */
public record BudgetColumn(String name, double lInf, double weight) {

  public BudgetColumn {
    requirePositive(name, "l_inf", lInf);
    requirePositive(name, "weight", weight);
  }

  private static void requirePositive(String name, String field, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          field
              + " of column "
              + name
              + " must be a finite number above 0. Provided value: "
              + value
              + ".");
    }
  }
}
