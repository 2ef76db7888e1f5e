package org.tacet.engine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tacet.engine.spec.GroupsSpec.PrivateGroups;
import org.tacet.engine.spec.GroupsSpec.PublicList;
import org.tacet.engine.spec.GroupsSpec.PublicProduct;
import org.tacet.engine.spec.GroupsSpec.PublicTable;

/** Makes the groups of a release: public values in the order of {@code group_by}. */
final class GroupsBuilder {

  private static final String VALUES = "groups.public.values";
  private static final String PRODUCT = "groups.public.product";

  private final Faults faults = new Faults();
  private final List<String> names;

  private GroupsBuilder(List<GroupColumn> groupBy) {
    this.names = groupBy.stream().map(GroupColumn::name).toList();
  }

  static GroupsSpec build(JsonNode groups, List<GroupColumn> groupBy) {
    return new GroupsBuilder(groupBy).build(groups);
  }

  private GroupsSpec build(JsonNode groups) {
    if (names.isEmpty()) {
      return whole(groups);
    }
    if (groups.isMissingNode()) {
      String legal =
          "private, {public: {values: [...]}}, {public: {product: {...}}} or {public: {table: ...}}";
      throw new InvalidSpecException(
          new Fault(
              "groups",
              "is missing beside group_by",
              "",
              legal,
              "write groups: private, unless the groups are known without the data"));
    }
    if (groups.isTextual()) {
      return new PrivateGroups();
    }
    JsonNode known = groups.get("public");
    if (known.has("product")) {
      return product(known.get("product"));
    }
    return known.has("values") ? list(known.get("values")) : table(known);
  }

  private static GroupsSpec whole(JsonNode groups) {
    if (!groups.isMissingNode()) {
      throw new InvalidSpecException(
          new Fault(
              "groups",
              "has no meaning without group_by",
              Given.of(groups),
              "",
              "remove it, or group by something"));
    }
    return PublicList.WHOLE;
  }

  private GroupsSpec list(JsonNode maps) {
    List<List<Object>> values = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      values.add(group(SpecPath.index(VALUES, i), maps.get(i)));
    }
    faults.throwIfAny();
    return new PublicList(values);
  }

  private List<Object> group(String at, JsonNode map) {
    List<Object> group = new ArrayList<>();
    for (String name : names) {
      faults.require(
          map.has(name),
          SpecPath.key(at, name),
          "is missing",
          null,
          "a value for each of " + String.join(", ", names),
          "add it");
      group.add(map.has(name) ? value(map.get(name)) : null);
    }
    requireColumns(at, map);
    return group;
  }

  private void requireColumns(String at, JsonNode map) {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      faults.require(
          names.contains(entry.getKey()),
          SpecPath.key(at, entry.getKey()),
          "is not a group_by column",
          entry.getKey(),
          String.join(", ", names),
          Nearest.advice(entry.getKey(), names, "remove it"));
    }
  }

  private GroupsSpec product(JsonNode map) {
    Map<String, List<Object>> domains = new LinkedHashMap<>();
    for (String name : names) {
      faults.require(
          map.has(name),
          SpecPath.key(PRODUCT, name),
          "is missing",
          null,
          "a list of values for each of " + String.join(", ", names),
          "add the values of this column that are published");
      List<Object> values = new ArrayList<>();
      map.path(name).forEach(each -> values.add(value(each)));
      domains.put(name, values);
    }
    requireColumns(PRODUCT, map);
    faults.throwIfAny();
    return new PublicProduct(domains);
  }

  private static Object value(JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    } else if (value.isNull()) {
      return null;
    }
    return value.isBoolean() ? (Object) value.booleanValue() : value.decimalValue();
  }

  private static GroupsSpec table(JsonNode known) {
    Map<String, String> columns = new LinkedHashMap<>();
    known
        .path("columns")
        .properties()
        .forEach(entry -> columns.put(entry.getKey(), entry.getValue().textValue()));
    return new PublicTable(known.get("table").textValue(), columns);
  }
}
