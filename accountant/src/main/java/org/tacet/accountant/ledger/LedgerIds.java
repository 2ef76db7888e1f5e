package org.tacet.accountant.ledger;

import java.util.regex.Pattern;

/**
 * The legal ids of accounts and releases. An id becomes a file or folder name in a store and part
 * of a command line, so it starts with a letter or a digit and holds no separator: neither {@code
 * ..} nor an absolute path is an id.
 */
public final class LedgerIds {

  /** The legal ids as a regular expression, for a JSON Schema. */
  public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

  private static final Pattern LEGAL = Pattern.compile(PATTERN);

  private LedgerIds() {}

  /** Whether {@code id} may name an account or a release. */
  public static boolean isLegal(String id) {
    return id != null && LEGAL.matcher(id).matches();
  }

  /**
   * Returns {@code id}.
   *
   * @param field what the message calls the value, for example "account id"
   * @throws IllegalArgumentException if the id is not legal
   */
  public static String require(String field, String id) {
    if (!isLegal(id)) {
      throw new IllegalArgumentException(
          field
              + " must be 1 to 128 letters, digits, '.', '_' or '-', and start with a letter or a"
              + " digit. Provided value: "
              + LedgerText.shortened(id)
              + ". Fix: choose such an id, for example shop-customers");
    }
    return id;
  }
}
