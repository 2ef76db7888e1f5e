package org.tacet.engine.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.spec.Ownership.OwnedBy;
import org.tacet.engine.spec.Ownership.PrivateUnit;
import org.tacet.engine.spec.Ownership.RowUnit;
import org.tacet.engine.spec.SourceInput;

/** Where the private sources of a spec lie, and whose their rows are. */
final class PrivateTables {

  private final Map<String, SourceTable> tables;
  private final Configuration configuration;

  PrivateTables(Map<String, SourceTable> tables, Configuration configuration) {
    this.tables = tables;
    this.configuration = configuration;
  }

  PrivateTable of(SourceTable table) {
    List<String> declared = new ArrayList<>();
    List<String> stored = new ArrayList<>();
    SourceTable owner = table;
    while (owner.spec().ownership() instanceof OwnedBy owned) {
      owner = tables.get(owned.table());
    }
    OptionalInt rows = OptionalInt.empty();
    if (owner.spec().ownership() instanceof RowUnit unit) {
      rows = OptionalInt.of(unit.rows());
    } else {
      for (String column : ((PrivateUnit) owner.spec().ownership()).unit()) {
        declared.add(name(owner, column));
        stored.add(stored(owner, column));
      }
    }
    return new PrivateTable(
        table.spec().name(), places(table), folders(table), declared, stored, rows);
  }

  /** A column may be written with its source's name before it. */
  private static String name(SourceTable table, String column) {
    String plain = column.replace("`", "");
    String prefix = table.spec().name() + ".";
    return plain.regionMatches(true, 0, prefix, 0, prefix.length())
        ? plain.substring(prefix.length())
        : plain;
  }

  private static String stored(SourceTable table, String column) {
    String name = name(table, column);
    return table.spec().input() instanceof SourceInput.Files
        ? name.toLowerCase(Locale.ROOT)
        : OwnershipColumns.origin(table, name);
  }

  private List<String> places(SourceTable table) {
    Stream<String> folders =
        table.listing().relations().stream().flatMap(each -> places(each).stream());
    return Stream.concat(folders, table.catalogNames().stream()).distinct().toList();
  }

  /** A table's folder stands for those of its partitions that lie in it. */
  private List<String> places(ListedRelation relation) {
    List<String> roots = relation.roots().stream().map(this::qualified).distinct().toList();
    return relation
        .location()
        .map(this::qualified)
        .map(
            folder ->
                Stream.concat(
                        Stream.of(folder),
                        roots.stream().filter(root -> !TablePlace.covers(folder, root)))
                    .toList())
        .orElse(roots);
  }

  private static List<String> folders(SourceTable table) {
    return table.files().files().stream()
        .map(file -> new Path(file.path()).getParent().toString())
        .distinct()
        .toList();
  }

  private String qualified(Path path) {
    try {
      return path.getFileSystem(configuration).makeQualified(path).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
