package org.tacet.engine.spec;

import java.math.BigDecimal;
import java.util.List;
import org.tacet.accountant.noise.VectorNorm;
import org.tacet.engine.registered.RegisteredAggregates;
import org.tacet.engine.registered.UserAggregate;

/** Fields that just one kind of aggregate has. */
public sealed interface OwnFields {

  /**
   * The bins of a histogram: each holds its lower edge, the last one both.
   *
   * @param edges ascending, 2 to {@link #MOST_EDGES}
   * @param areTimes whether they are dates or times, kept as those of a {@link AggregateSpec.Clamp}
   */
  record Bins(List<BigDecimal> edges, boolean areTimes) implements OwnFields {

    /** Each bin is noised and published for every group. */
    public static final int MOST_EDGES = 4097;

    static final String FIELD = "bins";

    private static final String LEGAL = "2 to " + MOST_EDGES + " ascending edges";

    public Bins {
      edges = List.copyOf(edges);
      List<Object> written = new Points(edges, areTimes).written();
      Faults faults = new Faults();
      faults.require(
          edges.size() >= 2 && edges.size() <= MOST_EDGES,
          "",
          edges.size() < 2 ? "has no bin" : "has too many bins",
          edges.size(),
          LEGAL,
          edges.size() < 2
              ? "give the edges of the bins, such as [0, 10, 20] for two"
              : "take wider bins");
      for (int index = 1; index < edges.size(); index++) {
        faults.require(
            edges.get(index - 1).compareTo(edges.get(index)) < 0,
            "[" + index + "]",
            "does not lie above the edge before it",
            written.get(index),
            "an edge above " + written.get(index - 1),
            "sort the edges, and leave none out or give none twice");
      }
      faults.throwIfAny();
    }

    /** The edges as a spec writes them. */
    public List<Object> written() {
      return new Points(edges, areTimes).written();
    }
  }

  /**
   * How vectors are summed: a privacy unit's total in a group is shortened to a norm.
   *
   * @param length how many components a vector has, 1 to {@link #MOST_COMPONENTS}
   * @param maxNorm the largest norm of a unit's total in a group, above 0
   * @param norm by which it is measured
   */
  record Vector(int length, BigDecimal maxNorm, VectorNorm norm) implements OwnFields {

    /** Each component is a sum of its own, which is noised for every group. */
    public static final int MOST_COMPONENTS = 4096;

    static final String FIELD = "length";

    public Vector {
      Faults faults = new Faults();
      faults.require(
          length >= 1 && length <= MOST_COMPONENTS,
          FIELD,
          "is no length that vectors may have",
          length,
          "1 to " + MOST_COMPONENTS,
          "give the number of components");
      faults.require(
          maxNorm.signum() > 0,
          "max_norm",
          "must be above 0",
          maxNorm,
          "a number > 0",
          "give the norm of a typical unit's total in a group");
      faults.throwIfAny();
    }
  }

  /**
   * Which of the users' aggregates is meant.
   *
   * @param name of one that is registered
   */
  record Registered(String name) implements OwnFields {

    static final String FIELD = "aggregate";

    public Registered {
      Faults faults = new Faults();
      List<String> registered = RegisteredAggregates.names();
      faults.require(
          registered.contains(name),
          FIELD,
          "is not registered",
          name,
          registered.isEmpty() ? "none is registered" : String.join(", ", registered),
          Nearest.advice(
              name,
              registered,
              "put its jar on the class path, with a line in META-INF/services/"
                  + UserAggregate.class.getName()));
      faults.throwIfAny();
    }

    UserAggregate aggregate() {
      return RegisteredAggregates.named(name).orElseThrow();
    }
  }

  /**
   * What a count of distinct values has.
   *
   * @param maxValues how many distinct values of a unit count in a group, 1 to {@link #MOST_VALUES}
   */
  record Distinct(int maxValues) implements OwnFields {

    /** Times 2^40 units this is 2^62 values, which a count can hold (P5). */
    public static final int MOST_VALUES = 1 << 22;

    static final String FIELD = "max_distinct_per_group";

    public Distinct {
      Faults faults = new Faults();
      faults.require(
          maxValues >= 1 && maxValues <= MOST_VALUES,
          FIELD,
          "is no number of values that a unit may count for",
          maxValues,
          "1 to " + MOST_VALUES,
          "say how many distinct values a typical unit has in a group");
      faults.throwIfAny();
    }
  }
}
