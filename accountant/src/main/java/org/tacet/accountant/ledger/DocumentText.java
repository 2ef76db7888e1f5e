package org.tacet.accountant.ledger;

import java.util.Map;

/**
 * How a document of the ledger is written as text. The protocol says what a document holds; how a
 * map becomes bytes is left to whoever has a library for it, as this module has none.
 *
 * <p>A document is a map from names to strings, booleans, whole numbers, decimals, null, lists and
 * maps of these. Writing is deterministic: equal documents whose names stand in the same order give
 * equal bytes. Reading gives back what was written, with whole numbers as {@code Long} or, where
 * that is too small, as {@code BigInteger}, and all others as {@code BigDecimal}, digit by digit.
 */
public interface DocumentText {

  /**
   * The text of a document, without a line end after it.
   *
   * @throws IllegalArgumentException if it holds a value that can't be written exactly
   */
  byte[] write(Map<String, Object> document);

  /**
   * The document of a text.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  Map<String, Object> read(byte[] text);
}
