package org.tacet.engine.spec;

/**
 * One column of {@code group_by}.
 *
 * @param name its name in the output
 * @param expression the SQL expression over the joined sources that gives its value; for a plain
 *     column, the name again
 */
public record GroupColumn(String name, String expression) {

  public GroupColumn {
    Faults faults = new Faults();
    faults.require(
        Names.isColumn(name),
        "name",
        "is not a name for a column",
        name,
        Names.COLUMN_LEGAL,
        "rename it; {name: plain_name, expression: \"`odd name`\"} groups by any column");
    faults.require(
        !expression.isBlank(),
        "expression",
        "is blank",
        expression,
        "an SQL expression over the joined sources",
        "write the expression, or the plain name of a column alone");
    faults.throwIfAny();
  }

  /** Groups by the column of that name. */
  public static GroupColumn plain(String column) {
    return new GroupColumn(column, column);
  }

  /** Whether this is a column under its own name, not an expression. */
  public boolean isPlain() {
    return expression.equals(name);
  }
}
