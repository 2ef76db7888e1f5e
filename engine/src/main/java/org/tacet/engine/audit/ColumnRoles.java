package org.tacet.engine.audit;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.tacet.engine.spec.JoinSpec;
import org.tacet.engine.spec.Ownership;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.RowsSpec;
import org.tacet.engine.spec.SourceSpec;

/**
 * What the columns of a spec's sources are for: those that joins and foreign keys set equal form
 * one class, and have one role.
 */
final class ColumnRoles {

  enum Role {
    /** Names the privacy unit. */
    UNIT,
    /** Names it together with others, and groups: it is shared by many units. */
    SHARED_UNIT,
    /** Ties a private row to a public one. */
    LINK,
    /** Ties private rows to each other: the key of an owner, unique there. */
    KEY,
    /** Anything else. */
    FREE
  }

  private final ReleaseSpec spec;
  private final Map<String, StructType> schemas;
  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, Role> roles = new HashMap<>();

  ColumnRoles(ReleaseSpec spec, Map<String, StructType> schemas) {
    this.spec = spec;
    this.schemas = schemas;
    RowsSpec.Joins joins = (RowsSpec.Joins) spec.rows(); // ReleaseAudit refuses queries
    Set<String> soFar = new LinkedHashSet<>(Set.of(joins.from()));
    for (JoinSpec join : joins.joins()) {
      join.on()
          .forEach(
              (left, right) ->
                  owner(left, soFar).ifPresent(column -> unite(column, name(join.table(), right))));
      soFar.add(join.table());
    }
    for (SourceSpec source : spec.sources().values()) {
      if (source.ownership() instanceof Ownership.OwnedBy owned) {
        owned
            .foreignKey()
            .forEach((own, others) -> unite(name(source.name(), own), name(owned.table(), others)));
      }
    }
    for (SourceSpec source : spec.sources().values()) {
      for (String column : schemas.get(source.name()).fieldNames()) {
        if (!source.isPrivate()) {
          roles.putIfAbsent(find(name(source.name(), column)), Role.LINK);
        }
      }
    }
    for (SourceSpec source : spec.sources().values()) {
      if (source.ownership() instanceof Ownership.PrivateUnit unit) {
        addUnit(source.name(), unit);
      }
    }
    parents.keySet().forEach(column -> roles.putIfAbsent(find(column), Role.KEY));
  }

  private void addUnit(String source, Ownership.PrivateUnit unit) {
    boolean isNamed = false;
    for (int index = unit.unit().size() - 1; index >= 0; index--) {
      String column = unit.unit().get(index);
      boolean groups =
          spec.groupBy().stream().anyMatch(group -> mentions(group.expression(), column));
      // One column at least has to tell units apart.
      boolean isShared = groups && (isNamed || index > 0);
      roles.put(find(name(source, column)), isShared ? Role.SHARED_UNIT : Role.UNIT);
      isNamed |= !isShared;
    }
  }

  /** Whether an SQL text has the name in it. */
  static boolean mentions(String sql, String column) {
    return sql.toLowerCase(Locale.ROOT)
        .matches("(?s)(.*[^\\w])?\\Q" + column.toLowerCase(Locale.ROOT) + "\\E([^\\w].*)?");
  }

  private Optional<String> owner(String column, Set<String> sources) {
    int dot = column.lastIndexOf('.');
    if (dot > 0) {
      return Optional.of(name(column.substring(0, dot), column.substring(dot + 1)));
    }
    return sources.stream()
        .filter(
            source ->
                Set.of(schemas.get(source).fieldNames()).stream()
                    .anyMatch(column::equalsIgnoreCase))
        .findFirst()
        .map(source -> name(source, column));
  }

  /** The name of a column of a source. */
  static String name(String source, String column) {
    return (source + "." + column).toLowerCase(Locale.ROOT);
  }

  private void unite(String one, String other) {
    parents.putIfAbsent(one, one);
    parents.putIfAbsent(other, other);
    parents.put(find(one), find(other));
  }

  private String find(String column) {
    String parent = parents.getOrDefault(column, column);
    return parent.equals(column) ? column : find(parent);
  }

  Role of(String source, String column) {
    return roles.getOrDefault(classOf(source, column), Role.FREE);
  }

  /** The name of the class of columns that are equal in joined rows. */
  String classOf(String source, String column) {
    return find(name(source, column));
  }
}
