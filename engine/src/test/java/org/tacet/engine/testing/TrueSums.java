package org.tacet.engine.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tacet.accountant.noise.Sensitivity;

/**
 * The integers before noise, by group: one list of columns a group, all of one length.
 *
 * @param byGroup the group's values and its columns; a group that is absent has zeros
 */
public record TrueSums(Map<List<Object>, List<BigInteger>> byGroup) {

  /** How one column differs between two tables, over all groups. */
  public record Difference(BigInteger l1, BigInteger l2Squared, BigInteger lInf, int groups) {}

  /** How the column differs from that of {@code neighbour}. */
  public Difference difference(TrueSums neighbour, int column) {
    BigInteger l1 = BigInteger.ZERO;
    BigInteger l2Squared = BigInteger.ZERO;
    BigInteger lInf = BigInteger.ZERO;
    int groups = 0;
    Set<List<Object>> union = new HashSet<>(byGroup.keySet());
    union.addAll(neighbour.byGroup.keySet());
    for (List<Object> group : union) {
      BigInteger change = at(group, column).subtract(neighbour.at(group, column)).abs();
      l1 = l1.add(change);
      l2Squared = l2Squared.add(change.multiply(change));
      lInf = lInf.max(change);
      groups += change.signum();
    }
    return new Difference(l1, l2Squared, lInf, groups);
  }

  /**
   * What contradicts the accounted sensitivities, one text a column; empty where all hold.
   *
   * @param accounted one a column
   */
  public List<String> beyond(List<Sensitivity> accounted, TrueSums neighbour) {
    List<String> violations = new ArrayList<>();
    for (int column = 0; column < accounted.size(); column++) {
      Difference difference = difference(neighbour, column);
      Sensitivity sensitivity = accounted.get(column);
      if (difference.l1.compareTo(sensitivity.l1()) > 0
          || difference.l2Squared.compareTo(sensitivity.l2Squared()) > 0) {
        violations.add("norm: column %d %s, %s".formatted(column, difference, sensitivity));
      } else if (difference.lInf.compareTo(BigInteger.valueOf(sensitivity.lInf())) > 0
          || difference.groups > sensitivity.maxGroups()) {
        violations.add("entries: column %d %s, %s".formatted(column, difference, sensitivity));
      }
    }
    return violations;
  }

  private BigInteger at(List<Object> group, int column) {
    List<BigInteger> columns = byGroup.get(group);
    return columns == null ? BigInteger.ZERO : columns.get(column);
  }
}
