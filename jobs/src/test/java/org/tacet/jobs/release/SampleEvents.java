package org.tacet.jobs.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.tacet.jobs.SparkTestSession;
import scala.jdk.javaapi.CollectionConverters;

/** The tables that the tests of {@code release} read: few rows, every kind of column. */
final class SampleEvents {

  static final String EVENTS =
      "id bigint, city string, amount double, cents bigint, price decimal(10,2), word string, "
          + "day date, tags map<string,int>, list array<int>, place string collate UTF8_LCASE";

  static final int PEOPLE = 200;

  private SampleEvents() {}

  /** Writes {@code events}, {@code cities} and what some tests misuse; returns their folder. */
  static Path write() {
    try {
      Path folder = Files.createTempDirectory("tacet-events");
      write(folder.resolve("events"), EVENTS, events());
      write(
          folder.resolve("cities"),
          "name string, country string",
          List.of(RowFactory.create("Bern", "CH"), RowFactory.create("Oslo", "NO")));
      write(
          folder.resolve("twice"),
          "name string",
          List.of(RowFactory.create("Bern"), RowFactory.create("Bern")));
      write(folder.resolve("no-rows"), EVENTS, List.of());
      Files.createDirectory(folder.resolve("no-files"));
      Files.createDirectory(folder.resolve("text"));
      Files.writeString(folder.resolve("text/part-0.parquet"), "id,city\n1,Bern\n");
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two events a person, all in the person's one city. */
  private static List<Row> events() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < PEOPLE; id++) {
      String city = id % 2 == 0 ? "Bern" : "Oslo";
      rows.add(event(id, city, 10.0, 1_000L, "7"));
      rows.add(event(id, city, 20.0, 2_000L, "8"));
    }
    return rows;
  }

  static Row event(Long id, String city, Double amount, Long cents, String word) {
    return RowFactory.create(
        id,
        city,
        amount,
        cents,
        new BigDecimal("1.50"),
        word,
        Date.valueOf("2024-02-29"),
        CollectionConverters.asScala(Map.of("a", 1)),
        CollectionConverters.asScala(List.of(1)).toSeq(),
        city);
  }

  static void write(Path table, String ddl, List<Row> rows) {
    SparkSession spark = SparkTestSession.shared();
    spark
        .createDataFrame(rows, StructType.fromDDL(ddl))
        .coalesce(1)
        .write()
        .parquet(table.toString());
  }
}
