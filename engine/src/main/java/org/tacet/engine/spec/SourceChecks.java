package org.tacet.engine.spec;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tacet.engine.spec.GroupsSpec.PublicTable;
import org.tacet.engine.spec.Ownership.OwnedBy;

/** How the sources of a spec hang together: declared, used, owned, joined once. */
final class SourceChecks {

  private final Faults faults;
  private final Map<String, SourceSpec> sources;
  private final RowsSpec rows;
  private final GroupsSpec groups;
  private boolean misnamed;

  SourceChecks(Faults faults, Map<String, SourceSpec> sources, RowsSpec rows, GroupsSpec groups) {
    this.faults = faults;
    this.sources = sources;
    this.rows = rows;
    this.groups = groups;
  }

  void check() {
    names();
    if (rows instanceof RowsSpec.Joins joined) {
      tables(joined.from(), joined.joins());
    }
    owners();
    groups();
    // Which sources a query names is known once it is parsed.
    if (rows instanceof RowsSpec.Joins joined) {
      usage(joined.from(), joined.joins());
    }
  }

  private void names() {
    Map<String, String> seen = new HashMap<>();
    for (String name : sources.keySet()) {
      String before = seen.putIfAbsent(Names.folded(name), name);
      faults.require(
          before == null,
          path(name),
          "differs from the source " + before + " only in case",
          name,
          "names that differ, case aside",
          "rename one of the two");
    }
  }

  private void tables(String from, List<JoinSpec> joins) {
    Set<String> joined = new LinkedHashSet<>();
    boolean allDeclared = declared("from", from);
    joined.add(from);
    for (int i = 0; i < joins.size(); i++) {
      String table = joins.get(i).table();
      String at = SpecPath.key(SpecPath.index("joins", i), "table");
      allDeclared &= declared(at, table);
      boolean first = joined.add(table);
      misnamed |= !first;
      faults.require(
          first,
          at,
          "takes a table a second time",
          table,
          "each source at most once in from and joins",
          "remove one of the joins; a self join can't be traced to one privacy unit a row");
    }
    faults.require(
        !allDeclared || joined.stream().anyMatch(table -> sources.get(table).isPrivate()),
        "from",
        "takes public tables alone, so there is nothing to protect",
        from,
        "at least one table in from and joins declared private or owned_by",
        "declare who owns the rows, or query the public tables without Tacet");
  }

  private boolean declared(String path, String table) {
    boolean declared = sources.containsKey(table);
    misnamed |= !declared;
    faults.require(
        declared,
        path,
        "is not a declared source",
        table,
        String.join(", ", sources.keySet()),
        Nearest.advice(table, sources.keySet(), "declare it under sources"));
    return declared;
  }

  private void owners() {
    for (SourceSpec source : sources.values()) {
      if (source.ownership() instanceof OwnedBy owned) {
        String at = path(source.name()) + ".owned_by.table";
        if (!declared(at, owned.table())) {
          continue;
        }
        faults.require(
            sources.get(owned.table()).isPrivate(),
            at,
            "is declared public, so its rows belong to nobody",
            owned.table(),
            String.join(", ", privateSources(source.name())),
            "name a source with a privacy unit, or declare this one public");
        faults.require(
            !ownsItself(source),
            at,
            "leads back to " + source.name() + " and never to a privacy unit",
            owned.table(),
            "a chain of owners that ends in a source with private: {unit: [...]}",
            "declare the unit on one of the sources of the circle");
      }
    }
  }

  private boolean ownsItself(SourceSpec start) {
    Set<String> passed = new HashSet<>();
    SourceSpec at = start;
    while (at != null && at.ownership() instanceof OwnedBy owned && passed.add(at.name())) {
      at = sources.get(owned.table());
    }
    return at != null && passed.contains(start.name()) && at.name().equals(start.name());
  }

  private void groups() {
    if (groups instanceof PublicTable table && declared("groups.public.table", table.table())) {
      faults.require(
          !sources.get(table.table()).isPrivate(),
          "groups.public.table",
          "is not declared public: which groups it lists would tell who is in the data (P13)",
          table.table(),
          "a source with public: true",
          "write groups: private, or list the groups by values");
    }
  }

  private void usage(String from, List<JoinSpec> joins) {
    Set<String> used = new HashSet<>();
    use(from, used);
    joins.forEach(join -> use(join.table(), used));
    if (groups instanceof PublicTable table) {
      use(table.table(), used);
    }
    // A table under a wrong name is not used under its right one: one mistake, one fault.
    for (String name : misnamed ? Set.<String>of() : sources.keySet()) {
      faults.require(
          used.contains(name),
          path(name),
          "is declared and never used",
          null,
          "sources named by from, joins, owned_by or groups",
          "join it, or remove it");
    }
  }

  private void use(String name, Set<String> used) {
    SourceSpec source = sources.get(name);
    if (source != null && used.add(name) && source.ownership() instanceof OwnedBy owned) {
      use(owned.table(), used);
    }
  }

  private Set<String> privateSources(String except) {
    return sources.values().stream()
        .filter(source -> source.isPrivate() && !source.name().equals(except))
        .map(SourceSpec::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String path(String source) {
    return SpecPath.key("sources", source);
  }
}
