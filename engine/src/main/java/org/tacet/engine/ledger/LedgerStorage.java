package org.tacet.engine.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * What a file system has to offer for a ledger: a root, in it folders of files that are only ever
 * added. A file is added whole or not at all, durably, and by one writer of any number, on however
 * many machines: the budget that two releases race for goes to one of them (P16).
 */
interface LedgerStorage {

  /** So that a file which is none of the ledger's does not take the memory of whoever reads it. */
  int MAXIMUM_BYTES = 1 << 26;

  /** What lies at the root. */
  enum Root {
    NOTHING,
    FOLDER,
    FILE
  }

  Root root() throws IOException;

  /**
   * The names of the folders in the root, as the file system keeps them, in any order; empty when
   * there is no root.
   */
  List<String> folders() throws IOException;

  /** The names in a folder of the root, in any order; empty when there is no such folder. */
  List<String> files(String folder) throws IOException;

  /** Whether a name in a folder is taken, by whatever it is. */
  boolean has(String folder, String file) throws IOException;

  /** The content of a file, or empty when there is none. */
  Optional<byte[]> read(String folder, String file) throws IOException;

  /** Makes a folder, and the root, durably, where they are not there yet. */
  void makeFolder(String folder) throws IOException;

  /**
   * Adds a file to a folder that is there.
   *
   * @return false if the name is taken, in which case the other file can be read by now
   */
  boolean add(String folder, String file, byte[] content) throws IOException;

  /**
   * Puts a file into a folder that is there, durably and in place of one of that name: readers see
   * the one or the other, whole.
   */
  void replace(String folder, String file, byte[] content) throws IOException;

  /** Where a folder or file below the root is, or with no name the root itself, for messages. */
  String path(String... names);

  /** What to do about a failure of this storage, for messages. */
  String fix(IOException failed);

  /** All that a file holds, up to {@value #MAXIMUM_BYTES} bytes. */
  static byte[] whole(InputStream content) throws IOException {
    byte[] bytes = content.readNBytes(MAXIMUM_BYTES + 1);
    if (bytes.length > MAXIMUM_BYTES) {
      throw new IOException("it has more than " + MAXIMUM_BYTES + " bytes");
    }
    return bytes;
  }
}
