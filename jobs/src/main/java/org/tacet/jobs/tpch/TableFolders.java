package org.tacet.jobs.tpch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * The folders of the tables below one output. A table is written into a hidden sibling and renamed
 * when complete. A rename that finds its target there is refused: a plain one would nest into it on
 * HDFS.
 */
final class TableFolders {

  private static final String STAGING = ".staging-";
  private static final String REPLACED = ".replaced-";

  private final String given;
  private final Path output;
  private final FileSystem files;
  private final Configuration configuration;

  private TableFolders(String given, Path output, FileSystem files, Configuration configuration) {
    this.given = given;
    this.output = output;
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * The folders below {@code output}, a path or URI.
   *
   * @throws InvalidArgumentException when it is none, or of an unknown file system
   */
  static TableFolders open(SparkSession spark, String output) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    try {
      Path path = new Path(output);
      FileSystem files = path.getFileSystem(configuration);
      return new TableFolders(output, files.makeQualified(path), files, configuration);
    } catch (IllegalArgumentException | IOException e) {
      throw new InvalidArgumentException(
          "--output",
          "cannot be reached",
          "'" + output + "'",
          "a path, or a URI of a file system that Spark knows",
          "check its spelling and scheme, for example --output tpch or --output hdfs://host/tpch",
          e);
    }
  }

  /**
   * Makes the output folder and clears away what killed runs left of these tables.
   *
   * @throws InvalidArgumentException when a table is there and may not be replaced, or nothing can
   *     be written here
   */
  void prepare(List<String> tables, boolean overwrite) {
    try {
      make(output);
      for (String table : tables) {
        if (!overwrite && files.exists(folder(table))) {
          throw new InvalidArgumentException(
              "--output",
              "has the table " + table + " already",
              "'" + given + "'",
              "a folder without it",
              "choose another folder, or replace the table with --overwrite");
        }
        for (FileStatus leftOver : leftOvers(table)) {
          files.delete(leftOver.getPath(), true);
        }
      }
      Path probe = new Path(output, ".writable-" + UUID.randomUUID());
      make(probe);
      files.delete(probe, true);
    } catch (IOException e) {
      throw new InvalidArgumentException(
          "--output",
          "cannot be written",
          "'" + given + "'",
          "a folder in which you may write",
          "choose another folder, or change its permissions",
          e);
    }
  }

  /** A hidden folder that is not there yet. */
  String newStaging(String table) {
    return hidden(table, STAGING).toString();
  }

  /** Bytes of a folder's files. */
  long bytes(String folder) {
    try {
      return files.getContentSummary(new Path(folder)).getLength();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the staged table its name, and clears away one that it replaces. Returns the folder. */
  String publish(String table, String staging) {
    Path folder = folder(table);
    Path replaced = hidden(table, REPLACED);
    try {
      FileContext context = FileContext.getFileContext(output.toUri(), configuration);
      boolean replaces = files.exists(folder);
      if (replaces) {
        context.rename(folder, replaced, Options.Rename.NONE);
      }
      context.rename(new Path(staging), folder, Options.Rename.NONE);
      if (replaces) {
        files.delete(replaced, true);
      }
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The local file system says false where others throw. */
  private void make(Path folder) throws IOException {
    if (!files.mkdirs(folder)) {
      throw new IOException("cannot make " + folder);
    }
  }

  private Path folder(String table) {
    return new Path(output, table);
  }

  private Path hidden(String table, String kind) {
    return new Path(output, "." + table + kind + UUID.randomUUID());
  }

  private List<FileStatus> leftOvers(String table) throws IOException {
    return Arrays.stream(files.listStatus(output))
        .filter(
            status -> {
              String name = status.getPath().getName();
              return name.startsWith("." + table + STAGING)
                  || name.startsWith("." + table + REPLACED);
            })
        .toList();
  }
}
