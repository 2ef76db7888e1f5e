package org.tacet.engine.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.tacet.engine.testing.TestHdfs;

/** Publishing to HDFS. */
final class HdfsStagedOutputTest extends StagedOutputContract {

  private final Path folder = TestHdfs.newFolder();

  @Override
  FileSystem fileSystem() {
    return TestHdfs.fileSystem();
  }

  @Override
  Path folder() {
    return folder;
  }

  @Override
  int rounds() {
    return 5; // the NameNode renames one at a time
  }

  /** Why publishing has a move of its own: the plain one nests, and calls that a success. */
  @Test
  void aMoveOntoAFolderIsRefusedWhereAPlainRenameNests() throws IOException {
    FileSystem hdfs = fileSystem();
    for (String name : new String[] {"there", "plain", "refused"}) {
      hdfs.mkdirs(new Path(folder, name));
    }
    Path there = new Path(folder, "there");
    assertThat(hdfs.rename(new Path(folder, "plain"), there)).isTrue();
    assertThat(hdfs.exists(new Path(there, "plain"))).isTrue();

    Path refused = new Path(folder, "refused");
    assertThatThrownBy(() -> FolderMove.move(hdfs, refused, there))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(hdfs.exists(refused)).isTrue();
    assertThat(hdfs.exists(new Path(there, "refused"))).isFalse();
  }
}
