package org.tacet.engine.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.source.InputFiles.InputFile;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;

/** Whose rows each file holds. */
final class FileOwners {

  private FileOwners() {}

  /**
   * Requires that no file is declared in two ways: one declared private here and public there would
   * be read as if no person stood behind its rows (P13), and under two units one person's rows
   * would be removed by another's absence (P1). Equal declarations have to mean the same columns of
   * the file ({@link OwnershipColumns}).
   */
  static void requireOneOwnership(Collection<SourceTable> tables) {
    Map<String, SourceTable> owners = new HashMap<>();
    for (SourceTable table : tables) {
      for (InputFile file : table.files().files()) {
        SourceTable other = owners.putIfAbsent(identity(file.path()), table);
        if (other != null && !areOwnedAlike(other, table)) {
          throw new InvalidSpecException(
              new Fault(
                  table.spec().inputField(),
                  "holds files of the source "
                      + other.spec().name()
                      + ", which is declared otherwise",
                  table.spec().input().written(),
                  "one declaration of whose rows a file holds",
                  "declare both sources alike, over the same columns of the file, or keep their files apart"));
        }
      }
    }
  }

  private static boolean areOwnedAlike(SourceTable one, SourceTable other) {
    return one.spec().ownership().equals(other.spec().ownership())
        && OwnershipColumns.of(one).equals(OwnershipColumns.of(other));
  }

  /** The file behind a local path: a symbolic link would give one file two names. */
  private static String identity(String path) {
    URI uri = new Path(path).toUri();
    if (!"file".equals(uri.getScheme())) {
      return path;
    }
    try {
      return java.nio.file.Path.of(uri).toRealPath().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
