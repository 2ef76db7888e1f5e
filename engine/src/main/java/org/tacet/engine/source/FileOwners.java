package org.tacet.engine.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.tacet.engine.source.InputFiles.InputFile;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Ownership.RowUnit;

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

  /**
   * Requires that no file is read twice where rows are the privacy units: its rows would be two
   * each, and a neighbour's change twice what is accounted (P1). Links and partitions that share a
   * folder give one file two ways to be read.
   */
  static void requireEachRowOnce(Collection<SourceTable> tables) {
    for (SourceTable table : tables) {
      if (!(table.spec().ownership() instanceof RowUnit)) {
        continue;
      }
      Set<String> seen = new HashSet<>();
      for (ListedRelation relation : table.listing().relations()) {
        for (Path file : relation.read()) {
          if (!seen.add(identity(file.toString()))) {
            throw new InvalidSpecException(
                new Fault(
                    table.spec().inputField(),
                    "reads a file twice, so that one row would be two while rows are privacy units",
                    table.spec().input().written(),
                    "files that are each read once",
                    "remove links and partitions that share a folder, or declare a column that"
                        + " identifies rows as private: {unit: [...]} in place of rows"));
          }
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
