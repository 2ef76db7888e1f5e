package org.tacet.accountant.ledger;

import java.util.regex.Pattern;

/**
 * The legal ids of accounts and releases.
 *
 * <p>An account's id becomes a file or folder name in a store and part of a command line, so it
 * starts with a letter or a digit and holds no separator: neither {@code ..} nor an absolute path
 * is an id. A release's id may also be one that a scheduler made, such as {@code
 * my_dag/scheduled__2026-11-26T00:00:00+00:00}; where it becomes a file name, it is escaped.
 */
public final class LedgerIds {

  /** The legal ids of accounts as a regular expression, for a JSON Schema. */
  public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

  /**
   * The legal ids of releases as a regular expression, for a JSON Schema. No segment between
   * slashes is empty, {@code .} or {@code ..}: whoever makes a path of an id stays in its folder.
   */
  public static final String RELEASE_PATTERN =
      "(?!.*/\\.{0,2}(?:/|$))[A-Za-z0-9][A-Za-z0-9._:+=@/-]{0,511}";

  /** What {@link #RELEASE_PATTERN} says, in words. */
  public static final String LEGAL_RELEASE =
      "1 to 512 letters, digits, '.', '_', '-', ':', '+', '=', '@' or '/', beginning with a letter"
          + " or a digit, and no empty, '.' or '..' segment between slashes";

  private static final Pattern LEGAL = Pattern.compile(PATTERN);
  private static final Pattern LEGAL_RELEASES = Pattern.compile(RELEASE_PATTERN);

  private LedgerIds() {}

  /** Whether {@code id} may name an account. */
  public static boolean isLegal(String id) {
    return id != null && LEGAL.matcher(id).matches();
  }

  /** Whether {@code id} may name a release. */
  public static boolean isLegalRelease(String id) {
    return id != null && LEGAL_RELEASES.matcher(id).matches();
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

  /**
   * Returns {@code id}.
   *
   * @throws IllegalArgumentException if no release may have that id
   */
  public static String requireRelease(String id) {
    if (!isLegalRelease(id)) {
      throw new IllegalArgumentException(
          "release id must be "
              + LEGAL_RELEASE
              + ". Provided value: "
              + LedgerText.shortened(id)
              + ". Fix: choose such an id, for example nightly/2026-11-26");
    }
    return id;
  }
}
