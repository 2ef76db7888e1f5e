package org.tacet.engine.registered;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/** The users' aggregates on the class path of the driver. */
public final class RegisteredAggregates {

  /** Each is a sum of its own, which is noised for every group. */
  public static final int MOST_TERMS = 64;

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";

  private RegisteredAggregates() {}

  /** The aggregate of a name, if one is registered. */
  public static Optional<UserAggregate> named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** All names, in order. */
  public static List<String> names() {
    return all().stream().map(UserAggregate::name).toList();
  }

  /**
   * All, by name.
   *
   * @throws InvalidSpecException when one can't be made or used, or two have one name
   */
  private static List<UserAggregate> all() {
    List<UserAggregate> all = new ArrayList<>();
    try {
      ServiceLoader.load(UserAggregate.class).forEach(all::add);
    } catch (ServiceConfigurationError broken) {
      throw refused(
          "the registered aggregates can't be loaded: " + broken.getMessage(),
          "correct META-INF/services/" + UserAggregate.class.getName());
    }
    all.sort(Comparator.comparing(UserAggregate::name));
    for (int index = 0; index < all.size(); index++) {
      UserAggregate aggregate = all.get(index);
      int terms = aggregate.termRanges().size();
      if (!aggregate.name().matches(NAME)
          || aggregate.arguments() < 1
          || terms < 1
          || terms > MOST_TERMS) {
        throw refused(
            "%s has the name %s, %d arguments and %d terms"
                .formatted(
                    aggregate.getClass().getName(), aggregate.name(), aggregate.arguments(), terms),
            "give it a name of letters, digits and _, an argument or more, and 1 to %d terms"
                .formatted(MOST_TERMS));
      }
      if (index > 0 && all.get(index - 1).name().equals(aggregate.name())) {
        throw refused(
            "%s and %s have the name %s"
                .formatted(
                    all.get(index - 1).getClass().getName(),
                    aggregate.getClass().getName(),
                    aggregate.name()),
            "rename one of them");
      }
    }
    return all;
  }

  private static InvalidSpecException refused(String problem, String fix) {
    return new InvalidSpecException(new Fault("", problem, "", "", fix));
  }
}
