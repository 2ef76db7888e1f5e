package org.tacet.engine.spec;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where and how a release is published: as files of its own, or as a table of a catalog. */
public sealed interface OutputSpec {

  /** File formats of a published result. */
  enum Format {
    PARQUET("parquet"),
    CSV("csv");

    private final String word;

    Format(String word) {
      this.word = word;
    }

    /** The word that a spec uses. */
    public String word() {
      return word;
    }
  }

  /**
   * Files in a folder.
   *
   * @param path a path or URI that does not exist yet
   * @param format the files' format
   * @param partitionBy the group columns, at most {@link #MAX_PARTITION_COLUMNS}, whose values name
   *     the folders {@code column=value/} in which the files lie; empty for none
   */
  record Files(String path, Format format, List<String> partitionBy) implements OutputSpec {

    /** Each level is a folder's name of up to 255 bytes, and a path may have some 4,000. */
    public static final int MAX_PARTITION_COLUMNS = 8;

    public Files {
      Objects.requireNonNull(format, "format");
      partitionBy = List.copyOf(partitionBy);
      Faults faults = new Faults();
      faults.require(
          !path.isBlank(),
          "output.path",
          "is blank",
          path,
          "a path or URI that does not exist yet",
          "say where to publish, here or with --output");
      faults.require(
          partitionBy.size() <= MAX_PARTITION_COLUMNS,
          "output.partition_by",
          "names too many columns",
          partitionBy.size(),
          "1 to " + MAX_PARTITION_COLUMNS + " group_by columns",
          "leave some out");
      faults.throwIfAny();
    }
  }

  /**
   * A table that a catalog of Spark creates.
   *
   * @param name catalog, namespaces and name, separated by dots, such as {@code lake.sales.by_city}
   */
  record Table(String name) implements OutputSpec {

    static final String LEGAL =
        "catalog.database.name, in letters, digits, _ and -; the catalog is always named";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){2,}");

    public Table {
      Faults faults = new Faults();
      faults.require(
          NAME.matcher(name).matches(),
          "output.table",
          "is not the full name of a table",
          name,
          LEGAL,
          "write all of it, such as spark_catalog.default.visits");
      faults.throwIfAny();
    }

    /** The name's parts: the catalog, one namespace or more, the table. */
    public List<String> parts() {
      return Arrays.asList(name.split("\\."));
    }
  }

  /** The path or the name, as the spec or the command line has it. */
  default String place() {
    return this instanceof Files files ? files.path() : ((Table) this).name();
  }

  /** The columns that name folders; none for a table. */
  default List<String> partitionColumns() {
    return this instanceof Files files ? files.partitionBy() : List.of();
  }

  /** A csv file has no arrays: a text of one would be read back as text. */
  static void checkColumns(Faults faults, OutputSpec output, List<AggregateSpec> aggregates) {
    if (output instanceof Files files && files.format() == Format.CSV) {
      aggregates.stream()
          .filter(aggregate -> aggregate.kind().isArray())
          .findFirst()
          .ifPresent(
              aggregate ->
                  faults.add(
                      "output.format",
                      "can't hold the array that a %s publishes".formatted(aggregate.kind().word()),
                      Given.of(files.format().word()),
                      Format.PARQUET.word(),
                      "write format: parquet, or publish to a table"));
    }
  }

  /** Which columns may name folders depends on the grouping. */
  static void check(
      Faults faults, OutputSpec output, List<GroupColumn> groupBy, List<GroupingSpec> groupings) {
    List<String> names = output.partitionColumns();
    Set<String> legal = groupBy.stream().map(GroupColumn::name).collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    faults.require(
        names.isEmpty() || !groupBy.isEmpty(),
        "output.partition_by",
        "has no meaning without group_by",
        names,
        "",
        "remove it, or group by something");
    for (int i = 0; i < names.size() && !groupBy.isEmpty(); i++) {
      String at = SpecPath.index("output.partition_by", i);
      faults.require(
          legal.contains(names.get(i)),
          at,
          "is not a group_by column",
          names.get(i),
          groupBy.stream().map(GroupColumn::name).collect(Collectors.joining(", ")),
          Nearest.advice(names.get(i), legal, "remove it"));
      String name = names.get(i);
      faults.require(
          groupings.stream()
              .allMatch(
                  grouping ->
                      !legal.contains(name)
                          || grouping.columns().stream()
                              .anyMatch(column -> groupBy.get(column).name().equals(name))),
          at,
          "is rolled up in some grouping, so that its rows would have no folder",
          name,
          "columns that every grouping has",
          "remove it, or publish that grouping by a release of its own");
      faults.require(
          seen.add(names.get(i)),
          at,
          "is named twice",
          names.get(i),
          "each column once",
          "remove it");
    }
  }
}
