package org.tacet.engine.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Orders of customers in shops, their items and cities: a release over all that a spec can join.
 */
public final class OrderTables {

  private static final String SPEC =
      """
      release: orders
      account: test
      sources:
        orders: {path: DATA/LAYOUT/orders, private: {unit: [customer, shop]}}
        items: {path: DATA/LAYOUT/items, owned_by: {table: orders, foreign_key: {order_id: id}}}
        city: {path: DATA/LAYOUT/city, public: true}
      from: items
      joins:
        - {table: orders, on: {order_id: id}}
        - {table: city, on: {place: city_id}}
      where: price >= 0
      group_by: [name, {name: kind, expression: quantity % 3}]
      groups: GROUPS
      bounds: {max_groups_contributed: 3}
      aggregates:
        - {name: items, count: {contribution_bounds_per_group: [0, 5]}}
        - {name: customers, privacy_units: {}}
        - {name: spent, sum: {value: price * quantity, contribution_bounds_per_group: [0, 64]}}
        - {name: paid, sum: {value: paid, contribution_bounds_per_row: [0, 20], max_rows_per_group: 4}}
      privacy: {epsilon: 8, delta: 0.01, allow_large_delta: true, noise: NOISE}
      """;

  private static final String PUBLIC_GROUPS =
      "{public: {values: [{name: Bern, kind: 1}, {name: Genf, kind: 2}, {name: Nowhere, kind: 0},"
          + " {name: Basel, kind: 0}]}}";

  private OrderTables() {}

  /** The release's spec on tables of a layout. */
  public static String spec(String layout, boolean publicGroups, String noise) {
    return SPEC.replace("LAYOUT", layout)
        .replace("GROUPS", publicGroups ? PUBLIC_GROUPS : "private")
        .replace("NOISE", noise);
  }

  /** Writes the same rows in any number of files and any order. */
  public static void write(ReleaseHarness harness, String layout, int parts, long order) {
    Random random = new Random(5);
    List<Row> orders = new ArrayList<>();
    List<Row> items = new ArrayList<>();
    for (long id = 0; id < 300; id++) {
      orders.add(RowFactory.create(id, random.nextLong(60), "shop " + random.nextInt(2)));
      for (int item = random.nextInt(4); item >= 0; item--) {
        items.add(
            RowFactory.create(
                id,
                random.nextInt(5),
                random.nextInt(20) == 0 ? null : random.nextInt(10),
                random.nextInt(30) == 0 ? Double.NaN : random.nextInt(4000) / 100.0,
                BigDecimal.valueOf(random.nextInt(3000), 2)));
      }
    }
    List<Row> cities = new ArrayList<>();
    for (String name : List.of("Bern", "Basel", "Genf", "Chur", "Sion")) {
      cities.add(RowFactory.create(cities.size(), name));
    }
    for (List<Row> rows : List.of(orders, items, cities)) {
      Collections.shuffle(rows, new Random(order));
    }
    harness
        .table(layout + "/orders", "id bigint, customer bigint, shop string", orders, parts)
        .table(
            layout + "/items",
            "order_id bigint, place int, quantity int, price double, paid decimal(12,2)",
            items,
            parts)
        .table(layout + "/city", "city_id int, name string", cities, 1);
  }
}
