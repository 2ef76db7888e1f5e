package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.launcher.Run;

/** The spec comes from a real HDFS, and result and status go there: a driver may be anywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BundleOnHdfsIT {

  private Path folder;
  private MiniDFSCluster hdfs;
  private PlainSpark spark;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    spark = new PlainSpark(PlainSpark.versionBuiltAgainst());
    write("/spec.yaml", CustomerTable.SPEC);
    CustomerTable.generate(spark, folder);
    CustomerTable.account(spark, folder, "customers", "100");
  }

  @AfterAll
  void stop() {
    hdfs.shutdown(true);
  }

  private void write(String path, String text) throws IOException {
    try (FSDataOutputStream out = fileSystem().create(path(path))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private FileSystem fileSystem() throws IOException {
    return hdfs.getFileSystem();
  }

  private static org.apache.hadoop.fs.Path path(String path) {
    return new org.apache.hadoop.fs.Path(path);
  }

  private Run release(String spec) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", "local[2]"));
    // What a cluster has in core-site.xml.
    arguments.addAll(List.of("--conf", "spark.hadoop.fs.defaultFS=" + fileSystem().getUri()));
    arguments.addAll(List.of("--class", "org.tacet.jobs.Main", PlainSpark.BUNDLE.toString()));
    arguments.addAll(List.of("release", spec, "--status-uri", "hdfs:///status/s.json"));
    arguments.addAll(List.of("--set", "data=file:" + folder.resolve("data/customer")));
    arguments.addAll(List.of("--ledger", "file:" + folder.resolve("ledger")));
    arguments.addAll(List.of("--output", "/released"));
    return spark.submit(folder, arguments);
  }

  @Test
  void readsTheSpecAndLeavesResultAndStatus() throws IOException {
    Run run = release("hdfs:///spec.yaml");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("AUTOMOBILE", "Published:    hdfs://");
    assertThat(fileSystem().exists(path("/released/_manifest.json"))).isTrue();
    assertThat(Arrays.stream(fileSystem().listStatus(path("/status"))).map(FileStatus::getPath))
        .as("each status replaced the one before, and nothing is left beside it")
        .extracting(org.apache.hadoop.fs.Path::getName)
        .containsExactly("s.json");
    Run shown = spark.launch(folder, List.of("status", fileSystem().getUri() + "/status/s.json"));
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).isEqualTo(run.out());

    Run missing = release("hdfs:///nowhere.yaml");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("hdfs:///nowhere.yaml: does not exist");
  }
}
