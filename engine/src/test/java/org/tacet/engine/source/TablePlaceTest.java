package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePlaceTest {

  @ParameterizedTest
  @CsvSource({
    "/data/orders, file:/data/orders",
    "file:///data/orders, /data/orders",
    "file:/data/orders/, file:/data/orders/day=1",
    "/data//x/../orders, /data/orders/a.parquet",
    "/, /data",
    "hdfs://name/warehouse/orders, hdfs://name:8020/warehouse/orders/day=1",
    "hdfs://Name/warehouse, hdfs://name/warehouse/orders",
    "spark_catalog.shop.orders, Spark_Catalog.SHOP.orders",
    "spark_catalog.shop.`orders`, spark_catalog.shop.orders"
  })
  void covers(String registered, String place) {
    assertThat(TablePlace.covers(registered, place)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/data/orders, /data/orders2",
    "/data/orders/day=1, /data/orders",
    "/data/orders, /Data/orders",
    "/data/orders, hdfs://name/data/orders",
    "hdfs://name/data, hdfs://other/data",
    "hdfs://name:9000/data, hdfs://name/data",
    "spark_catalog.shop.orders, spark_catalog.shop.orders2",
    "spark_catalog.shop, spark_catalog.shop.orders",
    "spark_catalog.shop.*, spark_catalog.shop.orders",
    "orders, /data/orders",
    "/data/orders, orders"
  })
  void doesNotCover(String registered, String place) {
    assertThat(TablePlace.covers(registered, place)).isFalse();
  }

  @Test
  void aSymbolicLinkIsNoOtherPlace(@TempDir Path folder) throws IOException {
    Path orders = Files.createDirectories(folder.resolve("disk/orders"));
    Path link = Files.createSymbolicLink(folder.resolve("data"), folder.resolve("disk"));
    assertThat(TablePlace.covers(link.resolve("orders").toString(), "file:" + orders)).isTrue();
    assertThat(TablePlace.covers(orders.toString(), link.resolve("orders").toString())).isTrue();
    assertThat(TablePlace.covers(link.resolve("others").toString(), "file:" + orders)).isFalse();
  }
}
