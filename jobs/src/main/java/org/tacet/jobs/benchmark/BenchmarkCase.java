package org.tacet.jobs.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A release that is timed, and the queries beside it. The specs and the SQL lie in {@code
 * conf/benchmark}, those of TPC-H's own queries in {@code conf/examples/tpch}.
 *
 * @param name as the command line has it
 * @param release the spec, without its ending
 * @param table the folder of the table that a query fills, if the case has one
 * @param tableSql that query, without its ending {@code .table.sql}
 * @param rows how many rows the table has unless the command line says otherwise; 0 where that
 *     follows from TPC-H's scale
 * @param baseline the exact query, or another release, timed in every round
 * @param others queries and plans that are timed on request
 */
public record BenchmarkCase(
    String name,
    String release,
    Optional<String> table,
    String tableSql,
    long rows,
    String baseline,
    List<String> others) {

  /** Named among the others, but a plan of its own rather than SQL. */
  static final String KRYO_PAIRS = "kryo-pairs";

  /** Whose result nobody needs: the time to get there is what counts. */
  static final String SORTED = "visits-sorted";

  private static final List<String> OTHER_VISITS =
      List.of(SORTED, "visits-group-by", "visits-row-window", "visits-group-window", KRYO_PAIRS);

  /** Before the query of TPC-H that a case is named after. */
  static final String TPCH_PREFIX = "tpch-";

  /** TPC-H's queries as releases, customers being the units. */
  public static final List<BenchmarkCase> TPCH =
      IntStream.of(1, 3, 4, 5, 6, 10, 12, 13, 14)
          .mapToObj(query -> TPCH_PREFIX + "q" + query)
          .map(name -> new BenchmarkCase(name, name, Optional.empty(), "", 0, name, List.of()))
          .toList();

  private static final List<BenchmarkCase> OWN =
      List.of(
          new BenchmarkCase(
              "line-items", "line-items", Optional.empty(), "", 0, "line-items", List.of()),
          joined("joined-line-items", "joined-line-items"),
          joined("statistics", "statistics"),
          joined("one-sum", "statistics"),
          joined("one-mean", "one-sum"),
          joined("ten-aggregates", "one-sum"),
          joined("two-groupings", "one-grouping"),
          visits("visits", "visits", 20_000_000),
          visits("giant-visitor", "visits", 100_000_000),
          visits("many-places", "many-places", 20_000_000));

  public static final List<BenchmarkCase> ALL = Stream.concat(OWN.stream(), TPCH.stream()).toList();

  private static BenchmarkCase visits(String name, String release, long rows) {
    return new BenchmarkCase(
        name, release, Optional.of("visits"), name, rows, "visits", OTHER_VISITS);
  }

  private static BenchmarkCase joined(String name, String baseline) {
    return new BenchmarkCase(
        name, name, Optional.of("joined_line_items"), "joined-line-items", 0, baseline, List.of());
  }

  /** Whether the baseline is another release, and no query. */
  boolean isComparedToRelease() {
    return !BenchmarkResources.exists(baseline + ".sql");
  }

  /** The tables of TPC-H that it reads, or that its own table is made of. */
  List<String> tpchTables() {
    List<String> tables = List.of("lineitem", "orders", "customer", "nation");
    return name.startsWith(TPCH_PREFIX)
        ? Stream.concat(tables.stream(), Stream.of("region", "supplier", "part")).toList()
        : tables;
  }

  /** Whether its tables are TPC-H's, or come from them. */
  public boolean usesTpch() {
    return rows == 0;
  }
}
