package org.tacet.accountant.composition;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tacet.accountant.accounting.Accountant;
import org.tacet.accountant.distribution.PldAccountant;
import org.tacet.accountant.renyi.RdpAccountant;
import org.tacet.accountant.renyi.ZcdpAccountant;

/** The accountants by the words that queries and manifests name them with. */
public final class Accountants {

  /** The registry: a new accountant adds its line here. The argument is the grid's interval. */
  private static final Map<String, Function<OptionalDouble, Accountant>> BY_NAME =
      new TreeMap<>(
          Map.of(
              "pld", Accountants::distributions,
              "analytic", gridInterval -> new AnalyticGaussianAccountant(),
              "composition", gridInterval -> new OptimalCompositionAccountant(),
              "naive", gridInterval -> new NaiveAccountant(),
              "rdp", gridInterval -> new RdpAccountant(),
              "zcdp", gridInterval -> new ZcdpAccountant()));

  /** The smallest answer of all of the above. */
  private static final String BEST = "best";

  private Accountants() {}

  /** In alphabetical order. */
  public static List<String> names() {
    return Stream.concat(Stream.of(BEST), BY_NAME.keySet().stream()).sorted().toList();
  }

  /**
   * The accountant of a name.
   *
   * @param gridInterval the interval of privacy losses, above 0, for accountants that have a grid;
   *     empty for one that suits the events
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Accountant named(String name, OptionalDouble gridInterval) {
    if (name.equals(BEST)) {
      return new BestAccountant(
          BY_NAME.values().stream().map(known -> known.apply(gridInterval)).toList());
    }
    Function<OptionalDouble, Accountant> known = BY_NAME.get(name);
    if (known == null) {
      throw new IllegalArgumentException(
          "accountant must be one of "
              + String.join(", ", names())
              + ". Provided value: "
              + name
              + ".");
    }
    return known.apply(gridInterval);
  }

  private static Accountant distributions(OptionalDouble gridInterval) {
    return gridInterval.isPresent()
        ? new PldAccountant(gridInterval.getAsDouble())
        : new PldAccountant();
  }
}
