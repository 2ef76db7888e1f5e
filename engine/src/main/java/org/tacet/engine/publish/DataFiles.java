package org.tacet.engine.publish;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Gives the data files that Spark wrote their public names, {@code part-00000}, {@code part-00001},
 * ... in each folder: Spark's hold a random id and the number of a task.
 */
final class DataFiles {

  private final FileSystem fileSystem;
  private final Path data;

  DataFiles(FileSystem fileSystem, Path data) {
    this.fileSystem = fileSystem;
    this.data = data;
  }

  /**
   * Moves the files to {@code target}, each into the partition folder it lies in, and hashes them.
   *
   * @param extension of the published files, with its dot
   * @return the files, in the order of their folders and parts
   */
  List<PublishedFile> moveTo(Path target, String extension) throws IOException {
    List<PublishedFile> files = new ArrayList<>();
    for (Map.Entry<String, List<Path>> folder : partsByFolder().entrySet()) {
      String prefix = folder.getKey();
      if (!prefix.isEmpty() && !fileSystem.mkdirs(new Path(target, prefix))) {
        throw new IOException("could not make the folder of a partition");
      }
      int number = 0;
      for (Path part : folder.getValue()) {
        String name = "%spart-%05d%s".formatted(prefix, number++, extension);
        files.add(published(part, new Path(target, name), name));
      }
    }
    return files;
  }

  private PublishedFile published(Path part, Path to, String name) throws IOException {
    if (!fileSystem.rename(part, to)) {
      throw new IOException("could not rename a staged file");
    }
    try (InputStream in = fileSystem.open(to)) {
      return PublishedFile.of(name, in);
    }
  }

  /**
   * The parts of each folder in the order of tasks; a folder's name ends in a slash, or is none.
   */
  private Map<String, List<Path>> partsByFolder() throws IOException {
    Map<String, List<Path>> parts = new TreeMap<>();
    int below = data.toString().length() + 1;
    RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(data, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (file.getName().startsWith("part-")) {
        String path = file.toString().substring(below);
        String folder = path.substring(0, path.length() - file.getName().length());
        parts.computeIfAbsent(folder, none -> new ArrayList<>()).add(file);
      }
    }
    parts.values().forEach(each -> each.sort(null));
    return parts;
  }
}
