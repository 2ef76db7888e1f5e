package org.tacet.engine.publish;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Gives the lists in Parquet footers an order. The writer keeps the encodings of a column in a hash
 * set of constants, and their hash codes are another virtual machine's other ones: the same rows
 * written by another executor would be other bytes.
 */
final class ParquetFooters {

  /** The footer's length, as a little-endian int, and the letters PAR1. */
  private static final int TRAILER_LENGTH = Integer.BYTES + 4;

  private ParquetFooters() {}

  /** Orders the footers of all data files in a folder that nobody reads yet. */
  static void order(String folder, Configuration configuration) {
    try {
      Path path = new Path(folder);
      FileSystem fileSystem = path.getFileSystem(configuration);
      for (FileStatus file : dataFiles(fileSystem, path)) {
        if (file.getPath().getName().startsWith("part-")) {
          order(fileSystem, file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Listed before the first of them is replaced. */
  private static List<FileStatus> dataFiles(FileSystem fileSystem, Path folder) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(folder, true);
    while (found.hasNext()) {
      files.add(found.next());
    }
    return files;
  }

  private static void order(FileSystem fileSystem, FileStatus file) throws IOException {
    Path ordered = new Path(file.getPath().getParent(), ".ordered-" + file.getPath().getName());
    try (FSDataInputStream in = fileSystem.open(file.getPath())) {
      byte[] trailer = new byte[TRAILER_LENGTH];
      in.readFully(file.getLen() - TRAILER_LENGTH, trailer);
      byte[] footer = new byte[ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN).getInt()];
      long dataLength = file.getLen() - TRAILER_LENGTH - footer.length;
      in.readFully(dataLength, footer);
      byte[] orderedFooter = ordered(footer);
      if (Arrays.equals(orderedFooter, footer)) {
        return;
      }
      try (OutputStream out = fileSystem.create(ordered, false)) {
        in.seek(0);
        IOUtils.copyBytes(in, out, dataLength, false);
        out.write(orderedFooter);
        out.write(
            ByteBuffer.wrap(trailer)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, orderedFooter.length)
                .array());
      }
    }
    fileSystem.delete(file.getPath(), false);
    if (!fileSystem.rename(ordered, file.getPath())) {
      throw new IOException("could not rename a staged file to " + file.getPath());
    }
  }

  private static byte[] ordered(byte[] footer) throws IOException {
    FileMetaData metadata = Util.readFileMetaData(new ByteArrayInputStream(footer));
    for (RowGroup rows : metadata.getRow_groups()) {
      for (ColumnChunk chunk : rows.getColumns()) {
        ColumnMetaData column = chunk.getMeta_data();
        column.getEncodings().sort(null);
        if (column.isSetEncoding_stats()) {
          column.getEncoding_stats().sort(null);
        }
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(metadata, out);
    return out.toByteArray();
  }
}
