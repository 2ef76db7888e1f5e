package org.tacet.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** The HDFS of the tests: one NameNode and one DataNode a JVM, started by the first that asks. */
public final class TestHdfs {

  /** A user that may act for every other. */
  public static final String SCHEDULER = "airflow";

  private static MiniDFSCluster cluster;

  private TestHdfs() {}

  /** The file system, which the tests of a JVM share. */
  public static synchronized FileSystem fileSystem() {
    try {
      if (cluster == null) {
        cluster = start();
      }
      return cluster.getFileSystem();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MiniDFSCluster start() throws IOException {
    MiniDFSCluster started =
        new MiniDFSCluster.Builder(configuration(Files.createTempDirectory("hdfs")))
            .numDataNodes(1)
            .build();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> started.shutdown(true)));
    return started;
  }

  /** For an HDFS of a test's own as well: who may act for others holds for all of a JVM. */
  public static Configuration configuration(java.nio.file.Path disk) {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
    // Who may act for others is the NameNode's to say.
    configuration.set("hadoop.proxyuser." + SCHEDULER + ".hosts", "*");
    configuration.set("hadoop.proxyuser." + SCHEDULER + ".groups", "*");
    return configuration;
  }

  /** A folder of its own for a test, which is there and empty. */
  public static Path newFolder() {
    try {
      FileSystem fileSystem = fileSystem();
      Path folder = fileSystem.makeQualified(new Path("/" + UUID.randomUUID()));
      fileSystem.mkdirs(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
