package org.tacet.udfs.release;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a program has said of a release so far: the fields of a spec as maps and lists, and its
 * Datasets. Immutable; nothing is checked before the spec is made of it, where all faults are told
 * at once and in the words of a spec.
 *
 * @param fields as in a spec
 * @param datasets by the name of their source
 */
record SpecDocument(Map<String, Object> fields, Map<String, Dataset<Row>> datasets) {

  static final SpecDocument EMPTY = new SpecDocument(Map.of(), Map.of());

  SpecDocument {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    datasets = Collections.unmodifiableMap(new LinkedHashMap<>(datasets));
  }

  /** This document with a field of its own, or another value for it. */
  SpecDocument with(String field, Object value) {
    return new SpecDocument(with(fields, field, value), datasets);
  }

  /** The same for a field within {@code section}. */
  SpecDocument with(String section, String field, Object value) {
    return with(section, with(section(section), field, value));
  }

  /** This document with one more element in a list. */
  SpecDocument plus(String field, Object element) {
    List<Object> elements = new ArrayList<>(list(field));
    elements.add(element);
    return with(field, elements);
  }

  /** This document with what {@code other} has under {@code sources}, and its Datasets. */
  SpecDocument withSourcesOf(SpecDocument other) {
    Map<String, Object> sources = new LinkedHashMap<>(section("sources"));
    sources.putAll(other.section("sources"));
    Map<String, Dataset<Row>> all = new LinkedHashMap<>(datasets);
    all.putAll(other.datasets);
    return new SpecDocument(with(fields, "sources", sources), all);
  }

  /** A source and its Dataset, if it is one. */
  static SpecDocument ofSource(String name, TableInput input, Map<String, Object> ownership) {
    Map<String, Object> source = new LinkedHashMap<>(input.fields());
    source.putAll(ownership);
    return new SpecDocument(
        Map.of("sources", Map.of(name, source)),
        input.dataset().map(rows -> Map.of(name, rows)).orElse(Map.of()));
  }

  @SuppressWarnings("unchecked") // sections are written by this class alone
  Map<String, Object> section(String name) {
    return (Map<String, Object>) fields.getOrDefault(name, Map.of());
  }

  List<?> list(String name) {
    return (List<?>) fields.getOrDefault(name, List.of());
  }

  static Map<String, Object> with(Map<String, Object> fields, String field, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    changed.put(field, value);
    return Collections.unmodifiableMap(changed);
  }
}
