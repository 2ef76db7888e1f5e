package org.tacet.engine.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.audit.ColumnRoles.Role;
import org.tacet.engine.spec.GroupsSpec;
import org.tacet.engine.spec.JoinSpec;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.SourceSpec;

/**
 * Puts rows of all sources together so that joins find them: one row in each private source that a
 * joined row is made of. Whose a row is follows from how it was put in, whatever it holds, so that
 * two data sets are neighbours by construction.
 */
final class MadeUpRows {

  /**
   * What a joined row is made of, but for whose it is.
   *
   * @param values of free columns, by their names
   * @param links the number of the public row, by the name of the class of columns that ties it
   */
  record Template(Map<String, Object> values, Map<String, Integer> links) {
    Template with(String column, Object value) {
      Map<String, Object> changed = new HashMap<>(values);
      changed.put(column, value);
      return new Template(changed, links);
    }
  }

  /** The number of a unit that has no name. */
  static final int NOBODY = -1;

  /** How many rows a public table has: more than units are made up one by one. */
  private static final int PUBLIC_ROWS = 48;

  private final ReleaseSpec spec;
  private final Map<String, StructType> schemas;
  private final MadeUpValues values;
  private final ColumnRoles roles;

  MadeUpRows(ReleaseSpec spec, Map<String, StructType> schemas) {
    this.spec = spec;
    this.schemas = schemas;
    this.values = new MadeUpValues(spec);
    this.roles = new ColumnRoles(spec, schemas);
  }

  /** One data set, in the making. */
  final class Tables {
    private final Map<String, List<Row>> rows = new LinkedHashMap<>();
    private int key;

    private Tables() {
      spec.sources().keySet().forEach(source -> rows.put(source, new ArrayList<>()));
    }

    /** Adds a row in each private source, of the unit of this number. */
    Tables add(Template template, int unit) {
      key++;
      privateSources()
          .forEach(source -> rows.get(source).add(privateRow(source, template, unit, key)));
      return this;
    }

    Tables add(Template template, int unit, int times) {
      for (int time = 0; time < times; time++) {
        add(template, unit);
      }
      return this;
    }

    Tables addPublic(Map<String, List<Row>> added) {
      added.forEach((source, of) -> rows.get(source).addAll(of));
      return this;
    }

    Map<String, List<Row>> rows() {
      return rows;
    }
  }

  Tables tables() {
    return new Tables();
  }

  private List<String> privateSources() {
    return spec.sources().values().stream()
        .filter(SourceSpec::isPrivate)
        .map(SourceSpec::name)
        .toList();
  }

  private Row privateRow(String source, Template template, int unit, int key) {
    List<Object> row = new ArrayList<>();
    for (StructField column : schemas.get(source).fields()) {
      String name = ColumnRoles.name(source, column.name());
      row.add(
          switch (roles.of(source, column.name())) {
            case UNIT -> unit == NOBODY ? null : values.numbered(column.dataType(), unit);
            case SHARED_UNIT ->
                unit == NOBODY ? null : values.numbered(column.dataType(), unit % 2);
            case KEY -> values.numbered(column.dataType(), key);
            case LINK ->
                values.numbered(
                    column.dataType(), template.links().get(roles.classOf(source, column.name())));
            case FREE -> template.values().get(name);
          });
    }
    return RowFactory.create(row.toArray());
  }

  /** Templates that go through the values of all columns, together at first and then in any mix. */
  List<Template> templates(int count) {
    List<Template> templates = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Map<String, Object> free = new HashMap<>();
      Map<String, Integer> links = new HashMap<>();
      int place = 0;
      for (String source : privateSources()) {
        for (StructField column : schemas.get(source).fields()) {
          List<Object> choices = values.ofColumn(column.dataType());
          int choice = number < count / 4 ? number : mixed(number, place++);
          if (roles.of(source, column.name()) == Role.LINK) {
            links.putIfAbsent(roles.classOf(source, column.name()), choice % MadeUpValues.NUMBERED);
          } else if (!choices.isEmpty()) {
            free.put(ColumnRoles.name(source, column.name()), choices.get(choice % choices.size()));
          }
        }
      }
      templates.add(new Template(free, links));
    }
    return templates;
  }

  /** Spreads (number, place) over whole numbers from 0 on: the mixer of SplitMix64. */
  private static int mixed(int number, int place) {
    long mix = (number * 1_000_003L + place) * 0x9E3779B97F4A7C15L;
    mix = (mix ^ (mix >>> 30)) * 0xBF58476D1CE4E5B9L;
    mix = (mix ^ (mix >>> 27)) * 0x94D049BB133111EBL;
    return (int) ((mix ^ (mix >>> 31)) & 0x7fffffff);
  }

  /** The template with what breaks sums in columns that decide neither group nor filter. */
  List<Template> odd(Template template) {
    List<Template> odd = new ArrayList<>();
    for (String source : privateSources()) {
      for (StructField column : schemas.get(source).fields()) {
        boolean decides =
            spec.where().filter(sql -> ColumnRoles.mentions(sql, column.name())).isPresent()
                || spec.groupBy().stream()
                    .anyMatch(group -> ColumnRoles.mentions(group.expression(), column.name()));
        if (roles.of(source, column.name()) == Role.FREE && !decides && isRead(column.name())) {
          values
              .odd(column.dataType())
              .forEach(
                  value -> odd.add(template.with(ColumnRoles.name(source, column.name()), value)));
        }
      }
    }
    return odd;
  }

  private boolean isRead(String column) {
    return spec.aggregates().stream()
        .flatMap(aggregate -> aggregate.value().stream())
        .anyMatch(value -> ColumnRoles.mentions(value, column));
  }

  /**
   * The rows of public sources.
   *
   * @param groups what a table of public groups lists, in the order of {@code group_by}; some
   *     values where it is empty
   */
  Map<String, List<Row>> publicRows(Set<List<Object>> groups) {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    for (SourceSpec source : spec.sources().values()) {
      if (!source.isPrivate()) {
        boolean isRead =
            spec.rows().joins().stream().map(JoinSpec::table).anyMatch(source.name()::equals);
        rows.put(
            source.name(),
            spec.groups() instanceof GroupsSpec.PublicTable table
                    && table.table().equals(source.name())
                ? groupRows(table, isRead ? Set.of() : groups)
                : numberedRows(source.name()));
      }
    }
    return rows;
  }

  private List<Row> numberedRows(String source) {
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < PUBLIC_ROWS; number++) {
      rows.add(publicRow(source, number, Map.of()));
    }
    return rows;
  }

  private Row publicRow(String source, int number, Map<String, Object> given) {
    List<Object> row = new ArrayList<>();
    for (StructField column : schemas.get(source).fields()) {
      String name = ColumnRoles.name(source, column.name());
      List<Object> choices = values.ofColumn(column.dataType());
      row.add(
          given.containsKey(name)
              ? given.get(name)
              : isTied(source, column.name())
                  ? values.numbered(column.dataType(), number)
                  : choices.isEmpty() ? null : choices.get(number % choices.size()));
    }
    return RowFactory.create(row.toArray());
  }

  private boolean isTied(String source, String column) {
    return schemas.keySet().stream()
        .filter(other -> !other.equals(source))
        .anyMatch(
            other ->
                Set.of(schemas.get(other).fieldNames()).stream()
                    .anyMatch(
                        name -> roles.classOf(other, name).equals(roles.classOf(source, column))));
  }

  /** Each group once (P13). */
  private List<Row> groupRows(GroupsSpec.PublicTable table, Set<List<Object>> groups) {
    String source = table.table();
    List<Row> rows = new ArrayList<>();
    Set<List<Object>> listed = new LinkedHashSet<>();
    int number = 0;
    for (List<Object> group : groups) {
      Map<String, Object> given = new HashMap<>();
      for (int column = 0; column < group.size(); column++) {
        String name = table.columnFor(spec.groupBy().get(column).name());
        given.put(ColumnRoles.name(source, name), group.get(column));
      }
      if (listed.add(group)) {
        rows.add(publicRow(source, number++, given));
      }
    }
    Set<List<Object>> seen = new HashSet<>();
    for (; groups.isEmpty() && number < MadeUpValues.NUMBERED; number++) {
      Row row = publicRow(source, number, Map.of());
      List<Object> group = new ArrayList<>();
      spec.groupBy()
          .forEach(each -> group.add(row.get(index(source, table.columnFor(each.name())))));
      if (seen.add(group)) {
        rows.add(row);
      }
    }
    return rows;
  }

  private int index(String source, String column) {
    String[] names = schemas.get(source).fieldNames();
    for (int index = 0; index < names.length; index++) {
      if (names[index].equalsIgnoreCase(column)) {
        return index;
      }
    }
    throw new IllegalStateException("the plan has found column " + column);
  }
}
