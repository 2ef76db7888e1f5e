package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** What a single writer can see of links: that they are links, and that they overwrite nothing. */
class LinkProbe {

  private static final byte[] FIRST = {1};
  private static final byte[] SECOND = {2};

  /** As the storage makes them. */
  void link(Path name, Path existing) throws IOException {
    Files.createLink(name, existing);
  }

  /** What a ledger needs and a folder does not have, in words. */
  final List<String> breaches(Path folder) throws IOException {
    List<String> breaches = new ArrayList<>();
    String prefix = "link-" + UUID.randomUUID();
    Path file = folder.resolve(prefix + "-file");
    Path other = folder.resolve(prefix + "-other");
    Path name = folder.resolve(prefix + "-name");
    try {
      Files.write(file, FIRST);
      Files.write(other, SECOND);
      link(name, file);
      if (!Files.isSameFile(name, file) || linkCount(name) != 2) {
        breaches.add("a hard link is a file of its own: the file's count of links is not 2");
      }
      try {
        link(name, other);
        breaches.add("a link to a name that is taken is not refused");
      } catch (FileAlreadyExistsException asItShould) {
        // Some refuse it and have overwritten the file all the same.
      }
      if (!Arrays.equals(Files.readAllBytes(name), FIRST)) {
        breaches.add("a link to a name that is taken overwrites what has the name");
      }
      Files.delete(file);
      if (!Files.exists(name) || linkCount(name) != 1) {
        breaches.add("a file does not stay under one name when its other name is removed");
      }
      Files.move(other, name, StandardCopyOption.ATOMIC_MOVE);
      if (!Arrays.equals(Files.readAllBytes(name), SECOND)) {
        breaches.add("a file can't be moved over another in one step");
      }
    } catch (IOException | UnsupportedOperationException failed) {
      breaches.add("files can't be linked and moved: " + failed);
    } finally {
      for (Path made : List.of(file, other, name)) {
        Files.deleteIfExists(made);
      }
    }
    return breaches;
  }

  /** Where a system does not count links, what they should be. */
  private static int linkCount(Path file) throws IOException {
    boolean counted = Files.getFileStore(file).supportsFileAttributeView("unix");
    return counted ? (Integer) Files.getAttribute(file, "unix:nlink") : -1;
  }
}
