package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.engine.testing.TestSpark;

/** Files that differ in the order of their encodings alone become one. */
class ParquetFootersTest {

  @TempDir Path folder;
  private final SparkSession session = TestSpark.session();
  private final List<Row> rows = new ArrayList<>();

  @BeforeEach
  void writeFile() {
    for (int row = 0; row < 100; row++) {
      rows.add(RowFactory.create("name " + row % 7, row % 5 == 0 ? null : row));
    }
    session
        .createDataFrame(rows, StructType.fromDDL("name string, number int"))
        .coalesce(1)
        .write()
        .parquet(folder.resolve("data").toString());
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("data"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private byte[] ordered() throws IOException {
    ParquetFooters.order(folder.resolve("data").toString(), new Configuration());
    return Files.readAllBytes(file());
  }

  /** What another virtual machine writes: the encodings of each column in another order. */
  private void rotateEncodings() throws IOException {
    byte[] content = Files.readAllBytes(file());
    int end = content.length - 8;
    int length = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    FileMetaData metadata =
        Util.readFileMetaData(new ByteArrayInputStream(content, end - length, length));
    metadata
        .getRow_groups()
        .forEach(
            group -> group.getColumns().forEach(column -> rotateEncodings(column.getMeta_data())));
    ByteArrayOutputStream footer = new ByteArrayOutputStream();
    Util.writeFileMetaData(metadata, footer);
    assertThat(footer.size()).isEqualTo(length);
    System.arraycopy(footer.toByteArray(), 0, content, end - length, length);
    // Spark's checksum of the file as it was, which a reader would hold it to.
    Files.deleteIfExists(file().resolveSibling("." + file().getFileName() + ".crc"));
    Files.write(file(), content);
  }

  private static void rotateEncodings(ColumnMetaData column) {
    assertThat(column.getEncodings()).hasSizeGreaterThan(1);
    Collections.rotate(column.getEncodings(), 1);
    Collections.rotate(column.getEncoding_stats(), 1);
  }

  @Test
  void encodingsInAnyOrderBecomeTheSameBytes() throws IOException {
    byte[] first = ordered();
    for (int rotation = 0; rotation < 3; rotation++) {
      rotateEncodings();
      assertThat(Files.readAllBytes(file())).isNotEqualTo(first);
      assertThat(ordered()).isEqualTo(first);
    }
  }

  @Test
  void theRowsStayAsTheyAre() throws IOException {
    rotateEncodings();
    byte[] ordered = ordered();
    assertThat(ordered()).isEqualTo(ordered);
    assertThat(session.read().parquet(folder.resolve("data").toString()).collectAsList())
        .containsExactlyElementsOf(rows);
  }
}
