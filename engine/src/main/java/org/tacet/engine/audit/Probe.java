package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.audit.MadeUpRows.Tables;
import org.tacet.engine.audit.MadeUpRows.Template;
import org.tacet.engine.release.SyntheticTables;
import org.tacet.engine.release.TrialReleases;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.engine.spec.Ownership;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.SourceSpec;

/** Finds the templates whose rows a release counts: each is the row of a unit of its own. */
final class Probe {

  /** Writes made-up tables. */
  @FunctionalInterface
  interface Writer {
    SyntheticTables write(
        ReleaseSpec spec, Map<String, StructType> schemas, Map<String, List<Row>> rows);
  }

  private static final String NUMBER = "tacet_template";

  private final ReleaseSpec spec;
  private final Map<String, StructType> schemas;
  private final TrialReleases releases;
  private final MadeUpRows rows;

  Probe(
      TrialReleases releases, ReleaseSpec spec, Map<String, StructType> schemas, MadeUpRows rows) {
    this.releases = releases;
    this.spec = spec;
    this.schemas = schemas;
    this.rows = rows;
  }

  /**
   * @param most how many groups are of use
   */
  FoundRows found(List<Template> templates, int most, Writer writer) {
    // Units are known by a column of their own, in the place of what names them in the spec.
    Map<String, StructType> numbered = new LinkedHashMap<>(schemas);
    Map<String, SourceSpec> sources = new LinkedHashMap<>(spec.sources());
    spec.sources()
        .forEach(
            (name, source) -> {
              if (source.ownership() instanceof Ownership.RowUnit) {
                numbered.put(name, schemas.get(name).add(NUMBER, DataTypes.IntegerType));
                sources.put(
                    name,
                    new SourceSpec(
                        name, source.input(), new Ownership.PrivateUnit(List.of(NUMBER))));
              }
            });
    boolean rowsAreUnits = spec.rowUnit().isPresent();
    Tables tables = rows.tables().addPublic(rows.publicRows(Set.of()));
    for (int template = 0; template < templates.size(); template++) {
      tables.add(templates.get(template), template);
    }
    Map<String, List<Row>> added = tables.rows();
    if (rowsAreUnits) {
      spec.sources().values().stream()
          .filter(source -> source.ownership() instanceof Ownership.RowUnit)
          .forEach(source -> added.put(source.name(), withNumbers(added.get(source.name()))));
    }
    SyntheticTables written =
        writer.write(rowsAreUnits ? spec.withSources(sources) : spec, numbered, added);
    int groups = spec.groupBy().size();
    List<Row> traced = new ArrayList<>();
    for (Row row : releases.traced(written)) {
      int units = rowsAreUnits ? 1 : unitColumns();
      List<Object> values = new ArrayList<>();
      values.add(number(row, units, templates.size()));
      for (int column = units; column < row.size(); column++) {
        values.add(row.get(column));
      }
      traced.add(RowFactory.create(values.toArray()));
    }
    return FoundRows.of(
        templates,
        traced,
        groups,
        spec.groups() instanceof GroupsSpec.PublicTable
            ? java.util.Optional.empty()
            : releases.publicGroups(written),
        most);
  }

  private static List<Row> withNumbers(List<Row> rows) {
    List<Row> numbered = new ArrayList<>();
    for (Row row : rows) {
      Object[] values = new Object[row.size() + 1];
      for (int column = 0; column < row.size(); column++) {
        values[column] = row.get(column);
      }
      values[row.size()] = numbered.size();
      numbered.add(RowFactory.create(values));
    }
    return numbered;
  }

  private int unitColumns() {
    return spec.sources().values().stream()
        .filter(source -> source.ownership() instanceof Ownership.PrivateUnit)
        .mapToInt(source -> ((Ownership.PrivateUnit) source.ownership()).unit().size())
        .findFirst()
        .orElseThrow();
  }

  /** The number that a unit was made of: the largest of its columns, for shared ones are small. */
  private static int number(Row row, int units, int most) {
    int number = 0;
    for (int column = 0; column < units; column++) {
      Object value = row.get(column);
      int one =
          value instanceof Number whole
              ? whole.intValue()
              : value instanceof String text && text.matches("v\\d+")
                  ? Integer.parseInt(text.substring(1))
                  : value instanceof java.sql.Date date
                      ? (int)
                          (java.time.temporal.ChronoUnit.DAYS.between(
                                  java.time.LocalDate.of(2000, 1, 1), date.toLocalDate())
                              / 400)
                      : 0;
      number = Math.max(number, one);
    }
    return Math.min(number, most - 1);
  }
}
