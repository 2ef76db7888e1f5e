package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tacet.engine.digest.Sha256;
import org.tacet.engine.spec.OutputSpec.Format;
import org.tacet.engine.testing.TestSpark;

/** The layout of a release depends on its rows alone (P11), above the limit of one file too. */
class NoisedRowsTest {

  private static final int ROWS = 250;
  private static final long ROWS_PER_FILE = 100;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, true", "7, true", "200, true", "1, false", "7, false"})
  void manyRowsLieInTheSameRunsWhateverTheirPartitions(int partitions, boolean adaptive)
      throws SparkException {
    SparkSession session = TestSpark.session();
    List<String> expected = write(rows(session, 1, 0), "expected", Format.PARQUET);
    session.conf().set("spark.sql.shuffle.partitions", String.valueOf(partitions));
    session.conf().set("spark.sql.adaptive.enabled", String.valueOf(adaptive));
    Dataset<Row> scattered = rows(session, Math.min(partitions, 20), 1);

    assertThat(write(scattered, "out", Format.PARQUET)).isEqualTo(expected);
    assertThat(expected).hasSize(3).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void eachFileHoldsOneRunOfTheOrderOfGroups(Format format) throws SparkException {
    SparkSession session = TestSpark.session();
    write(rows(session, 5, 2), "out", format);

    List<List<String>> files = new ArrayList<>();
    for (Path file : dataFiles(folder.resolve("out"))) {
      Dataset<Row> read =
          format == Format.CSV
              ? session.read().option("header", "true").csv(file.toString())
              : session.read().parquet(file.toString());
      files.add(read.collectAsList().stream().map(row -> row.get(0) + " " + row.get(1)).toList());
    }
    assertThat(files).extracting(List::size).containsExactly(100, 100, 50);
    assertThat(files.stream().flatMap(List::stream))
        .containsExactlyElementsOf(IntStream.range(0, ROWS).mapToObj(NoisedRowsTest::key).toList());
  }

  @Test
  void asManyRowsAsOneFileHoldsLieInOne() throws SparkException {
    SparkSession session = TestSpark.session();
    Dataset<Row> rows = rows(session, 3, 3).limit((int) ROWS_PER_FILE);
    assertThat(write(rows, "out", Format.PARQUET)).hasSize(1);
  }

  private static String key(int number) {
    return "g" + (number / 10 + 100) + " " + number % 10;
  }

  /** Rows that are told apart by both group columns together, in a random order. */
  private static Dataset<Row> rows(SparkSession session, int partitions, long seed) {
    List<Row> rows = new ArrayList<>();
    for (int number = 0; number < ROWS; number++) {
      rows.add(
          RowFactory.create("g" + (number / 10 + 100), number % 10, number * 1.5, (long) number));
    }
    Collections.shuffle(rows, new Random(seed));
    return session
        .createDataFrame(
            rows, StructType.fromDDL("name string, kind int, spent double, people bigint"))
        .repartition(partitions);
  }

  /** The hashes of the files written, in the order of their names. */
  private List<String> write(Dataset<Row> rows, String name, Format format) throws SparkException {
    Path target = folder.resolve(name);
    long written =
        NoisedRows.write(
            rows,
            2,
            format,
            PartitionFolders.of(List.of(), new StructType()),
            target.toString(),
            ROWS_PER_FILE);
    assertThat(written).isEqualTo(rows.count());
    return dataFiles(target).stream().map(NoisedRowsTest::hash).toList();
  }

  private static List<Path> dataFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(Path file) {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
