package org.tacet.accountant.ledger;

import java.util.Map;

/**
 * Documents as bytes. The accountant depends on the JDK alone, which has no JSON; whoever opens a
 * ledger brings it.
 */
public interface DocumentText {

  /**
   * Writes a document, always in the same way.
   *
   * @param document a tree of maps with texts as keys, lists, texts, numbers and truth values
   */
  byte[] write(Map<String, Object> document);

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException that says what is wrong, if it is not one whole document
   */
  Map<String, Object> read(byte[] text);
}
